import type { Json } from '../response.ts'
import { call } from './call.ts'
import {
  typeOf,
  type Comparison,
  type Expression,
  type Operator,
  type Property,
  type Value,
} from './expression.ts'
import { toSortableTime } from './parse/local-time.ts'

export type Properties = Readonly<Record<string, Json>>

/** Whether a row is what the filter asks for; what stays unknown is not. */
export function matches(expression: Expression, properties: Properties): boolean {
  return evaluate(expression, properties) === true
}

export function evaluate(expression: Expression, properties: Properties): Value {
  switch (expression.kind) {
    case 'property':
      return valueOf(expression, properties)
    case 'literal':
      return expression.value
    case 'comparison':
      return compare(expression, properties)
    case 'and':
    case 'or':
      return join(expression.kind, expression.operands, properties)
    case 'not': {
      const value = evaluate(expression.operand, properties)
      return value === null ? null : value !== true
    }
    case 'call': {
      const values = expression.values.map((value) => evaluate(value, properties))
      return values.includes(null) ? null : call(expression.name, values)
    }
  }
}

/** A row's value as its model has it; one of another type is as good as none. */
export function valueOf({ name, type }: Omit<Property, 'kind'>, properties: Properties): Value {
  const value = properties[name] ?? null
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : null
    case 'int':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'dateTime':
      return typeof value === 'string' ? (toSortableTime(value) ?? null) : null
  }
}

function join(
  kind: 'and' | 'or',
  operands: readonly Expression[],
  properties: Properties,
): boolean | null {
  const decisive = kind === 'or'
  let joined: boolean | null = !decisive
  for (const operand of operands) {
    const value = evaluate(operand, properties)
    if (value === decisive) return decisive
    if (value === null) joined = null
  }
  return joined
}

/**
 * OData/WebApi FilterBinder.cs, for lists in memory: texts are compared by value, null before all
 * others, and a literal null is like any value; any other comparison with null is unknown.
 */
function compare({ operator, left, right }: Comparison, properties: Properties): boolean | null {
  const [first, second] = [evaluate(left, properties), evaluate(right, properties)]
  const types = [typeOf(left), typeOf(right)]
  const isTwoValued =
    types.includes('string') || ((operator === 'eq' || operator === 'ne') && types.includes('null'))
  if (!isTwoValued && (first === null || second === null)) return null
  return holds(operator, orderOf(first, second))
}

/** Negative, zero or positive; null first, texts by UTF-16 units (`StringComparison.Ordinal`). */
export function orderOf(first: Value, second: Value): number {
  if (first === null || second === null) return Number(second === null) - Number(first === null)
  if (first < second) return -1
  return first > second ? 1 : 0
}

function holds(operator: Operator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'gt':
      return order > 0
    case 'ge':
      return order >= 0
    case 'lt':
      return order < 0
    case 'le':
      return order <= 0
  }
}
