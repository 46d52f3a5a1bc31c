import { digit, nameRest, nameStart, skip, space } from './characters.ts'
import { prefixedKindOf, readNumber, type LiteralKind } from './literal-tokens.ts'
import { refuse, sentences } from './sentences.ts'

type Mark = '(' | ')' | ',' | '-' | '=' | '/' | '?' | '.' | '*' | ':'

export type TokenKind = 'end' | 'name' | 'bracketed' | 'alias' | Mark | LiteralKind

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly start: number
  readonly end: number
}

const marks: ReadonlySet<string> = new Set<Mark>(['(', ')', ',', '-', '=', '/', '?', '.', '*', ':'])
const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' }

/**
 * The token at or after a place, in the manner of OData/odata.net ExpressionLexer.cs: UTF-16 unit
 * by unit, and never further than asked, so that the first thing wrong is the one that is told.
 */
export function readToken(text: string, from: number): Token {
  const start = skip(text, from, space)
  const first = text.charAt(start)
  const token = (kind: TokenKind, end: number): Token => {
    return { kind, text: text.slice(start, end), start, end }
  }
  if (first === '') return token('end', start)
  const number = readNumberAt(text, first === '-' ? start + 1 : start)
  if (number !== undefined && !(first === '-' && number.kind === 'Edm.Binary')) {
    return token(number.kind, number.end)
  }
  if (marks.has(first)) return token(first as Mark, start + 1)
  if (first === "'") return token('Edm.String', endOfString(text, start))
  if (first in closing) return token('bracketed', endOfBrackets(text, start))
  if (nameStart.test(first)) return readName(text, start)
  if (first === '@') return token('alias', endOfAlias(text, start))
  return refuse(sentences.invalidCharacter(first, start, text))
}

function readNumberAt(text: string, start: number): ReturnType<typeof readNumber> | undefined {
  return digit.test(text.charAt(start)) ? readNumber(text, start) : undefined
}

function readName(text: string, start: number): Token {
  const end = skip(text, start + 1, nameRest)
  const name = text.slice(start, end)
  if (text.charAt(end) === "'") {
    const kind = prefixedKindOf(name)
    const quote = text.indexOf("'", end + 1)
    if (kind !== undefined) {
      if (quote < 0) return refuse(sentences.unterminatedLiteral(text.length, text))
      return { kind, text: text.slice(start, quote + 1), start, end: quote + 1 }
    }
  }
  return { kind: kindOfName(name), text: name, start, end }
}

function kindOfName(name: string): TokenKind {
  if (name === 'true' || name === 'false') return 'Edm.Boolean'
  if (name === 'null') return 'null'
  if (name === 'INF' || name === 'NaN') return 'Edm.Double'
  return /^(?:INF|NaN)[fF]$/.test(name) ? 'Edm.Single' : 'name'
}

/** Behind the closing quote; a quote within is doubled. */
function endOfString(text: string, start: number): number {
  let at = start
  do {
    const quote = text.indexOf("'", at + 1)
    if (quote < 0) return refuse(sentences.unterminatedString(text.length, text))
    at = quote + 1
  } while (text.charAt(at) === "'")
  return at
}

function endOfBrackets(text: string, start: number): number {
  const open = text.charAt(start)
  const close = closing[open]
  let depth = 1
  let at = start + 1
  while (depth > 0) {
    if (text.charAt(at) === "'") {
      const quote = text.indexOf("'", at + 1)
      at = quote < 0 ? text.length : quote
    }
    const character = text.charAt(at)
    if (character === '') refuse(sentences.unbalancedBrackets())
    if (character === open) depth += 1
    if (character === close) depth -= 1
    at += 1
  }
  return at
}

function endOfAlias(text: string, start: number): number {
  const first = text.charAt(start + 1)
  if (first === '') return refuse(sentences.syntaxError(text.length, text))
  if (!nameStart.test(first)) return refuse(sentences.invalidCharacter(first, start + 1, text))
  return skip(text, start + 2, nameRest)
}
