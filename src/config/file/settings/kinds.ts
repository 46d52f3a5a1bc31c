import Type, { type TInteger, type TString } from 'typebox'

interface More {
  readonly description?: string
  readonly default?: string
  readonly defaultInProduction?: string
}

/** @param inWords what the pattern asks for, for a problem that says "must be …" */
export function patterned(pattern: string, inWords: string, more: More = {}): TString {
  return Type.String({ pattern, inWords, ...more })
}

export function address(description: string, more: { readonly default?: string } = {}): TString {
  const inWords = 'an address that begins with https:// or http://'
  return patterned('^https?://[^\\s]+$', inWords, { description, ...more })
}

export function port(description: string): TInteger {
  return Type.Integer({ minimum: 0, maximum: 65_535, description })
}

export function milliseconds(description: string, initial: number): TInteger {
  return Type.Integer({ minimum: 1, maximum: 600_000, default: initial, description })
}
