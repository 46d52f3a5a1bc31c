import type { Language } from './language.ts'

/** Where an element of the message box stands. */
export type MessageStatus = 'beingFilledIn' | 'toBeSigned' | 'submitted' | 'deleted'

// Altinn/docs content/api/rest/meldinger (bokmål); Altinn/AltinnApp Core/Util/Constants.cs for the
// other languages. Deleted is documented in bokmål alone, the rest of it is ours.
const texts = {
  1044: {
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    deleted: 'Slettet',
  },
  2068: {
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    deleted: 'Sletta',
  },
  1033: {
    beingFilledIn: 'Completion',
    toBeSigned: 'Signing',
    submitted: 'Sent and archived',
    deleted: 'Deleted',
  },
} as const satisfies Record<Language, Record<MessageStatus, string>>

export function writeStatus(status: MessageStatus, language: Language): string {
  return texts[language][status]
}
