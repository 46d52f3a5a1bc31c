import type { Language } from '../language.ts'

/** Where an element of the message box stands: a form, a message, or either in the bin. */
export type MessageStatus = FormStatus | CorrespondenceStatus | 'deleted'
export type FormStatus = 'beingFilledIn' | 'toBeSigned' | 'submitted'
export type CorrespondenceStatus = 'unread' | 'read' | 'archived'

// Altinn/docs content/api/rest/meldinger (bokmål); Altinn/AltinnApp Core/Util/Constants.cs for the
// other languages. Deleted and archived are documented in bokmål alone, the rest of them is ours.
const texts = {
  1044: {
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    unread: 'Ulest',
    read: 'Lest',
    archived: 'Arkivert',
    deleted: 'Slettet',
  },
  2068: {
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    unread: 'Ulest',
    read: 'Lest',
    archived: 'Arkivert',
    deleted: 'Sletta',
  },
  1033: {
    beingFilledIn: 'Completion',
    toBeSigned: 'Signing',
    submitted: 'Sent and archived',
    unread: 'Unread',
    read: 'Read',
    archived: 'Archived',
    deleted: 'Deleted',
  },
} as const satisfies Record<Language, Record<MessageStatus, string>>

export function writeStatus(status: MessageStatus, language: Language): string {
  return texts[language][status]
}
