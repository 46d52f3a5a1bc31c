import { digit, hexadecimal, skip } from './characters.ts'
import { refuse, sentences } from './sentences.ts'

/** A literal's kind is its type, in OData's own words. */
export type LiteralKind =
  | 'null'
  | `Edm.${'String' | 'Boolean' | 'DateTime' | 'Int32' | 'Int64'}`
  | `Edm.${'Double' | 'Single' | 'Decimal' | 'Binary' | 'Guid' | 'Time' | 'DateTimeOffset'}`
  | `Edm.${'Geography' | 'Geometry'}`

const prefixes: Readonly<Partial<Record<string, LiteralKind>>> = {
  datetime: 'Edm.DateTime',
  datetimeoffset: 'Edm.DateTimeOffset',
  time: 'Edm.Time',
  guid: 'Edm.Guid',
  binary: 'Edm.Binary',
  x: 'Edm.Binary',
  geography: 'Edm.Geography',
  geometry: 'Edm.Geometry',
  null: 'null',
}

/** What a name right before a quote makes of the quoted text: `DateTime'…'`, in any letter case. */
export function prefixedKindOf(name: string): LiteralKind | undefined {
  const prefix = name.toLowerCase()
  return Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined
}

interface NumberToken {
  readonly kind: LiteralKind
  readonly end: number
}

const suffixes: Readonly<Partial<Record<string, LiteralKind>>> = {
  m: 'Edm.Decimal',
  d: 'Edm.Double',
  l: 'Edm.Int64',
  f: 'Edm.Single',
}

export function readNumber(text: string, start: number): NumberToken {
  const second = text.charAt(start + 1)
  // `1X` too: an operator precedence slip of the library.
  if (second === 'X' || (second === 'x' && text.charAt(start) === '0')) {
    return { kind: 'Edm.Binary', end: skip(text, start + 2, hexadecimal) }
  }
  const whole = skip(text, start, digit)
  const fraction = text.charAt(whole) === '.' ? digitsFrom(text, whole + 1) : whole
  const end = /[Ee]/.test(text.charAt(fraction)) ? exponentFrom(text, fraction + 1) : fraction
  const suffix = text.charAt(end).toLowerCase()
  const suffixed = Object.hasOwn(suffixes, suffix) ? suffixes[suffix] : undefined
  if (suffixed !== undefined) return { kind: suffixed, end: end + 1 }
  return { kind: end === whole ? 'Edm.Int32' : 'Edm.Double', end }
}

function exponentFrom(text: string, from: number): number {
  return digitsFrom(text, /[+-]/.test(text.charAt(from)) ? from + 1 : from)
}

function digitsFrom(text: string, from: number): number {
  const end = skip(text, from, digit)
  return end === from ? refuse(sentences.digitExpected(from, text)) : end
}
