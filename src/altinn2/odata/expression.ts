import type { FunctionName } from './functions.ts'
import type { PropertyType } from './model.ts'

/** A filter whose names and types have been checked. */
export type Expression = Property | Literal | Comparison | Junction | Negation | Call

export interface Property {
  readonly kind: 'property'
  readonly name: string
  readonly type: PropertyType
}

export type Literal = { readonly kind: 'literal' } & (
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** Norwegian local time, always with seven decimals: order of text is order of time. */
  | { readonly type: 'dateTime'; readonly value: string }
  | { readonly type: 'null'; readonly value: null }
  /** Unknown, as `tolower(null)` is: of a type, unlike the null that is written. */
  | { readonly type: 'string' | 'int' | 'boolean'; readonly value: null }
)

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'

export interface Comparison {
  readonly kind: 'comparison'
  readonly operator: Operator
  readonly left: Expression
  readonly right: Expression
}

/** Two operands or more. */
export interface Junction {
  readonly kind: 'and' | 'or'
  readonly operands: readonly Expression[]
}

export interface Negation {
  readonly kind: 'not'
  readonly operand: Expression
}

export interface Call {
  readonly kind: 'call'
  readonly name: FunctionName
  readonly type: 'string' | 'int' | 'boolean'
  readonly values: readonly Expression[]
}

/** What an expression comes to; null is what .NET called so, or unknown. */
export type Value = Literal['value']

export type ValueType = Literal['type']

export function typeOf(expression: Expression): ValueType {
  switch (expression.kind) {
    case 'property':
    case 'literal':
    case 'call':
      return expression.type
    case 'comparison':
    case 'and':
    case 'or':
    case 'not':
      return 'boolean'
  }
}
