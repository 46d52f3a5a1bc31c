import { bind } from './bind.ts'
import { orderOf, valueOf, type Properties } from './evaluate.ts'
import type { Property, Value } from './expression.ts'
import type { ODataModel, PropertyType } from './model.ts'
import { longest } from './parse/parse-filter.ts'
import { parseOrderBySyntax } from './parse/parse-syntax.ts'
import { ownSentences, refuse, sentences } from './parse/sentences.ts'

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

// ASP.NET sorted texts in the culture of its server; that this was Norwegian is inferred.
const norwegian = new Intl.Collator('nb')

/** Rows in order; equal ones keep theirs. */
export function sortRows<Row extends { readonly properties: Properties }>(
  rows: readonly Row[],
  keys: readonly OrderKey[],
): readonly Row[] {
  const keyed = rows.map((row) => {
    return { row, values: keys.map(({ property }) => valueOf(property, row.properties)) }
  })
  keyed.sort((first, second) => {
    for (const [index, { property, descending }] of keys.entries()) {
      const order = compare(
        property.type,
        first.values[index] ?? null,
        second.values[index] ?? null,
      )
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

/** Nulls first, as .NET's comparers have it. */
function compare(type: PropertyType, first: Value, second: Value): number {
  return type === 'string' && first !== null && second !== null
    ? norwegian.compare(String(first), String(second))
    : orderOf(first, second)
}
