import { evaluate } from './evaluate.ts'
import { typeOf, type Expression, type Literal } from './expression.ts'
import { shortWork, type Work } from './work.ts'

/**
 * The filter with each part that names no property replaced by its value, so that no row pays for
 * it. What it costs is bounded by the length of a filter.
 */
export function fold(filter: Expression): Expression {
  return foldWith(filter, shortWork())
}

function foldWith(expression: Expression, work: Work): Expression {
  const inner = (part: Expression): Expression => foldWith(part, work)
  switch (expression.kind) {
    case 'property':
    case 'literal':
      return expression
    case 'comparison': {
      const [left, right] = [inner(expression.left), inner(expression.right)]
      return toLiteral({ ...expression, left, right }, [left, right], work)
    }
    case 'and':
    case 'or': {
      const operands = expression.operands.map(inner)
      return toLiteral({ ...expression, operands }, operands, work)
    }
    case 'not': {
      const operand = inner(expression.operand)
      return toLiteral({ ...expression, operand }, [operand], work)
    }
    case 'call': {
      const values = expression.values.map(inner)
      return toLiteral({ ...expression, values }, values, work)
    }
  }
}

function toLiteral(whole: Expression, parts: readonly Expression[], work: Work): Expression {
  if (!parts.every(({ kind }) => kind === 'literal')) return whole
  const value = evaluate(whole, { work, valueOf: () => null })
  // Its type stays: null that is unknown compares otherwise than null that is written.
  return { kind: 'literal', type: typeOf(whole), value } as Literal
}
