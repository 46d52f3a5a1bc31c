import type { Literal, Operator } from '../expression.ts'

/** What a text says before names and types are looked at. */
export type Syntax =
  | Literal
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'star' }
  | {
      readonly kind: 'comparison'
      readonly operator: Operator
      readonly left: Syntax
      readonly right: Syntax
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Syntax[] }
  | { readonly kind: 'not'; readonly operand: Syntax }
  | { readonly kind: 'call'; readonly name: string; readonly values: readonly Syntax[] }

export interface SyntaxKey {
  readonly expression: Syntax
  readonly descending: boolean
}
