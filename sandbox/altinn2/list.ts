import { json, wantsHal } from './answer.ts'
import { toPage } from './messages/options.ts'
import type { Model } from './messages/property.ts'
import { ODataRefused } from './messages/tokens.ts'
import type { MessageRow } from './messages/view.ts'
import { Refused, type Call, type Links } from './operation.ts'
import type { Answered, Asked } from '../strict.ts'

/** A list whose items say by which of their properties it is filtered and sorted. */
export interface List<Item> {
  /** Its name below `_embedded`, and the model's in OData's errors. */
  readonly relation: string
  readonly model: string
  readonly items: readonly Item[]
  readonly toItem: (item: Item) => object
  readonly links?: Links
  /** Properties of the model that no item may have, so that a filter still knows them. */
  readonly optional?: readonly string[]
  /** Of a page without `$top`. */
  readonly rowsPerPage?: number
}

/** A bare array, or with HAL its page below `_embedded`. */
export function list<Item extends object>(call: Call, given: List<Item>): Answered {
  const page = pageOf(call.asked, given.model, given.items, given)
  const written = page.map(given.toItem)
  if (!wantsHal(call.asked)) return json(call.asked, written)
  const links = { ...given.links, self: { href: selfOf(call) } }
  return json(call.asked, { _links: links, _embedded: { [given.relation]: written } })
}

/** The address as it was asked for, but for the old way of logging in. */
export function selfOf({ asked, publicOrigin }: Pick<Call, 'asked' | 'publicOrigin'>): string {
  const query = new URLSearchParams(asked.query)
  for (const name of [...query.keys()]) {
    if (name.toLowerCase() === 'forceeiauthentication') query.delete(name)
  }
  return publicOrigin + asked.path + (query.size === 0 ? '' : `?${query.toString()}`)
}

/** What OData leaves of a list, fifty at a time unless `$top` says otherwise (hente.md). */
export function pageOf<Item extends object>(
  asked: Asked,
  name: string,
  items: readonly Item[],
  { rowsPerPage = 50, optional = [] }: Partial<Pick<List<Item>, 'rowsPerPage' | 'optional'>> = {},
): readonly Item[] {
  // What an empty list could hold is not known here.
  if (items.length === 0) return items
  const rows = new Map(items.map((item) => [scalarsOf(item), item]))
  const known = Object.fromEntries(optional.map((property) => [property, '']))
  const model = modelOf(name, [known, ...rows.keys()])
  try {
    const page = toPage(asked, [...rows.keys()], rowsPerPage, { model, mostRows: 10_000 })
    return page.flatMap((row) => rows.get(row) ?? [])
  } catch (error) {
    if (!(error instanceof ODataRefused)) throw error
    throw new Refused({ status: 400, reason: error.message })
  }
}

function scalarsOf(item: object): MessageRow {
  return Object.fromEntries(Object.entries(item).flatMap(([key, value]) => scalar(key, value)))
}

function scalar(key: string, value: unknown): readonly [string, string | number | boolean][] {
  const isScalar =
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isScalar ? [[key, value]] : []
}

function modelOf(name: string, rows: readonly MessageRow[]): Model {
  const all = Object.assign({}, ...rows) as MessageRow
  const kinds = Object.entries(all).map(([key, value]) => [key, kindOf(key, value)] as const)
  return { name, properties: Object.fromEntries(kinds) }
}

function kindOf(
  key: string,
  value: string | number | boolean,
): 'string' | 'int' | 'boolean' | 'date' {
  if (typeof value === 'number') return 'int'
  if (typeof value === 'boolean') return 'boolean'
  return /(?:Date|Time|^Valid(?:From|To)|^Created|^LastChanged)$/.test(key) ? 'date' : 'string'
}
