import { evaluate, type Properties } from './evaluate.ts'
import type { Expression, Value } from './expression.ts'

/** A value of which nothing is known. */
const unknown = Symbol('unknown')
type Maybe = Value | typeof unknown

/**
 * Can a row be what the filter asks for, of which only these properties are known? Never `false`
 * for one that is.
 */
export function mayMatch(filter: Expression | undefined, known: Properties): boolean {
  if (filter === undefined) return true
  const value = weigh(filter, known)
  return value === true || value === unknown
}

function weigh(expression: Expression, known: Properties): Maybe {
  switch (expression.kind) {
    case 'property':
      return Object.hasOwn(known, expression.name) ? evaluate(expression, known) : unknown
    case 'literal':
      return expression.value
    case 'and':
    case 'or':
      return join(expression.kind === 'or', expression.operands, known)
    case 'not': {
      const value = weigh(expression.operand, known)
      return value === unknown || value === null ? value : value !== true
    }
    case 'comparison':
      return [expression.left, expression.right].some((side) => weigh(side, known) === unknown)
        ? unknown
        : evaluate(expression, known)
    case 'call':
      return expression.values.some((value) => weigh(value, known) === unknown)
        ? unknown
        : evaluate(expression, known)
  }
}

/** One operand that is what is decisive settles the whole: yes for `or`, no for `and`. */
function join(decisive: boolean, operands: readonly Expression[], known: Properties): Maybe {
  const values = operands.map((operand) => weigh(operand, known))
  if (values.includes(decisive)) return decisive
  if (values.includes(unknown)) return unknown
  return values.includes(null) ? null : !decisive
}
