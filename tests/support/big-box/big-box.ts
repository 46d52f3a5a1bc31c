import { createHash } from 'node:crypto'
import type { Altinn2Message } from '../../../sandbox/altinn2/messages/state.ts'
import {
  dialogIdOfCorrespondence,
  dialogIdOfInstance,
} from '../../../sandbox/altinn3/dialogporten/id.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { formServices, letterServices, type BoxService } from './services.ts'

/** A form as Storage has it. Moments are microseconds since 1970 here, milliseconds elsewhere. */
export interface BoxForm {
  readonly guid: string
  /** Of one that was migrated. */
  readonly archiveReference?: number
  /** What tells it from others of its app. */
  readonly title: string
  readonly state: 'data' | 'signing' | 'confirmation' | 'feedback' | 'archived'
  readonly created: number
  readonly lastChanged: number
  readonly due?: number
  readonly isRead: boolean
  readonly isToCome?: boolean
  readonly isSoftDeleted?: boolean
  readonly isHardDeleted?: boolean
}

/** A message as Dialogporten has it. */
export interface BoxLetter {
  readonly dialogId: string
  readonly resource: string
  readonly title: string
  readonly sender?: string
  readonly created: number
  readonly lastChanged: number
  readonly due?: number
  readonly label: 'Default' | 'Archive' | 'Bin'
  readonly isSeen: boolean
  readonly isMarkedUnread?: boolean
  readonly isToCome?: boolean
  readonly altinn2CorrespondenceId?: number
}

/** An element of the box: on one side or on both. */
export interface BoxElement {
  readonly key: string
  readonly service: BoxService
  readonly altinn2?: Altinn2Message
  readonly form?: BoxForm
  readonly letter?: BoxLetter
}

const day = 86_400_000
const first = Date.UTC(2025, 0, 10)
const days = 630

/** A number for a text, always the same and without any order. */
function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0)
}

/** Moments of which there are many: what came over in one go. */
const crowded = Array.from({ length: 8 }, (_, place) => first + (40 + place * 70) * day)

/** Milliseconds; one in five at a moment of many. */
function changedOf(key: string): number {
  const place = chance(`changed ${key}`)
  const shared = crowded[(place >>> 4) % crowded.length] ?? first
  return place % 5 === 0 ? shared : first + (place % (days * 86_400)) * 1_000 + (place % 997)
}

function createdBefore(changed: number, key: string): number {
  return changed - 3_600_000 - (chance(`created ${key}`) % 90) * day - (chance(key) % 1_000)
}

/** Of one digit more or less, so that no order of texts is theirs. */
function numberOf(place: number, kind: 'form' | 'letter' | 'archive'): number {
  const starts = {
    form: [150_000, 600_000, 9_100_000, 63_000_000],
    letter: [94_000, 385_000, 7_001_000, 52_000_000],
    archive: [98_000, 450_000, 3_600_000, 81_000_000],
  }
  return (starts[kind][place % 4] ?? 0) + place
}

const ownersInAltinn2 = { ttd: 'Prøveetaten', nab: 'Naboetaten' } as const

/** What both kinds are in Altinn 2. */
function inAltinn2(
  service: BoxService,
  given: Pick<
    Altinn2Message,
    'id' | 'subject' | 'state' | 'lastChanged' | 'created' | 'originalId' | 'isDeleted'
  >,
): Altinn2Message {
  const owner = ownersInAltinn2[service.owner]
  const isForm = service.type === 'FormTask'
  return {
    kind: service.type,
    lastChangedBy: isForm ? 'KVASSFJELL TRANSPORT AS' : owner,
    serviceOwner: owner,
    sender: isForm ? 'KVASSFJELL TRANSPORT AS' : owner,
    serviceCode: service.code,
    serviceEdition: service.edition,
    ...given,
    ...(isForm && given.state === 'submitted'
      ? { archiveReference: `AR${given.id.slice(1)}` }
      : {}),
  }
}

interface Place {
  readonly key: string
  readonly place: number
  readonly service: BoxService
  /** Counts the elements of its service. */
  readonly turn: number
}

/** Three in four are of services that have moved. */
function placesOf(type: 'form' | 'letter', count: number): readonly Place[] {
  const services = type === 'form' ? formServices : letterServices
  const half = services.length / 2
  return Array.from({ length: count }, (_, place) => {
    const isMoved = place % 4 < 3
    const rank = isMoved ? Math.floor(place / 4) * 3 + (place % 4) : Math.floor(place / 4)
    const service = services[(isMoved ? 0 : half) + (rank % half)]
    if (service === undefined) throw new Error('no service')
    return { key: `${type} ${place}`, place, service, turn: Math.floor(rank / half) }
  })
}

const subjects = ['Brygge', 'Årlig melding', 'ØKONOMI og drift', 'Brygge', 'søknad']

export function newForm(key: string, more: Partial<BoxForm> = {}): BoxForm {
  const changed = changedOf(key)
  const isCrowded = crowded.includes(changed)
  return {
    guid: uuidOf(`instance ${key}`),
    title: `${subjects[chance(key) % subjects.length] ?? ''} ${chance(key) % 40}`,
    state: 'archived',
    created: createdBefore(changed, key) * 1_000 + (chance(key) % 1_000),
    lastChanged: changed * 1_000 + (isCrowded ? 0 : chance(key) % 1_000),
    isRead: chance(key) % 3 > 0,
    ...(chance(key) % 11 === 0 ? { due: Date.UTC(2026, 11, 31, 22) } : {}),
    ...more,
  }
}

function toForm({ key, place, service, turn }: Place): BoxElement {
  if (!service.isMoved) return { key, service, altinn2: formInAltinn2(key, place, service, turn) }
  const archiveReference = numberOf(place, 'archive')
  switch (turn % 10) {
    case 0:
      return { key, service, form: newForm(key, { state: 'data' }) }
    case 1:
      return { key, service, form: newForm(key, { state: 'signing' }) }
    case 3:
      // Here and there somebody has thrown it away in Altinn 2 alone.
      return inBinOfAltinn2(onBothSides(key, service, newForm(key, { archiveReference })), place)
    case 4:
      return onBothSides(key, service, newForm(key, { archiveReference }))
    case 5:
      return { key, service, form: newForm(key, { archiveReference }) }
    case 6:
      return { key, service, form: newForm(key, { state: 'data', isToCome: true }) }
    case 7: {
      const form = newForm(key, { archiveReference, isSoftDeleted: true })
      if (place % 3 === 0) return onBothSides(key, service, form)
      const state = place % 2 === 0 ? 'archived' : 'data'
      return { key, service, form: newForm(key, { state, isSoftDeleted: true }) }
    }
    case 8:
      return { key, service, altinn2: formInAltinn2(key, place, service, place % 2) }
    case 9:
      return { key, service, form: newForm(key, rarer[place % 3]) }
    default:
      return { key, service, form: newForm(key) }
  }
}

function inBinOfAltinn2(element: BoxElement, place: number): BoxElement {
  const { altinn2 } = element
  const isThere = altinn2 === undefined || place % 3 > 0
  return isThere ? element : { ...element, altinn2: { ...altinn2, isDeleted: true } }
}

const rarer: readonly Partial<BoxForm>[] = [
  { state: 'confirmation' },
  { state: 'feedback' },
  { isHardDeleted: true },
]

/** What was archived came over, and stayed; in one of two with another date, and a title of its own. */
function onBothSides(key: string, service: BoxService, form: BoxForm): BoxElement {
  const [created, changed] = [form.created, form.lastChanged].map((at) => Math.floor(at / 1_000))
  const later = chance(`later ${key}`) % 2 === 0 ? 0 : 20 * day
  const altinn2 = inAltinn2(service, {
    id: `b${form.archiveReference ?? 0}`,
    originalId: `a${(form.archiveReference ?? 0) - 40_000}`,
    subject: service.name.nb,
    state: 'submitted',
    lastChanged: (changed ?? 0) + later,
    created: created ?? 0,
  })
  return { key, service, form, altinn2 }
}

/** A draft, one to be signed, or one that was sent in; the last of five in the bin. */
function formInAltinn2(
  key: string,
  place: number,
  service: BoxService,
  turn: number,
): Altinn2Message {
  const state = (['beingFilledIn', 'toBeSigned', 'submitted', 'submitted'] as const)[turn % 5]
  const lastChanged = changedOf(key)
  const isSubmitted = state === 'submitted'
  const number = numberOf(place, isSubmitted ? 'archive' : 'form')
  return inAltinn2(service, {
    id: `${isSubmitted ? 'b' : 'a'}${number}`,
    ...(isSubmitted ? { originalId: `a${number + 1}` } : {}),
    subject: `${service.name.nb} ${chance(key) % 40}`,
    state: state ?? 'beingFilledIn',
    ...(state === undefined ? { isDeleted: true } : {}),
    lastChanged,
    created: createdBefore(lastChanged, key),
  })
}

const topics = ['Vedtak om støtte', 'Årsoppgave', 'Påminnelse', 'BRYGGE ved sjøen', "O'Haras brev"]

export function newLetter(
  key: string,
  service: BoxService,
  more: Partial<BoxLetter> = {},
): BoxLetter {
  const lastChanged = changedOf(key)
  const created = createdBefore(lastChanged, key)
  const id = dialogIdOfInstance(uuidOf(`correspondence ${key}`), created)
  return {
    dialogId: dialogIdOfCorrespondence(id, created),
    resource: service.place,
    title: `${topics[chance(key) % topics.length] ?? ''} ${chance(key) % 30}`,
    ...(chance(key) % 2 === 0 ? { sender: `Avdeling ${chance(key) % 4}` } : {}),
    ...{ created, lastChanged, label: 'Default', isSeen: true },
    ...(chance(key) % 13 === 0 ? { due: Date.UTC(2099, 5, 30, 22) } : {}),
    ...more,
  }
}

function toLetter({ key, place, service, turn }: Place): readonly BoxElement[] {
  if (!service.isMoved) {
    return [{ key, service, altinn2: letterInAltinn2(key, place, service, turn) }]
  }
  const one = (more: Partial<BoxLetter>): readonly BoxElement[] => [
    { key, service, letter: newLetter(key, service, more) },
  ]
  switch (turn % 10) {
    case 0:
      return one({ isSeen: false })
    case 2:
      return one({ label: 'Archive' })
    case 3:
      return [inBinOfAltinn2(letterOnBothSides(key, place, service, 'read', {}), place)]
    case 4:
      return [letterOnBothSides(key, place, service, 'archived', { label: 'Archive' })]
    case 5:
      return place % 3 === 0
        ? [letterOnBothSides(key, place, service, 'read', { label: 'Bin' })]
        : one({ label: 'Bin' })
    case 6:
      return one({ isToCome: true })
    case 7:
      return one({ isSeen: true, isMarkedUnread: true })
    case 8:
      return [letterOnBothSides(key, place, service, 'unread', { isSeen: true })]
    case 9:
      // Told as part of another dialog, or by its owner alone: no message at all.
      return []
    default:
      return one({})
  }
}

function letterOnBothSides(
  key: string,
  place: number,
  service: BoxService,
  state: 'unread' | 'read' | 'archived',
  more: Partial<BoxLetter>,
): BoxElement {
  const number = numberOf(place, 'letter')
  const isArchived = state === 'archived'
  const letter = newLetter(key, service, {
    ...{ resource: service.archive, altinn2CorrespondenceId: number },
    ...more,
  })
  const later = chance(`later ${key}`) % 2 === 0 ? 0 : 15 * day
  const altinn2 = inAltinn2(service, {
    id: isArchived ? `b${number + 30_000}` : `a${number}`,
    ...(isArchived ? { originalId: `a${number}` } : {}),
    ...{ subject: letter.title, state, created: letter.created },
    lastChanged: letter.lastChanged + later,
  })
  return { key, service, letter, altinn2 }
}

function letterInAltinn2(
  key: string,
  place: number,
  service: BoxService,
  turn: number,
): Altinn2Message {
  const state = (['unread', 'read', 'archived', 'read'] as const)[turn % 5]
  const lastChanged = changedOf(key)
  const number = numberOf(place, 'letter')
  const isArchived = state === 'archived'
  return inAltinn2(service, {
    id: `${isArchived ? 'b' : 'a'}${number}`,
    ...(isArchived ? { originalId: `a${number + 1}` } : {}),
    subject: `${topics[chance(key) % topics.length] ?? ''} ${chance(key) % 30}`,
    state: state ?? 'read',
    ...(state === undefined ? { isDeleted: true } : {}),
    lastChanged,
    created: createdBefore(lastChanged, key),
  })
}

/** So many places of either kind, always the same: what is in them is on one side, on both, or nowhere. */
export function createBigBox(forms: number, letters: number): readonly BoxElement[] {
  return [...placesOf('form', forms).map(toForm), ...placesOf('letter', letters).flatMap(toLetter)]
}
