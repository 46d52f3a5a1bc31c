import {
  messageModel,
  propertyOf,
  toSortable,
  type Expression,
  type Kind,
  type Model,
  type Value,
} from './property.ts'
import { ODataRefused, toTokens, type Token } from './tokens.ts'
import type { MessageRow } from './view.ts'
import { UnlikeTheRealOne } from '../../strict.ts'

/** Reads from left to right, one token at a time. */
interface Reader {
  readonly filter: string
  readonly tokens: readonly Token[]
  readonly model: Model
  place: number
}

/** OData's third version, as far as it is written here: the rest has never been sent. */
export function toTest(filter: string, model = messageModel): (row: MessageRow) => boolean {
  const reader: Reader = { filter, tokens: toTokens(filter), model, place: 0 }
  const whole = readOr(reader)
  if (next(reader).kind !== 'end') throw syntaxError(reader)
  if (whole.kind !== 'boolean') {
    throw new ODataRefused('The $filter expression must evaluate to a single boolean value.')
  }
  return (row) => whole.of(row) === true
}

function next({ tokens, place }: Reader): Token {
  return tokens[place] ?? { kind: 'end', text: '', position: 0 }
}

function take(reader: Reader, text?: string): Token {
  const token = next(reader)
  if (text !== undefined && token.text !== text) throw syntaxError(reader)
  reader.place += 1
  return token
}

function syntaxError(reader: Reader): ODataRefused {
  const { position } = next(reader)
  return new ODataRefused(`Syntax error at position ${position} in '${reader.filter}'`)
}

const test = (of: (row: MessageRow) => boolean): Expression => ({ kind: 'boolean', of })

function readOr(reader: Reader): Expression {
  const first = readAnd(reader)
  if (next(reader).text !== 'or') return first
  take(reader)
  const rest = readOr(reader)
  return test((row) => first.of(row) === true || rest.of(row) === true)
}

function readAnd(reader: Reader): Expression {
  const first = readComparison(reader)
  if (next(reader).text !== 'and') return first
  take(reader)
  const rest = readAnd(reader)
  return test((row) => first.of(row) === true && rest.of(row) === true)
}

const operators: Readonly<Record<string, readonly [string, (order: number) => boolean]>> = {
  eq: ['Equal', (order) => order === 0],
  ne: ['NotEqual', (order) => order !== 0],
  gt: ['GreaterThan', (order) => order > 0],
  ge: ['GreaterThanOrEqual', (order) => order >= 0],
  lt: ['LessThan', (order) => order < 0],
  le: ['LessThanOrEqual', (order) => order <= 0],
}

function readComparison(reader: Reader): Expression {
  const left = readOne(reader)
  const word = next(reader)
  if (word.kind !== 'word' || !Object.hasOwn(operators, word.text)) {
    // A word that is no operator ends nothing: `neq` in the release note's own example.
    if (word.kind === 'word' && !['and', 'or'].includes(word.text)) throw syntaxError(reader)
    return left
  }
  const [name, holds] = operators[word.text] ?? ['', () => false]
  take(reader)
  const right = readOne(reader)
  if (left.kind !== right.kind && left.kind !== 'null' && right.kind !== 'null') {
    const kinds = `'${edm[left.kind]}' and '${edm[right.kind]}'`
    throw new ODataRefused(
      `A binary operator with incompatible types was detected. Found operand types ${kinds} for operator kind '${name}'.`,
    )
  }
  return test((row) => compare(left.of(row), right.of(row), word.text, holds))
}

const edm: Readonly<Record<Kind, string>> = {
  string: 'Edm.String',
  int: 'Edm.Int32',
  boolean: 'Edm.Boolean',
  date: 'Edm.DateTime',
  null: '<null>',
}

/** What there is not equals nothing but null, and is neither before nor after anything. */
function compare(
  left: Value,
  right: Value,
  operator: string,
  holds: (order: number) => boolean,
): boolean {
  if (left === null || right === null) {
    return operator === 'eq' ? left === right : operator === 'ne' && left !== right
  }
  return holds(left < right ? -1 : Number(left > right))
}

function readOne(reader: Reader): Expression {
  const { kind, text } = next(reader)
  switch (kind) {
    case 'sign':
      return readBrackets(reader)
    case 'text':
      take(reader)
      return constant('string', text.slice(1, -1).replaceAll("''", "'"))
    case 'date':
      take(reader)
      return constant('date', toSortable(text.slice('datetime'.length + 1, -1)))
    case 'number':
      take(reader)
      return constant('int', Number(text))
    case 'word':
      return readWord(reader, text)
    case 'end':
      throw new ODataRefused(
        `Expression expected at position ${next(reader).position} in '${reader.filter}'.`,
      )
  }
}

const constant = (kind: Kind, value: Value): Expression => ({ kind, of: () => value })

function readBrackets(reader: Reader): Expression {
  take(reader, '(')
  const inside = readOr(reader)
  take(reader, ')')
  return inside
}

function readWord(reader: Reader, word: string): Expression {
  take(reader)
  if (word === 'not') {
    const denied = readOne(reader)
    return test((row) => denied.of(row) !== true)
  }
  if (word === 'true' || word === 'false') return constant('boolean', word === 'true')
  if (word === 'null') return constant('null', null)
  if (next(reader).text === '(') return readCall(reader, word)
  return propertyOf(word, reader.model)
}

const calls: Readonly<Record<string, (...values: string[]) => string | boolean>> = {
  substringof: (needle: string, text: string) => text.includes(needle),
  startswith: (text: string, start: string) => text.startsWith(start),
  endswith: (text: string, end: string) => text.endsWith(end),
  tolower: (text: string) => text.toLowerCase(),
  toupper: (text: string) => text.toUpperCase(),
}

function readCall(reader: Reader, name: string): Expression {
  const call = Object.hasOwn(calls, name) ? calls[name] : undefined
  if (call === undefined) throw new UnlikeTheRealOne(`$filter with ${name}`)
  take(reader, '(')
  const values = [readOr(reader)]
  while (next(reader).text === ',') {
    take(reader)
    values.push(readOr(reader))
  }
  take(reader, ')')
  if (values.length !== call.length || values.some(({ kind }) => kind !== 'string')) {
    throw new UnlikeTheRealOne(`$filter with other values than ${name} takes`)
  }
  return {
    kind: name.startsWith('to') ? 'string' : 'boolean',
    of: (row) => {
      const given = values.map((value) => value.of(row))
      return given.includes(null) ? null : call(...given.map(String))
    },
  }
}
