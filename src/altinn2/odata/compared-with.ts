import type { Expression, Literal } from './expression.ts'

type Known = NonNullable<Extract<Literal, { readonly type: 'string' | 'int' }>['value']>

/**
 * What a filter compares a property with, for equality and nothing else; `undefined` when it does
 * more with it.
 */
export function comparedWith(
  name: string,
  filter: Expression | undefined,
): readonly Known[] | undefined {
  if (filter === undefined) return []
  switch (filter.kind) {
    case 'and':
    case 'or':
      return all(filter.operands.map((operand) => comparedWith(name, operand)))
    case 'not':
      return comparedWith(name, filter.operand)
    case 'comparison': {
      const { operator, left, right } = filter
      const literal = literalBeside(name, left, right) ?? literalBeside(name, right, left)
      if (literal !== undefined) return isEquality(operator) ? [literal] : undefined
      return all([left, right].map((side) => comparedWith(name, side)))
    }
    case 'call':
      return all(filter.values.map((value) => comparedWith(name, value)))
    case 'property':
      return filter.name === name ? undefined : []
    case 'literal':
      return []
  }
}

function isEquality(operator: string): boolean {
  return operator === 'eq' || operator === 'ne'
}

function literalBeside(name: string, one: Expression, other: Expression): Known | undefined {
  if (one.kind !== 'property' || one.name !== name || other.kind !== 'literal') return undefined
  if (other.type !== 'string' && other.type !== 'int') return undefined
  return other.value ?? undefined
}

function all(parts: readonly (readonly Known[] | undefined)[]): readonly Known[] | undefined {
  const known = parts.filter((part) => part !== undefined)
  return known.length < parts.length ? undefined : known.flat()
}
