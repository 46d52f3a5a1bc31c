import { wantsHal } from '../answer.ts'
import { toLocal } from '../broker/view.ts'
import type { Altinn2Message, MessageState } from './state.ts'
import type { Asked } from '../../strict.ts'

export type Language = 1044 | 2068 | 1033

/** What a message says, by its properties' names; one without a value is left out. */
export type MessageRow = Readonly<Record<string, string | number | boolean>>

// Altinn/docs content/api/rest/meldinger; Altinn/AltinnApp Core/Util/Constants.cs in three languages.
// Deleted is told in bokmål alone.
const texts: Readonly<Record<Language, Readonly<Record<MessageState | 'deleted', string>>>> = {
  1044: {
    unread: 'Ulest',
    read: 'Lest',
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    archived: 'Arkivert',
    deleted: 'Slettet',
  },
  2068: {
    unread: 'Ulest',
    read: 'Lest',
    beingFilledIn: 'Utfylling',
    toBeSigned: 'Signering',
    submitted: 'Sendt og arkivert',
    archived: 'Arkivert',
    deleted: 'Sletta',
  },
  1033: {
    unread: 'Unread',
    read: 'Read',
    beingFilledIn: 'Completion',
    toBeSigned: 'Signing',
    submitted: 'Sent and archived',
    archived: 'Archived',
    deleted: 'Deleted',
  },
}

const isLanguage = (lcid: number): lcid is Language => lcid in texts

/** Whoever says none, or one that there is not, is taken for a Norwegian. */
export function toLanguage(text: string | undefined): Language {
  const lcid = Number(text)
  return isLanguage(lcid) ? lcid : 1044
}

const described = new WeakMap<Altinn2Message, Map<Language, MessageRow>>()

/** Written once: a long list is read time and again. */
export function toMessageRow(message: Altinn2Message, language: Language): MessageRow {
  const rows = described.get(message) ?? new Map<Language, MessageRow>()
  described.set(message, rows)
  const row = rows.get(language) ?? describe(message, language)
  rows.set(language, row)
  return row
}

function describe(message: Altinn2Message, language: Language): MessageRow {
  const { state, isDeleted = false, due } = message
  return present({
    MessageId: message.id,
    OriginalId: message.originalId,
    Subject: message.subject,
    Status: texts[language][isDeleted ? 'deleted' : state],
    MarkedUnread: message.isMarkedUnread ?? false,
    LastChangedDateTime: toLocal(message.lastChanged),
    CreatedDate: toLocal(message.created),
    LastChangedBy: message.lastChangedBy,
    ServiceOwner: message.serviceOwner,
    Type: message.kind,
    MessageSender: message.sender,
    ServiceCode: message.serviceCode,
    ServiceEdition: message.serviceEdition,
    DueDate: due === undefined ? undefined : toLocal(due),
    ArchiveReference: message.archiveReference,
  })
}

function present(
  properties: Readonly<Record<string, string | number | boolean | undefined>>,
): MessageRow {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

/** What a `$filter` or an `$orderby` may name, and what it is. */
export const messageProperties: Readonly<Record<string, 'string' | 'int' | 'boolean' | 'date'>> = {
  MessageId: 'string',
  OriginalId: 'string',
  Subject: 'string',
  Status: 'string',
  MarkedUnread: 'boolean',
  LastChangedDateTime: 'date',
  CreatedDate: 'date',
  LastChangedBy: 'string',
  ServiceOwner: 'string',
  Type: 'string',
  MessageSender: 'string',
  Summary: 'string',
  Body: 'string',
  ServiceCode: 'string',
  ServiceEdition: 'int',
  DueDate: 'date',
  ArchiveReference: 'string',
}

/** How it names itself, and for whom. */
export interface Place {
  readonly publicOrigin: string
  readonly who: string
}

interface Link {
  readonly href: string
  readonly 'mime-type'?: string
}

/** With what leads on from it; in the bin that is the service alone (release note 18.10). */
export function withMessageLinks(
  row: MessageRow,
  asked: Asked,
  place: Place,
  more: object = {},
): object {
  const { publicOrigin, who } = place
  const self = `${publicOrigin}/api/${who}/messages/${String(row.MessageId)}`
  return wantsHal(asked)
    ? {
        ...row,
        _links: { self: { href: self }, ...furtherLinks(row, self, publicOrigin), ...more },
      }
    : { ...row, MessageLink: self }
}

function furtherLinks(
  { Type: type, MessageId: id, ServiceCode: code, ServiceEdition: edition }: MessageRow,
  self: string,
  publicOrigin: string,
): Readonly<Record<string, Link>> {
  const page = `${publicOrigin}/Pages/ServiceEngine`
  const service = `ESC=${String(code)}&ESEC=${String(edition)}`
  const number = String(id).slice(1)
  const letter = `${page}/Correspondence/Correspondences.aspx?ReporteeElementID=${number}&${service}`
  return type === 'FormTask'
    ? {
        print: { href: `${self}/print`, 'mime-type': 'application/pdf' },
        metadata: serviceLink(type, `${String(code)}/${String(edition)}`, publicOrigin),
        portalview: { href: portalOf(publicOrigin) },
      }
    : {
        metadata: serviceLink(String(type), `${String(code)}/${String(edition)}`, publicOrigin),
        portalview: { href: letter },
      }
}

function serviceLink(type: string, service: string, publicOrigin: string): Link {
  return { href: `${publicOrigin}/api/metadata/${type.toLowerCase()}/${service}` }
}

export function withBinLinks(row: MessageRow, asked: Asked, { publicOrigin }: Place): object {
  if (!wantsHal(asked)) return row
  const { Type: type, ServiceCode: code, ServiceEdition: edition } = row
  const metadata = serviceLink(String(type), `${String(code)}/${String(edition)}`, publicOrigin)
  return { ...row, _links: { metadata } }
}

export function portalOf(publicOrigin: string): string {
  return `${publicOrigin}/Pages/ServiceEngine/MyMainPage/MyMainPage.aspx`
}
