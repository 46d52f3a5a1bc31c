import type { Dialog } from './state.ts'
import { parseMoment, toRoundTripMoment } from '../moment.ts'

// SearchDialogQueryOrderDefinition
const keys = ['contentupdatedat', 'updatedat', 'createdat', 'dueat', 'id'] as const

type Key = (typeof keys)[number]
type Value = number | string | undefined

interface Order {
  readonly key: Key
  readonly isDescending: boolean
}

const usual: Order = { key: 'contentupdatedat', isDescending: true }
const byId: Order = { key: 'id', isDescending: true }

/** OrderSet.cs: each key once, the id last, and never the id alone. Undefined when it makes no sense. */
export function parseOrder(text: string | undefined): readonly Order[] | undefined {
  if (text === undefined || text.trim() === '') return [usual, byId]
  const orders = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map(parseOne)
  const known = orders.filter((one) => one !== undefined)
  const isUnique = new Set(known.map(({ key }) => key)).size === orders.length
  if (!isUnique) return undefined
  const others = known.filter(({ key }) => key !== 'id')
  return [
    ...(others.length === 0 ? [usual] : others),
    known.find(({ key }) => key === 'id') ?? byId,
  ]
}

function parseOne(text: string): Order | undefined {
  const [name = '', direction = 'desc', ...rest] = text.toLowerCase().split('_')
  const key = keys.find((one) => one === name)
  const isKnown = direction === 'asc' || direction === 'desc'
  return key === undefined || !isKnown || rest.length > 0
    ? undefined
    : { key, isDescending: direction === 'desc' }
}

export function writeOrder(orders: readonly Order[]): string {
  return orders.map(({ key, isDescending }) => `${key}_${isDescending ? 'desc' : 'asc'}`).join(',')
}

export type Continuation = ReadonlyMap<Key, Value>

/** ContinuationTokenSet.cs */
export function parseContinuation(text: string): Continuation | undefined {
  const found = new Map<Key, Value>()
  for (const part of text.split(',')) {
    const [name = '', value = '', ...rest] = part.trim().split('_')
    const key = keys.find((one) => one === name.toLowerCase())
    if (key === undefined || rest.length > 0 || found.has(key)) return undefined
    const parsed = key === 'id' ? value.toLowerCase() : parseMoment(value)
    if (parsed === undefined && !(key === 'dueat' && value === '')) return undefined
    found.set(key, parsed)
  }
  return found
}

export function missingKeys(orders: readonly Order[], token: Continuation): readonly Key[] {
  return orders.flatMap(({ key }) => (token.has(key) ? [] : [key]))
}

export function writeContinuation(orders: readonly Order[], dialog: Dialog): string {
  return orders
    .map(({ key }) => {
      const value = valueOf(dialog, key)
      return `${key}_${typeof value === 'number' ? toRoundTripMoment(value) : (value ?? '')}`
    })
    .join(',')
}

/** Below zero when the one comes before the other. */
export function compare(orders: readonly Order[], one: Dialog, other: Dialog): number {
  return compareBy(orders, (key) => [valueOf(one, key), valueOf(other, key)])
}

export function isAfter(orders: readonly Order[], dialog: Dialog, token: Continuation): boolean {
  return compareBy(orders, (key) => [valueOf(dialog, key), token.get(key)]) > 0
}

function compareBy(
  orders: readonly Order[],
  values: (key: Key) => readonly [Value, Value],
): number {
  for (const { key, isDescending } of orders) {
    // PostgreSQL puts what is null last, and so first where the order is turned.
    const [one = Infinity, other = Infinity] = values(key)
    if (one !== other) return one < other === isDescending ? 1 : -1
  }
  return 0
}

function valueOf(dialog: Dialog, key: Key): Value {
  switch (key) {
    case 'contentupdatedat':
      return dialog.contentUpdatedAt
    case 'updatedat':
      return dialog.updatedAt
    case 'createdat':
      return dialog.createdAt
    case 'dueat':
      return dialog.dueAt
    case 'id':
      return dialog.id
  }
}
