import { toAltinn2DateTime } from '../../../src/altinn2/date-time.ts'
import {
  idOfDialog,
  idOfInstance,
  writeMessageId,
} from '../../../src/altinn2/messages/message-id.ts'
import type { Altinn2Message } from '../../../sandbox/altinn2/messages/state.ts'
import type { BoxElement, BoxForm, BoxLetter } from './big-box.ts'
import type { BoxService, Language } from './services.ts'

export type ModelRow = Readonly<Record<string, string | number | boolean>>

export interface ModelQuestion {
  readonly on: 'altinn3' | 'both'
  readonly language?: Language
  readonly isBin?: boolean
  /** Migrated messages have Altinn 2's number; among those of one moment they stay where they were. */
  readonly hasGenuineIds?: boolean
}

interface Placed {
  readonly row: ModelRow
  /** Microseconds since 1970. */
  readonly changed: number
  readonly number: bigint
}

/** The whole list, the last changed first; of those of one moment, the highest number. */
export function listOf(
  elements: readonly BoxElement[],
  { on, language = 1044, isBin = false, hasGenuineIds = false }: ModelQuestion,
): readonly ModelRow[] {
  const placed: Placed[] = []
  for (const element of elements) {
    const found = placeOf(element, on, isBin, language)
    if (found === undefined) continue
    placed.push(hasGenuineIds ? { ...found, row: withGenuineId(found.row, element) } : found)
  }
  placed.sort((one, other) => {
    if (one.changed !== other.changed) return other.changed - one.changed
    return one.number < other.number ? 1 : -1
  })
  return placed.map(({ row }) => row)
}

/** The letter of its archived twin did not come over. */
function withGenuineId(row: ModelRow, { letter }: BoxElement): ModelRow {
  const number = letter?.altinn2CorrespondenceId
  if (number === undefined) return row
  const rest = Object.entries(row).filter(([name]) => name !== 'OriginalId')
  return { ...Object.fromEntries(rest), MessageId: `a${number}` }
}

/** What was found for an element before: a change makes another element of it. */
const places = new WeakMap<BoxElement, Map<string, Placed | undefined>>()

function placeOf(
  element: BoxElement,
  on: ModelQuestion['on'],
  isBin: boolean,
  language: Language,
): Placed | undefined {
  const known = places.get(element) ?? new Map<string, Placed | undefined>()
  places.set(element, known)
  const key = `${on} ${isBin} ${language}`
  if (!known.has(key)) known.set(key, findPlace(element, on, isBin, language))
  return known.get(key)
}

/** Altinn 3 knows best of what it has; what it does not tell of, it does not have. */
function findPlace(
  { service, form, letter, altinn2 }: BoxElement,
  on: ModelQuestion['on'],
  isBin: boolean,
  language: Language,
): Placed | undefined {
  const known = { code: service.code, edition: service.edition, owner: service.owner }
  if (form !== undefined) {
    const isGone = form.isHardDeleted === true || form.isToCome === true
    const isShown = !isGone && !isHidden(form, service)
    if (!isShown || (form.isSoftDeleted === true) !== isBin) return undefined
    const name = service.name[tags[language]]
    return placed(formRow(form, known, name, language), form.lastChanged)
  }
  if (letter !== undefined) {
    if (letter.isToCome === true || (letter.label === 'Bin') !== isBin) return undefined
    return placed(letterRow(letter, known, language), letter.lastChanged * 1_000)
  }
  if (altinn2 === undefined || on === 'altinn3') return undefined
  if ((altinn2.isDeleted === true) !== isBin) return undefined
  return placed(altinn2Row(altinn2, language), altinn2.lastChanged * 1_000)
}

/** What its app keeps out of message boxes. */
function isHidden({ archiveReference, state }: BoxForm, { hides }: BoxService): boolean {
  if (archiveReference !== undefined) return false
  return hides === 'all' || hides === state
}

function placed(row: ModelRow, changed: number): Placed {
  return { row, changed, number: BigInt(String(row.MessageId).slice(1)) }
}

const tags = { 1044: 'nb', 2068: 'nn', 1033: 'en' } as const

const names = {
  ttd: { nb: 'Prøveetaten', nn: 'Prøveetaten', en: 'Test agency' },
  nab: { nb: 'Naboetaten', nn: 'Naboetaten', en: 'Neighbour agency' },
} as const

interface Known {
  readonly code: string
  readonly edition: number
  readonly owner: 'ttd' | 'nab'
}

/** Altinn/docs content/api/rest/meldinger; other languages as Altinn/AltinnApp Constants.cs has them. */
const words = {
  1044: {
    ...{ unread: 'Ulest', read: 'Lest', archived: 'Arkivert', deleted: 'Slettet' },
    ...{ beingFilledIn: 'Utfylling', toBeSigned: 'Signering', submitted: 'Sendt og arkivert' },
  },
  2068: {
    ...{ unread: 'Ulest', read: 'Lest', archived: 'Arkivert', deleted: 'Sletta' },
    ...{ beingFilledIn: 'Utfylling', toBeSigned: 'Signering', submitted: 'Sendt og arkivert' },
  },
  1033: {
    ...{ unread: 'Unread', read: 'Read', archived: 'Archived', deleted: 'Deleted' },
    ...{ beingFilledIn: 'Completion', toBeSigned: 'Signing', submitted: 'Sent and archived' },
  },
} as const

function formRow(form: BoxForm, known: Known, name: string, language: Language): ModelRow {
  const { archiveReference: reference, state, guid } = form
  const isArchived = state === 'archived'
  const own = idOfInstance(guid)
  if (own === undefined) throw new Error(guid)
  const isNative = reference === undefined
  return present({
    MessageId: isNative ? writeMessageId(own, isArchived) : `b${reference}`,
    OriginalId: isNative && isArchived ? writeMessageId(own, false) : undefined,
    Subject: `${name}, ${form.title}`,
    Status: form.isSoftDeleted === true ? words[language].deleted : statusOfForm(state, language),
    MarkedUnread: !form.isRead,
    LastChangedDateTime: local(form.lastChanged),
    CreatedDate: local(form.created),
    ...general('FormTask', known, language),
    DueDate: form.due === undefined || isArchived ? undefined : local(form.due * 1_000),
    ArchiveReference: isArchived ? (isNative ? guid.slice(-12) : `AR${reference}`) : undefined,
  })
}

/** What is beyond its last task cannot be changed any more. */
function statusOfForm(state: BoxForm['state'], language: Language): string {
  const { beingFilledIn, toBeSigned, submitted } = words[language]
  if (state === 'archived' || state === 'feedback') return submitted
  return state === 'signing' ? toBeSigned : beingFilledIn
}

function letterRow(letter: BoxLetter, known: Known, language: Language): ModelRow {
  const own = idOfDialog(letter.created, letter.dialogId)
  if (own === undefined) throw new Error(letter.dialogId)
  const isArchived = letter.label === 'Archive'
  const isMarkedUnread = letter.isMarkedUnread === true
  const { unread, read, archived, deleted } = words[language]
  const byLabel = { Archive: archived, Bin: deleted, Default: undefined }
  return present({
    MessageId: writeMessageId(own, isArchived),
    OriginalId: isArchived ? writeMessageId(own, false) : undefined,
    Subject: letter.title,
    Status: byLabel[letter.label] ?? (letter.isSeen && !isMarkedUnread ? read : unread),
    MarkedUnread: isMarkedUnread,
    LastChangedDateTime: local(letter.lastChanged * 1_000),
    CreatedDate: local(letter.created * 1_000),
    ...general('Correspondence', known, language),
    MessageSender: letter.sender ?? names[known.owner][tags[language]],
    DueDate: letter.due === undefined ? undefined : local(letter.due * 1_000),
  })
}

function general(type: string, { code, edition, owner }: Known, language: Language): ModelRow {
  return {
    ServiceOwner: names[owner][tags[language]],
    ...{ Type: type, ServiceCode: code, ServiceEdition: edition },
  }
}

function altinn2Row(message: Altinn2Message, language: Language): ModelRow {
  const { isDeleted = false, state } = message
  return present({
    MessageId: message.id,
    OriginalId: message.originalId,
    Subject: message.subject,
    Status: words[language][isDeleted ? 'deleted' : state],
    MarkedUnread: message.isMarkedUnread ?? false,
    LastChangedDateTime: local(message.lastChanged * 1_000),
    CreatedDate: local(message.created * 1_000),
    ...{ ServiceOwner: message.serviceOwner, Type: message.kind },
    ...{ ServiceCode: message.serviceCode, ServiceEdition: message.serviceEdition },
    MessageSender: message.sender,
    DueDate: message.due === undefined ? undefined : local(message.due * 1_000),
    ArchiveReference: message.archiveReference,
  })
}

/** Norwegian time, with as many decimals as there are. */
function local(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000)
  const decimals = String(microseconds - seconds * 1_000_000).padStart(6, '0')
  const whole = new Date(seconds * 1_000).toISOString().slice(0, 19)
  const written = toAltinn2DateTime(`${whole}.${decimals}Z`)
  if (written === undefined) throw new Error(whole)
  return written
}

function present(
  members: Readonly<Record<string, string | number | boolean | undefined>>,
): ModelRow {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}
