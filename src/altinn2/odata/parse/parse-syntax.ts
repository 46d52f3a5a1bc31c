import type { Operator } from '../expression.ts'
import { parseLiteral } from './literals.ts'
import { ownSentences, refuse, sentences } from './sentences.ts'
import type { Syntax, SyntaxKey } from './syntax.ts'
import { readToken, type Token, type TokenKind } from './tokens.ts'

/** How far a reader has come. */
interface Reading {
  readonly text: string
  token: Token
  depth: number
}

// OData/odata.net ODataUriParserSettings.cs.
const deepest = 800
// UriQueryExpressionParser.cs goes through six methods from an expression to its unary operators.
const stepsPerExpression = 6

const comparisons: ReadonlySet<string> = new Set<Operator>(['eq', 'ne', 'gt', 'ge', 'lt', 'le'])
const arithmetic: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div', 'mod'])
const numbers: ReadonlySet<TokenKind> = new Set<TokenKind>([
  'Edm.Int32',
  'Edm.Int64',
  'Edm.Double',
  'Edm.Single',
  'Edm.Decimal',
])

/** Throws `ODATA_REFUSED` with the library's sentence, as everything below. */
export function parseFilterSyntax(text: string): Syntax {
  const reading = start(text)
  const expression = parseExpression(reading)
  needEnd(reading)
  return expression
}

export function parseOrderBySyntax(text: string): readonly SyntaxKey[] {
  const reading = start(text)
  const keys: SyntaxKey[] = []
  for (;;) {
    const expression = parseExpression(reading)
    const descending = isName(reading, 'desc')
    if (descending || isName(reading, 'asc')) advance(reading)
    keys.push({ expression, descending })
    if (reading.token.kind !== ',') break
    advance(reading)
  }
  needEnd(reading)
  return keys
}

function start(text: string): Reading {
  return { text, token: readToken(text, 0), depth: 0 }
}

function advance(reading: Reading): void {
  reading.token = readToken(reading.text, reading.token.end)
}

/** The position that the library tells is where the offending token ends. */
function needEnd({ token, text }: Reading): void {
  if (token.kind !== 'end') refuse(sentences.syntaxError(token.end, text))
}

function isName({ token }: Reading, name: string): boolean {
  return token.kind === 'name' && token.text === name
}

function deeper<Result>(reading: Reading, steps: number, parse: () => Result): Result {
  reading.depth += steps
  if (reading.depth > deepest) refuse(sentences.tooDeep())
  const result = parse()
  reading.depth -= steps
  return result
}

function parseExpression(reading: Reading): Syntax {
  return deeper(reading, stepsPerExpression, () =>
    parseJunction(reading, 'or', () =>
      parseJunction(reading, 'and', () => parseComparison(reading)),
    ),
  )
}

function parseJunction(reading: Reading, word: 'and' | 'or', parseOperand: () => Syntax): Syntax {
  const first = parseOperand()
  if (!isName(reading, word)) return first
  const operands = [first]
  while (isName(reading, word)) {
    advance(reading)
    operands.push(parseOperand())
  }
  return { kind: word, operands }
}

function parseComparison(reading: Reading): Syntax {
  let left = parseOperand(reading)
  while (reading.token.kind === 'name' && comparisons.has(reading.token.text)) {
    const operator = reading.token.text as Operator
    advance(reading)
    left = { kind: 'comparison', operator, left, right: parseOperand(reading) }
  }
  return left
}

/** Arithmetic would come here; no known client of Altinn 2 reckons in a filter. */
function parseOperand(reading: Reading): Syntax {
  const operand = parseUnary(reading)
  const { kind, text } = reading.token
  if (kind === 'name' && arithmetic.has(text)) refuse(ownSentences.unsupportedOperator(text))
  return operand
}

function parseUnary(reading: Reading): Syntax {
  if (isName(reading, 'not')) {
    const operand = deeper(reading, 1, () => {
      advance(reading)
      return parseUnary(reading)
    })
    return { kind: 'not', operand }
  }
  if (reading.token.kind === '-') {
    const { start } = reading.token
    advance(reading)
    const { kind, text, end } = reading.token
    if (!numbers.has(kind)) refuse(ownSentences.unsupportedOperator('-'))
    reading.token = { kind, text: `-${text}`, start, end }
  }
  return deeper(reading, 1, () => parsePrimary(reading))
}

function parsePrimary(reading: Reading): Syntax {
  const next = readToken(reading.text, reading.token.end)
  if (next.kind === '/') refuse(ownSentences.unsupportedPath())
  const primary = parsePrimaryStart(reading, next)
  if (reading.token.kind === '/') refuse(ownSentences.unsupportedPath())
  return primary
}

function parsePrimaryStart(reading: Reading, next: Token): Syntax {
  const { kind, text, start, end } = reading.token
  if (kind === 'name') {
    if (next.kind === '.') refuse(ownSentences.unsupportedPath())
    advance(reading)
    // Only a parenthesis right behind the name makes a call of it.
    return next.kind === '(' && next.start === end
      ? { kind: 'call', name: text, values: parseValues(reading) }
      : { kind: 'name', name: text }
  }
  if (kind === '(') return parseParentheses(reading)
  if (kind === '*') {
    advance(reading)
    return { kind: 'star' }
  }
  const literal = parseLiteral(reading.token, reading.text)
  if (literal === undefined) return refuse(sentences.expressionExpected(start, reading.text))
  advance(reading)
  return literal
}

function parseParentheses(reading: Reading): Syntax {
  advance(reading)
  const inside = parseExpression(reading)
  const { kind, start } = reading.token
  if (kind !== ')') refuse(sentences.closeParenOrOperatorExpected(start, reading.text))
  advance(reading)
  return inside
}

function parseValues(reading: Reading): readonly Syntax[] {
  advance(reading)
  const values: Syntax[] = []
  if (reading.token.kind !== ')') {
    values.push(parseExpression(reading))
    while (reading.token.kind === ',') {
      advance(reading)
      values.push(parseExpression(reading))
    }
  }
  const { kind, start } = reading.token
  if (kind !== ')') refuse(sentences.closeParenOrCommaExpected(start, reading.text))
  advance(reading)
  return values
}
