import { evaluate, rowOf, unknown, type Properties } from './evaluate.ts'
import type { Expression } from './expression.ts'
import type { Work } from './work.ts'

/**
 * Can a row be what the filter asks for, of which only these properties are known? Never `false`
 * for one that is.
 */
export function mayMatch(filter: Expression | undefined, known: Properties, work: Work): boolean {
  if (filter === undefined) return true
  const row = rowOf(known, work)
  const value = evaluate(filter, {
    work,
    valueOf: (property) => (Object.hasOwn(known, property.name) ? row.valueOf(property) : unknown),
  })
  return value === true || value === unknown
}
