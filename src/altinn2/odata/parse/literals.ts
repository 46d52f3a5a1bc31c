import type { Literal } from '../expression.ts'
import { toSortableTime } from './local-time.ts'
import { ownSentences, refuse, sentences } from './sentences.ts'
import type { Token } from './tokens.ts'

/** What a token says, or nothing when it is no literal. */
export function parseLiteral(token: Token, text: string): Literal | undefined {
  const { kind } = token
  if (kind === 'null') return { kind: 'literal', type: 'null', value: null }
  if (kind === 'Edm.Boolean')
    return { kind: 'literal', type: 'boolean', value: token.text === 'true' }
  if (kind === 'Edm.String') return { kind: 'literal', type: 'string', value: unquote(token.text) }
  if (kind === 'Edm.Int32' || kind === 'Edm.Int64' || kind === 'Edm.DateTime') {
    return parseChecked(token) ?? refuseLiteral(token, text)
  }
  return kind.startsWith('Edm.') ? refuse(ownSentences.unsupportedLiteral(kind)) : undefined
}

function refuseLiteral({ kind, text: literal, start }: Token, text: string): never {
  return refuse(sentences.unrecognizedLiteral(kind, literal, start, text))
}

function parseChecked({ kind, text }: Token): Literal | undefined {
  if (kind === 'Edm.DateTime') {
    const value = toSortableTime(text.slice("datetime'".length, -1))
    return value === undefined ? undefined : { kind: 'literal', type: 'dateTime', value }
  }
  const digits = kind === 'Edm.Int64' ? text.slice(0, -1) : text
  // The lexer takes the digits of every script, XmlConvert those of ASCII.
  if (!/^-?[0-9]+$/.test(digits)) return undefined
  const value = BigInt(digits)
  if (kind === 'Edm.Int64') {
    return fits(value, 64) ? { kind: 'literal', type: 'long', value } : undefined
  }
  return fits(value, 32) ? { kind: 'literal', type: 'int', value: Number(value) } : undefined
}

function fits(value: bigint, bits: number): boolean {
  return BigInt.asIntN(bits, value) === value
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll("''", "'")
}
