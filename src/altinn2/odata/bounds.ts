import type { Comparison, Expression, Literal, Operator } from './expression.ts'

/** What a property must lie between, both ends within; .NET's local time with seven decimals. */
export interface LocalBounds {
  readonly from?: string
  readonly to?: string
}

/** What a filter lets through of a moment, at most: only its parts that must all hold are looked at. */
export function boundsOn(name: string, filter: Expression | undefined): LocalBounds {
  let [from, to]: [string | undefined, string | undefined] = [undefined, undefined]
  for (const { operator, moment } of limitsIn(name, filter)) {
    if (operator !== 'lt' && operator !== 'le' && (from === undefined || moment > from))
      from = moment
    if (operator !== 'gt' && operator !== 'ge' && (to === undefined || moment < to)) to = moment
  }
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

interface Limit {
  readonly operator: Exclude<Operator, 'ne'>
  readonly moment: string
}

function limitsIn(name: string, filter: Expression | undefined): readonly Limit[] {
  if (filter?.kind === 'and') return filter.operands.flatMap((operand) => limitsIn(name, operand))
  if (filter?.kind !== 'comparison') return []
  const limit = isProperty(filter.left, name)
    ? toLimit(filter.operator, filter.right)
    : isProperty(filter.right, name)
      ? toLimit(turned[filter.operator], filter.left)
      : undefined
  return limit === undefined ? [] : [limit]
}

function isProperty(expression: Expression, name: string): boolean {
  return expression.kind === 'property' && expression.name === name
}

function toLimit(operator: Operator, bound: Expression): Limit | undefined {
  if (operator === 'ne' || !isMoment(bound)) return undefined
  return { operator, moment: bound.value }
}

function isMoment(bound: Expression): bound is Extract<Literal, { readonly type: 'dateTime' }> {
  return bound.kind === 'literal' && bound.type === 'dateTime'
}

const turned = {
  eq: 'eq',
  ne: 'ne',
  gt: 'lt',
  ge: 'le',
  lt: 'gt',
  le: 'ge',
} as const satisfies Record<Comparison['operator'], Operator>
