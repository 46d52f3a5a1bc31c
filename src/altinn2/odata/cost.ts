import type { Expression } from './expression.ts'
import { ownSentences, refuse } from './parse/sentences.ts'

// A filter is worked out for each row of a list, while every other caller waits. The longest that a
// client is known to send has seventy parts, and one call within another.
const mostParts = 200
const mostCallsWithin = 4

/** Throws `ODATA_REFUSED` for what would cost too much. */
export function needCheap(filter: Expression): void {
  let parts = 0
  const count = (expression: Expression, callsAround: number): void => {
    parts += 1
    if (parts > mostParts) refuse(ownSentences.tooManyParts(mostParts))
    const within = callsAround + (expression.kind === 'call' ? 1 : 0)
    if (within > mostCallsWithin) refuse(ownSentences.tooManyCalls(mostCallsWithin))
    for (const part of partsOf(expression)) count(part, within)
  }
  count(filter, 0)
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'property':
    case 'literal':
      return []
    case 'comparison':
      return [expression.left, expression.right]
    case 'and':
    case 'or':
      return expression.operands
    case 'not':
      return [expression.operand]
    case 'call':
      return expression.values
  }
}
