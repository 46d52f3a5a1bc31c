import { parameter } from '../answer.ts'
import { toTest } from './filter.ts'
import { messageModel, propertyOf, type Model, type Value } from './property.ts'
import { ODataRefused } from './tokens.ts'
import type { MessageRow } from './view.ts'
import { UnlikeTheRealOne, type Asked } from '../../strict.ts'

/** The limit that the documented error names (release note 19.5). */
const most = 10_000

export interface Options {
  readonly model?: Model
  /** The longest page, whatever `$top` says. */
  readonly mostRows?: number
}

/** What OData leaves of what was read from the database; throws `ODataRefused`. */
export function toPage(
  asked: Asked,
  rows: readonly MessageRow[],
  rowsPerPage: number,
  { model = messageModel, mostRows = rowsPerPage }: Options = {},
): readonly MessageRow[] {
  const top = wholeNumber(asked, '$top') ?? rowsPerPage
  if (top > most) {
    throw new ODataRefused(
      `The limit of '${most}' for Top query has been exceeded. The value from the incoming request is '${top}'`,
    )
  }
  const filter = parameter(asked, '$filter')
  const order = parameter(asked, '$orderby')
  const kept = filter === undefined ? rows : rows.filter(toTest(filter, model))
  const sorted = order === undefined ? kept : sort(kept, order, model)
  const skip = wholeNumber(asked, '$skip') ?? 0
  return sorted.slice(skip, skip + Math.min(top, mostRows))
}

function wholeNumber(asked: Asked, name: string): number | undefined {
  const text = parameter(asked, name)
  if (text !== undefined && !/^\d+$/.test(text)) throw new UnlikeTheRealOne(`${name}=${text}`)
  return text === undefined ? undefined : Number(text)
}

type Compare = (one: MessageRow, other: MessageRow) => number

const norwegian = new Intl.Collator('nb')

/** By one property after the other, and what is alike stays in the order it had. */
function sort(rows: readonly MessageRow[], order: string, model: Model): readonly MessageRow[] {
  const keys = order.split(',').map((text) => toCompare(text, model))
  return [...rows].sort((one, other) => {
    for (const compare of keys) {
      const found = compare(one, other)
      if (found !== 0) return found
    }
    return 0
  })
}

function toCompare(text: string, model: Model): Compare {
  const [, name = '', way] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(text) ?? []
  if (name === '') throw new UnlikeTheRealOne(`$orderby ${text}`)
  const { of } = propertyOf(name, model)
  const sign = way === 'desc' ? -1 : 1
  return (one, other) => sign * orderOf(of(one), of(other))
}

function orderOf(one: Value, other: Value): number {
  if (one === null || other === null) return Number(other === null) - Number(one === null)
  if (typeof one === 'string' && typeof other === 'string') return norwegian.compare(one, other)
  return one < other ? -1 : Number(one > other)
}
