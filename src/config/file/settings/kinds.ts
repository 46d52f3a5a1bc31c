import Type, { type TInteger, type TString } from 'typebox'

export function address(description: string, more: { readonly default?: string } = {}): TString {
  return Type.String({ pattern: '^https?://[^\\s]+$', description, ...more })
}

export function port(description: string): TInteger {
  return Type.Integer({ minimum: 0, maximum: 65_535, description })
}

export function milliseconds(description: string, initial: number): TInteger {
  return Type.Integer({ minimum: 1, maximum: 600_000, default: initial, description })
}
