import { bind } from './bind.ts'
import { compareSortKeys, toSortKey, type SortKey } from './collation.ts'
import { orderOf, unitsPerMoment, valueOf, type Properties } from './evaluate.ts'
import type { Property, Value } from './expression.ts'
import type { ODataModel } from './model.ts'
import { longest } from './parse/parse-filter.ts'
import { parseOrderBySyntax } from './parse/parse-syntax.ts'
import { ownSentences, refuse, sentences } from './parse/sentences.ts'
import { sortInSlices } from './sort-in-slices.ts'
import { mapInSlices, type Work } from './work.ts'

export interface OrderKey {
  readonly property: Property
  readonly descending: boolean
}

/** Throws `ODATA_REFUSED`. */
export function needOrderBy(text: string, model: ODataModel): readonly OrderKey[] {
  if (text.length > longest) refuse(ownSentences.tooLong('$orderby', longest))
  const bound = parseOrderBySyntax(text).map(({ expression, descending }) => {
    return { property: bind(expression, model), descending }
  })
  const seen = new Set<string>()
  return bound.map(({ property, descending }) => {
    if (property.kind !== 'property') return refuse(sentences.orderByExpression())
    if (seen.has(property.name)) return refuse(sentences.orderByTwice(property.name))
    seen.add(property.name)
    return { property, descending }
  })
}

/** Rows in order; equal ones keep theirs. Throws `ODATA_REFUSED` for what costs too much. */
export async function sortRows<Row extends { readonly properties: Properties }>(
  rows: readonly Row[],
  keys: readonly OrderKey[],
  work: Work,
): Promise<readonly Row[]> {
  const spend = (units: number): void => work.spend(units)
  const toKeyed = (row: Row): Keyed<Row> => {
    return { row, values: keys.map((key) => sortValueOf(key, row.properties, spend)) }
  }
  const compare = (one: Keyed<Row>, other: Keyed<Row>): number => {
    let index = 0
    for (const { descending } of keys) {
      const [first, second] = [one.values[index] ?? null, other.values[index] ?? null]
      const order = compareValues(first, second, spend)
      if (order !== 0) return descending ? -order : order
      index += 1
    }
    return 0
  }
  const sorted = await sortInSlices(await mapInSlices(rows, toKeyed, work), compare, work)
  return sorted.map(({ row }) => row)
}

interface Keyed<Row> {
  readonly row: Row
  readonly values: readonly SortValue[]
}

type SortValue = Value | SortKey
type Spend = (units: number) => void

function sortValueOf({ property }: OrderKey, properties: Properties, spend: Spend): SortValue {
  spend(property.type === 'dateTime' ? unitsPerMoment : 1)
  const value = valueOf(property, properties)
  const isText = property.type === 'string' && typeof value === 'string'
  return isText ? toSortKey(value, spend) : value
}

/** Nulls first, as .NET's comparers have it. */
function compareValues(first: SortValue, second: SortValue, spend: Spend): number {
  if (isSortKey(first) && isSortKey(second)) return compareSortKeys(first, second, spend)
  spend(1)
  // A key stands for a text, and a text is compared with a text or with null.
  return orderOf(isSortKey(first) ? first.text : first, isSortKey(second) ? second.text : second)
}

function isSortKey(value: SortValue): value is SortKey {
  return typeof value === 'object' && value !== null
}
