import type { Query } from '../query.ts'
import { matches, type Properties } from './evaluate.ts'
import type { Expression } from './expression.ts'
import type { ODataModel } from './model.ts'
import { needOrderBy, sortRows, type OrderKey } from './order.ts'
import { needFilter } from './parse/parse-filter.ts'
import { refuse, sentences } from './parse/sentences.ts'
import { keepInSlices, type Work } from './work.ts'

export interface ListOptions {
  readonly filter?: Expression
  readonly orderBy: readonly OrderKey[]
  readonly skip: number
  readonly top?: number
}

/**
 * Reads `$filter`, `$orderby`, `$skip` and `$top`. No client is known to send `$select`, `$expand`,
 * `$inlinecount`, `$count`, `$search`, `$format` or `$skiptoken`: they are ignored. `most` is the
 * highest `$top` there is. Throws `ODATA_REFUSED`, in the library's order (OData/WebApi
 * ODataQueryValidator.cs), and `PARAMETER_MALFORMED` for an option that is given twice and differs.
 */
export function needListOptions(query: Query, model: ODataModel, most: number): ListOptions {
  const [filter, orderBy, top, skip] = ['$filter', '$orderby', '$top', '$skip'].map((option) =>
    readOption(query, option),
  )
  const count = { skip: needNumber(skip, '$skip') ?? 0, top: needNumber(top, '$top') }
  if (count.top !== undefined && count.top > most) refuse(sentences.topExceeded(most, count.top))
  const keys = orderBy === undefined ? [] : needOrderBy(orderBy, model)
  return {
    ...(filter === undefined ? {} : { filter: needFilter(filter, model) }),
    orderBy: keys,
    skip: count.skip,
    ...(count.top === undefined ? {} : { top: count.top }),
  }
}

/**
 * The rows that are asked for: filter, order, `$skip`, `$top` or so many when there is none. Throws
 * `ODATA_REFUSED` for what costs too much.
 */
export async function applyOptions<Row extends { readonly properties: Properties }>(
  rows: readonly Row[],
  { filter, orderBy, skip, top }: ListOptions,
  defaultTop: number,
  work: Work,
): Promise<readonly Row[]> {
  const kept =
    filter === undefined
      ? rows
      : await keepInSlices(rows, ({ properties }) => matches(filter, properties, work), work)
  const ordered = orderBy.length === 0 ? kept : await sortRows(kept, orderBy, work)
  return ordered.slice(skip, skip + (top ?? defaultTop))
}

function readOption(query: Query, option: string): string | undefined {
  if (query.all(option).some((value) => value.trim() === '')) refuse(sentences.emptyOption(option))
  return query.one(option)
}

/** A number as `Convert.ToInt32` takes it (OData/WebApi TopQueryOption.cs). */
function needNumber(given: string | undefined, option: string): number | undefined {
  if (given === undefined) return undefined
  const number = /^\s*[+-]?[0-9]+\s*$/.test(given) ? Number(given) : NaN
  if (!(Math.abs(number) < 2 ** 31)) refuse(sentences.notAnInteger(given))
  return number < 0 ? refuse(sentences.negative(number, option)) : Math.abs(number)
}
