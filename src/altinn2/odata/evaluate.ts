import type { Json } from '../response.ts'
import { call } from './call.ts'
import {
  typeOf,
  type Call,
  type Comparison,
  type Expression,
  type Operator,
  type Property,
  type Value,
} from './expression.ts'
import { toSortableTime } from './parse/local-time.ts'
import type { Work } from './work.ts'

export type Properties = Readonly<Record<string, Json>>

/** A value of which nothing is known. */
export const unknown = Symbol('unknown')
export type Maybe = Value | typeof unknown

/** Where an evaluation finds the values of properties, and counts what it costs. */
export interface Row {
  readonly valueOf: (property: Property) => Maybe
  readonly work: Work
}

/** Whether a row is what the filter asks for; what stays unknown is not. */
export function matches(expression: Expression, properties: Properties, work: Work): boolean {
  return evaluate(expression, rowOf(properties, work)) === true
}

/** A row of which all properties are known. Its moments are read once. */
export function rowOf(properties: Properties, work: Work): Row {
  let moments: Map<string, Value> | undefined
  return {
    work,
    valueOf: (property) => {
      if (property.type !== 'dateTime') return valueOf(property, properties)
      moments ??= new Map()
      let moment = moments.get(property.name)
      if (moment === undefined) {
        work.spend(unitsPerMoment)
        moment = valueOf(property, properties)
        moments.set(property.name, moment)
      }
      return moment
    },
  }
}

/** To read a moment takes 4 µs. */
export const unitsPerMoment = 80

export function evaluate(expression: Expression, row: Row): Maybe {
  row.work.spend(1)
  switch (expression.kind) {
    case 'property':
      return row.valueOf(expression)
    case 'literal':
      return expression.value
    case 'comparison':
      return compare(expression, row)
    case 'and':
    case 'or':
      return join(expression.kind === 'or', expression.operands, row)
    case 'not': {
      const value = evaluate(expression.operand, row)
      return value === unknown || value === null ? value : value !== true
    }
    case 'call':
      return evaluateCall(expression, row)
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

/** One operand that is what is decisive settles the whole: yes for `or`, no for `and`. */
function join(decisive: boolean, operands: readonly Expression[], row: Row): Maybe {
  let joined: Maybe = !decisive
  for (const operand of operands) {
    const value = evaluate(operand, row)
    if (value === decisive) return decisive
    if (value === unknown || (value === null && joined !== unknown)) joined = value
  }
  return joined
}

function evaluateCall({ name, values }: Call, row: Row): Maybe {
  const [first = null, second = ''] = values.map((value) => evaluate(value, row))
  if (first === unknown || second === unknown) return unknown
  if (first === null || second === null) return null
  return call(name, String(first), String(second), row.work)
}

/**
 * OData/WebApi FilterBinder.cs, for lists in memory: texts are compared by value, null before all
 * others, and a literal null is like any value; any other comparison with null is unknown.
 */
function compare({ operator, left, right }: Comparison, row: Row): Maybe {
  const first = evaluate(left, row)
  const second = evaluate(right, row)
  if (first === unknown || second === unknown) return unknown
  if (first === null || second === null) {
    if (!isTwoValued(operator, typeOf(left)) && !isTwoValued(operator, typeOf(right))) return null
  } else if (typeof first === 'string' && typeof second === 'string') {
    row.work.spend(Math.min(first.length, second.length) >> 6)
  }
  return holds(operator, orderOf(first, second))
}

function isTwoValued(operator: Operator, type: ReturnType<typeof typeOf>): boolean {
  return type === 'string' || (type === 'null' && (operator === 'eq' || operator === 'ne'))
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
