import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches } from '../../../src/altinn2/odata/evaluate.ts'
import { applyOptions, needListOptions } from '../../../src/altinn2/odata/list-options.ts'
import type { ODataModel } from '../../../src/altinn2/odata/model.ts'
import { parseFilter } from '../../../src/altinn2/odata/parse/parse-filter.ts'
import { shortWork } from '../../../src/altinn2/odata/work.ts'
import { Query } from '../../../src/altinn2/query.ts'
import { runs } from '../../support/long-run.ts'

const model: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Message',
  properties: {
    ...{ Subject: 'string', Owner: 'string', Edition: 'int', Count: 'int' },
    ...{ IsRead: 'boolean', Created: 'dateTime' },
  },
}

type Sort = 'text' | 'count' | 'moment' | 'truth'
type Order = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le'
type Known = string | number | bigint
/** Nothing known is `undefined`. A truth is 1 or 0, a moment is a number of ticks. */
type Fact = Known | undefined

/** The generator's own language: what is written, and what it means in a row. */
interface Phrase {
  readonly sort: Sort
  readonly text: string
  /** Needs no parentheses around it, whatever it is put into. */
  readonly tight: boolean
  readonly meaning: (row: Row) => Fact
}

type Row = Readonly<Record<string, string | number | boolean | null>>

const fieldSorts: Readonly<Record<string, Sort>> = {
  ...{ Subject: 'text', Owner: 'text', Edition: 'count', Count: 'count' },
  ...{ IsRead: 'truth', Created: 'moment' },
}

/** Months of 31 days: only the order of moments matters. */
function ticks(moment: string): bigint {
  const [date = '', time = '0:0'] = moment.split('T')
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number)
  const [clock = '', fraction = ''] = time.split('.')
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number)
  const seconds = (((year * 12 + month) * 31 + day) * 24 + hour) * 3600 + minute * 60 + second
  return BigInt(seconds) * 10_000_000n + BigInt((fraction + '0000000').slice(0, 7))
}

function factOf(row: Row, field: string): Fact {
  const value = row[field]
  if (value === null || value === undefined) return undefined
  if (fieldSorts[field] === 'moment') return ticks(String(value))
  return typeof value === 'boolean' ? Number(value) : value
}

const words = fc.string({
  unit: fc.constantFrom('a', 'A', 'å', 'Æ', 'ø', "'", ' ', '(', 'e', '1'),
  maxLength: 4,
})
const moments = fc.constantFrom(
  ...['2018-01-22', '2018-01-22T00:00:00', '2018-01-22T00:00', '2017-12-14T15:26:24.81'],
  ...['2017-12-14T15:26:24.8100001', '2017-12-14T15:26:24', '2024-03-31T02:30:00'],
  ...['9999-12-31T23:59:59.997', '2020-02-29T12:00:00.1'],
)
const counts = fc.integer({ min: -3, max: 6 })

const rows = fc.array(
  fc.record(
    {
      Subject: fc.option(words),
      Owner: fc.option(words),
      Edition: fc.option(counts),
      Count: fc.option(counts),
      IsRead: fc.option(fc.boolean()),
      Created: fc.option(moments),
    },
    { requiredKeys: [] },
  ),
  { maxLength: 12 },
)

const tight = (sort: Sort, text: string, meaning: Phrase['meaning']): Phrase => {
  return { sort, text, tight: true, meaning }
}
const inside = ({ tight, text }: Phrase): string => (tight ? text : `(${text})`)

const field = (...names: readonly string[]): fc.Arbitrary<Phrase> =>
  fc
    .constantFrom(...names)
    .map((name) => tight(fieldSorts[name] ?? 'text', name, (row) => factOf(row, name)))

const givenText = words.map((word) => tight('text', `'${word.split("'").join("''")}'`, () => word))
const givenCount = fc
  .record({ count: counts, suffix: fc.constantFrom('', 'L', 'l') })
  .map(({ count, suffix }) => tight('count', `${count}${suffix}`, () => count))
const givenMoment = fc
  .record({ moment: moments, prefix: fc.constantFrom('datetime', 'DateTime') })
  .map(({ moment, prefix }) => tight('moment', `${prefix}'${moment}'`, () => ticks(moment)))
const givenTruth = fc.boolean().map((truth) => tight('truth', String(truth), () => Number(truth)))

/** A function of texts, unknown as soon as one of them is. */
function applied(
  sort: Sort,
  name: string,
  parts: readonly Phrase[],
  meaning: (...texts: readonly string[]) => Known,
): Phrase {
  const text = `${name}(${parts.map((part) => part.text).join(', ')})`
  return tight(sort, text, (row) => {
    const facts = parts.map((part) => part.meaning(row))
    return facts.includes(undefined) ? undefined : meaning(...facts.map(String))
  })
}

const { texts } = fc.letrec<{ texts: Phrase }>((again) => ({
  texts: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    field('Subject', 'Owner'),
    givenText,
    again('texts').map((one) => applied('text', 'tolower', [one], (a = '') => a.toLowerCase())),
    again('texts').map((one) => applied('text', 'toupper', [one], (a = '') => a.toUpperCase())),
    again('texts').map((one) => applied('text', 'trim', [one], (a = '') => a.trim())),
    fc
      .tuple(again('texts'), again('texts'))
      .map((both) => applied('text', 'concat', both, (a = '', b = '') => `${a}${b}`)),
  ),
}))

/** Where a part first stands in a whole, tried place by place. */
function placeOf(whole = '', part = ''): number {
  const places = Array.from({ length: whole.length + 1 }, (_, place) => place)
  return places.find((place) => whole.slice(place, place + part.length) === part) ?? -1
}

const numbers = fc.oneof(
  field('Edition', 'Count'),
  givenCount,
  texts.map((one) =>
    applied('count', 'length', [one], (a = '') => Buffer.from(a, 'utf16le').length / 2),
  ),
  fc.tuple(texts, texts).map((both) => applied('count', 'indexof', both, placeOf)),
)

const askedOfTexts: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  substringof: (a, b) => b.split(a).length > 1 || a === '',
  startswith: (a, b) => a.startsWith(b),
  endswith: (a, b) => b === '' || a.endsWith(b),
}

const signs: Readonly<Record<Order, readonly number[]>> = {
  ...{ eq: [0], ne: [-1, 1], gt: [1], ge: [0, 1], lt: [-1], le: [-1, 0] },
}

/** By UTF-16 units, which for these letters is also by code point. */
function sign(a: Known, b: Known): number {
  if (typeof a === 'string' && typeof b === 'string') {
    return Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b)))
  }
  return a === b ? 0 : a > b ? 1 : -1
}

function compared(order: Order, left: Phrase, right: Phrase): Phrase {
  const text = `${inside(left)} ${order} ${inside(right)}`
  const meaning = (row: Row): Fact => {
    const [a, b] = [left.meaning(row), right.meaning(row)]
    if (left.sort !== 'text' && (a === undefined || b === undefined)) return undefined
    // A text that is not there comes before every text.
    const difference =
      a === undefined || b === undefined
        ? Number(a !== undefined) - Number(b !== undefined)
        : sign(a, b)
    return Number(signs[order].includes(difference))
  }
  return { sort: 'truth', text, tight: false, meaning }
}

function comparedWithNull(order: 'eq' | 'ne', isFirst: boolean, other: Phrase): Phrase {
  const parts = isFirst ? ['null', order, inside(other)] : [inside(other), order, 'null']
  const meaning = (row: Row): Fact =>
    Number((other.meaning(row) === undefined) === (order === 'eq'))
  return { sort: 'truth', text: parts.join(' '), tight: false, meaning }
}

/** Kleene's logic on 0, ½ and 1. */
const half = (fact: Fact): number => (fact === undefined ? 0.5 : Number(fact))
const fact = (degree: number): Fact => (degree === 0.5 ? undefined : degree)

function joined(word: 'and' | 'or', parts: readonly Phrase[], blank: string): Phrase {
  const text = parts.map(inside).join(`${blank}${word}${blank}`)
  const pick = word === 'and' ? Math.min : Math.max
  const meaning = (row: Row): Fact => fact(pick(...parts.map((part) => half(part.meaning(row)))))
  return { sort: 'truth', text, tight: false, meaning }
}

const orders = fc.constantFrom<Order>('eq', 'ne', 'gt', 'ge', 'lt', 'le')
const sameness = fc.constantFrom<'eq' | 'ne'>('eq', 'ne')
const momentsOfRows = fc.oneof(field('Created'), givenMoment)

const { truths } = fc.letrec<{ truths: Phrase }>((again) => ({
  truths: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(orders, texts, texts).map((all) => compared(...all)),
    field('IsRead'),
    givenTruth,
    fc.tuple(orders, numbers, numbers).map((all) => compared(...all)),
    fc.tuple(orders, momentsOfRows, momentsOfRows).map((all) => compared(...all)),
    fc.tuple(sameness, again('truths'), again('truths')).map((all) => compared(...all)),
    fc
      .tuple(sameness, fc.boolean(), fc.oneof(texts, numbers, momentsOfRows, again('truths')))
      .map((all) => comparedWithNull(...all)),
    fc
      .tuple(fc.constantFrom(...Object.entries(askedOfTexts)), texts, texts)
      .map(([[name, ask], ...both]) =>
        applied('truth', name, both, (a = '', b = '') => Number(ask(a, b))),
      ),
    again('truths').map((one): Phrase => {
      const meaning = (row: Row): Fact => fact(1 - half(one.meaning(row)))
      return { sort: 'truth', text: `not ${inside(one)}`, tight: true, meaning }
    }),
    fc
      .tuple(
        fc.constantFrom<'and' | 'or'>('and', 'or'),
        fc.array(again('truths'), { minLength: 2, maxLength: 4 }),
        fc.constantFrom(' ', '  ', '\t'),
      )
      .map((all) => joined(...all)),
    again('truths').map((one) => tight('truth', `( ${one.text} )`, one.meaning)),
  ),
}))

interface Key {
  readonly name: string
  readonly way: '' | ' asc' | ' desc'
}
const keys: fc.Arbitrary<readonly Key[]> = fc
  .shuffledSubarray(Object.keys(fieldSorts))
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.constantFrom<Key['way']>('', ' asc', ' desc').map((way) => ({ name, way })),
      ),
    ),
  )

function before(first: Row, second: Row, order: readonly Key[]): boolean {
  for (const { name, way } of order) {
    const [a, b] = [factOf(first, name), factOf(second, name)]
    let difference = Number(a !== undefined) - Number(b !== undefined)
    if (a !== undefined && b !== undefined) {
      difference = typeof a === 'string' ? a.localeCompare(String(b), 'nb') : sign(a, b)
    }
    if (difference !== 0) return way === ' desc' ? difference > 0 : difference < 0
  }
  return false
}

/** One after the other, each behind all that it need not come before. */
function sorted(list: readonly Row[], order: readonly Key[]): readonly Row[] {
  const result: Row[] = []
  for (const row of list) {
    const place = result.findIndex((other) => before(row, other, order))
    result.splice(place < 0 ? result.length : place, 0, row)
  }
  return result
}

describe('a random list with random options', () => {
  it('is what a reference of another make says', async () => {
    const { numRuns } = runs(400)
    const seen = { kept: 0, lost: 0, unknown: 0 }
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.option(truths, { nil: undefined }),
        keys,
        fc.option(fc.nat(8), { nil: undefined }),
        fc.option(fc.nat(8), { nil: undefined }),
        async (list, filter, order, skip, top) => {
          const options: (readonly [string, string])[] = []
          if (filter !== undefined) options.push(['$filter', filter.text])
          if (order.length > 0) {
            options.push(['$orderby', order.map(({ name, way }) => name + way).join(',')])
          }
          if (skip !== undefined) options.push(['$skip', String(skip)])
          if (top !== undefined) options.push(['$top', String(top)])
          const kept: Row[] = []
          for (const row of list) {
            const meaning = filter === undefined ? 1 : filter.meaning(row)
            if (meaning === 1) kept.push(row)
            seen[meaning === 1 ? 'kept' : meaning === 0 ? 'lost' : 'unknown'] += 1
          }
          const expected = sorted(kept, order).filter(
            (_, place) => place >= (skip ?? 0) && place < (skip ?? 0) + (top ?? 5),
          )
          const read = needListOptions(new Query(options), model, 10)
          const given = list.map((properties) => ({ properties }))
          const answer = await applyOptions(given, read, 5, shortWork())
          expect(answer.map(({ properties }) => properties)).toEqual(expected)
        },
      ),
      { numRuns },
    )
    // The reference has been asked about everything that it can say.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(numRuns / 6)
  })
})

const row = { Subject: "d'Æ", Edition: 3, IsRead: true, Created: '2018-01-22T00:00:00' }

/** Never a failure, always an answer: a filter that works, or a sentence. */
function isAnswered(text: string): boolean {
  const parsed = parseFilter(text, model)
  if ('error' in parsed) return parsed.error !== ''
  return [row, {}].every((one) => typeof matches(parsed, one, shortWork()) === 'boolean')
}

const pieces = [
  ...['Subject', 'Edition', 'IsRead', 'Created', 'Nothing', '$it', 'eq', 'ne', 'gt', 'and', 'or'],
  ...[
    'not',
    'add',
    'null',
    'true',
    "'x'",
    "''",
    "'",
    '"',
    '(',
    ')',
    ',',
    '-',
    '5',
    '5L',
    '5.',
    '*',
  ],
  ...["datetime'2018-01-22'", "datetime'", 'substringof(', 'tolower(', 'contains(', '/', '.', '@'],
  ...['{', '}', '[', ']', '=', ':', '0x', 'INF', '\u0000', '\ud800', '٣', 'å', '\u00a0', ' '],
]
const soup = fc
  .array(fc.constantFrom(...pieces), { maxLength: 40 })
  .chain((all) => fc.constantFrom('', ' ').map((blank) => all.join(blank)))

const mutated = fc
  .tuple(
    truths,
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.oneof(fc.constantFrom(...pieces), fc.string()))),
  )
  .map(([{ text }, changes]) =>
    changes.reduce((before, [place, length, piece]) => {
      const at = place % (before.length + 1)
      return before.slice(0, at) + piece + before.slice(at + length)
    }, text),
  )

describe('a text that should be a filter', () => {
  it.each([
    ['of any characters', fc.string({ unit: 'binary', maxLength: 60 })],
    ['of halves of characters', fc.array(fc.nat(0xffff)).map((all) => String.fromCharCode(...all))],
    ['of pieces in any order', soup],
    ['once right and then changed', mutated],
  ])('is answered, %s', (_, filters) => {
    fc.assert(fc.property(filters, isAnswered), runs(400))
  })

  it('is answered when it is cut anywhere', () => {
    fc.assert(
      fc.property(truths, fc.nat(), ({ text }, place) =>
        isAnswered(text.slice(0, place % (text.length + 1))),
      ),
      runs(200),
    )
  })

  it('is answered however often a piece is repeated', () => {
    for (const piece of pieces) {
      for (const blank of ['', ' ']) {
        const text = (piece + blank).repeat(Math.ceil(2_048 / (piece.length + blank.length)))
        expect([piece, isAnswered(text.slice(0, 2_048)), isAnswered(text.repeat(20))]).toEqual([
          ...[piece, true, true],
        ])
      }
    }
  })

  it('is refused when a part of it is misspelt', () => {
    const misspelt: Readonly<Record<string, string>> = {
      ...{ ' eq ': ' EQ ', ' ne ': ' != ', ' gt ': ' > ', ' ge ': ' >= ', ' lt ': ' < ' },
      ...{ ' le ': ' <= ', ' and ': ' && ', 'tolower(': 'toLower(', 'substringof(': 'contains(' },
      ...{ Subject: 'subject', Edition: 'edition', IsRead: 'Isread', datetime: 'date' },
    }
    const { numRuns } = runs(100)
    let refused = 0
    fc.assert(
      fc.property(truths, ({ text }) => {
        const literals = text.split(/('(?:[^']|'')*')/)
        for (const [right, wrong] of Object.entries(misspelt)) {
          const part = literals.findIndex((one, at) => at % 2 === 0 && one.includes(right))
          if (part < 0) continue
          const changed = literals.map((one, at) => (at === part ? one.replace(right, wrong) : one))
          expect(parseFilter(changed.join(''), model)).toHaveProperty('error')
          refused += 1
        }
      }),
      { numRuns },
    )
    expect(refused).toBeGreaterThan(numRuns)
  })
})
