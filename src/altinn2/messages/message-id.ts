import { createHash } from 'node:crypto'
import { GatewayError } from '../../errors.ts'

/**
 * What a message id stands for. Altinn 2's own have ten digits at most and ours eighteen, so that
 * neither is ever taken for the other; both fit an int64, and with their letter twenty characters.
 */
export type MessageId = GenuineId | OwnId

/** Altinn 2's number: of a message or a draft (`a`), of an archived one (`b`), of Altinn 1's (`c`). */
export interface GenuineId {
  readonly kind: 'genuine'
  readonly letter: 'a' | 'b' | 'c'
  readonly number: number
}

/** Of an element that has come to be in Altinn 3, or that is found there by something else. */
export type OwnId =
  /** A form: the last twelve hexadecimal digits of its instance's uuid. */
  | { readonly kind: 'instance'; readonly reference: string }
  /** A message: the millisecond (since 1970) in which its dialog came to be, and the dialog's hash. */
  | { readonly kind: 'dialog'; readonly created: number; readonly hash: number }

// Clients keep ids for years, so none of these numbers may ever change. An instance is its reference
// times a prime, which no wrong digit and no two that changed places can make another multiple of; a
// dialog is its millisecond times the number of hashes, and its hash, which is the check as well.
const firstInstance = 100_000_000_000_000_000n
const prime = 997n
const references = 1n << 48n
const firstDialog = 400_000_000_000_000_000n
const afterLast = 1_000_000_000_000_000_000n
const firstMoment = Date.UTC(2000, 0, 1)
/** So many that a hundred years of milliseconds fit. */
const hashes = 190_000n

/** Reads an id as it stands in an address; the letter of one of ours says nothing. */
export function parseMessageId(text: string): MessageId | undefined {
  const [, letter = '', digits = ''] = /^([abc])([0-9]{1,18})$/i.exec(text) ?? []
  if (digits.length === 18) return parseOwn(BigInt(digits))
  if (digits === '' || digits.length > 10) return undefined
  return { kind: 'genuine', letter: letter.toLowerCase() as GenuineId['letter'], number: +digits }
}

/** Of a path. Throws `NOT_FOUND` for one that was mistyped. */
export function needMessageId({ messageId = '' }: Readonly<Record<string, string>>): MessageId {
  const id = parseMessageId(messageId)
  if (id === undefined) throw new GatewayError('NOT_FOUND')
  return id
}

function parseOwn(value: bigint): OwnId | undefined {
  if (value >= firstDialog) {
    const offset = value - firstDialog
    const created = Number(offset / hashes) + firstMoment
    return { kind: 'dialog', created, hash: Number(offset % hashes) }
  }
  const offset = value - firstInstance
  if (offset < 0n || offset % prime !== 0n || offset / prime >= references) return undefined
  return { kind: 'instance', reference: (offset / prime).toString(16).padStart(12, '0') }
}

/** Active elements have the letter `a`, archived ones `b`; the digits never change. */
export function writeMessageId(id: MessageId, isArchived: boolean): string {
  if (id.kind === 'genuine') return `${id.letter}${id.number}`
  return `${isArchived ? 'b' : 'a'}${numberOf(id)}`
}

/** What an element is called, and what it was called before it was archived, if its id was ours. */
export function writeMessageIds(
  id: MessageId,
  isArchived: boolean,
): { readonly id: string; readonly originalId?: string } {
  const hadAnother = isArchived && id.kind !== 'genuine'
  return {
    id: writeMessageId(id, isArchived),
    ...(hadAnother ? { originalId: writeMessageId(id, false) } : {}),
  }
}

function numberOf(id: OwnId): bigint {
  if (id.kind === 'instance') return firstInstance + BigInt(`0x${id.reference}`) * prime
  return firstDialog + BigInt(id.created - firstMoment) * hashes + BigInt(id.hash)
}

/** @param instance its uuid; `undefined` for what is none */
export function idOfInstance(instance: string): OwnId | undefined {
  const [, reference] = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-([0-9a-f]{12})$/i.exec(instance) ?? []
  return reference === undefined
    ? undefined
    : { kind: 'instance', reference: reference.toLowerCase() }
}

/**
 * @param created milliseconds since 1970, whole; `undefined` for a moment before 2000 or after 2099
 * @param dialog its uuid
 */
export function idOfDialog(created: number, dialog: string): OwnId | undefined {
  const id: OwnId = { kind: 'dialog', created, hash: hashOf(dialog) }
  const number = Number.isInteger(created) ? numberOf(id) : 0n
  return number >= firstDialog && number < afterLast ? id : undefined
}

/** The hash by which dialogs of one millisecond are told apart. */
export function hashOf(dialog: string): number {
  const hash = createHash('sha256').update(dialog.toLowerCase()).digest()
  return Number(hash.readBigUInt64BE(0) % hashes)
}
