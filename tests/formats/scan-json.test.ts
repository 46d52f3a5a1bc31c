import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScanner, type Scanner } from '../../src/formats/bodies/scan.ts'
import { isLongRun, runs } from '../support/long-run.ts'

const wanted = ['ServiceCode', 'ServiceEdition'] as const

interface Outcome {
  readonly found: Readonly<Record<string, string>>
  readonly repeated: readonly string[]
}

function scanner(names: readonly string[] = wanted): Scanner {
  const created = createScanner('application/json', names)
  if (created === undefined) throw new Error('no scanner for JSON')
  return created
}

/** The outcome of a document in pieces of these sizes, over and over; nothing is fed after `true`. */
function scan(document: string | Uint8Array, sizes: readonly number[] = []): Outcome {
  const bytes = Buffer.from(document as string)
  const { push, found, repeated } = scanner()
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length
    if (push(bytes.subarray(at, at + size))) break
    at += size
  }
  return { found: found(), repeated: repeated() }
}

const found = (document: string): Outcome['found'] => scan(document).found

/** How many bytes are taken, one at a time, before there is nothing more to learn. */
function lengthRead(document: string): number {
  const { push } = scanner()
  return Buffer.from(document).findIndex((byte) => push(Buffer.of(byte))) + 1
}

const sizes = fastCheck.array(fastCheck.integer({ min: 1, max: 40 }), { minLength: 1 })
const space = fastCheck.stringMatching(/^[ \t\r\n]{0,3}$/)
const text = fastCheck.string({ unit: 'binary' })
const otherName = fastCheck
  .oneof(fastCheck.constantFrom('a', 'Service', 'ServiceCodes', 'SERVICE\u212aODE', '', '"'), text)
  .filter((name) => wantedAs(name) === undefined)
const wantedSpelling = fastCheck.constantFrom(
  ['ServiceCode', 'servicecode', 'SERVICECODE'],
  ['ServiceEdition', 'serviceEdition'],
)
const value = fastCheck.oneof(
  text,
  fastCheck.jsonValue({ maxDepth: 4 }),
  fastCheck.constant({
    ServiceCode: 'decoy',
    deeper: [{ ServiceEdition: 'decoy' }, '"ServiceCode":'],
  }),
  fastCheck.constantFrom('\\', '\\"', '\\\\'.repeat(20), '"'.repeat(50), ':{', '4087', 1, -1.5e300),
)

type Member = readonly [name: string, value: unknown]

/** Other members in any number, and each wanted one at most once, in any order. */
const members: fastCheck.Arbitrary<readonly Member[]> = fastCheck
  .tuple(
    fastCheck.array(fastCheck.tuple(otherName, value), { maxLength: 6 }),
    fastCheck.uniqueArray(fastCheck.tuple(wantedSpelling, fastCheck.nat(2), value), {
      selector: ([[name]]) => name,
      maxLength: 2,
    }),
  )
  .map(([others, ours]): Member[] => [
    ...others,
    ...ours.map(([spellings, turn, its]): Member => [
      spellings[turn % spellings.length] ?? '',
      its,
    ]),
  ])
  .chain((all) => fastCheck.shuffledSubarray(all, { minLength: all.length }))

function wantedAs(name: string): string | undefined {
  return wanted.find((known) => known.toLowerCase() === name.toLowerCase())
}

/** The members as a document: white space in between, and some or all of a string escaped. */
function write(all: readonly Member[], between: string, escaped: RegExp): string {
  const written = (it: unknown): string =>
    JSON.stringify(it, undefined, between).replace(
      escaped,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
  const pairs = all.map(([name, its]) => [written(name), ':', written(its)].join(between))
  return `${between}{${between}${pairs.join(`${between},${between}`)}${between}}${between}`
}

/** Letters that are not part of an escape, `true`, `null` or a number. */
const escapings = [/(?!)/g, /(?<![\\\w+-])[A-Z]/g, /[^\x00-\x7f]/g]

const encodings: Readonly<Record<string, (document: string) => Buffer>> = {
  'UTF-8': (document) => Buffer.from(document),
  'UTF-8 with a mark': (document) => Buffer.from(`\ufeff${document}`),
  'UTF-16': (document) => Buffer.from(document, 'utf16le'),
  'UTF-16 with a mark': (document) => Buffer.from(`\ufeff${document}`, 'utf16le'),
  'UTF-16, big end first': (document) => Buffer.from(document, 'utf16le').swap16(),
  'UTF-16 with a mark, big end first': (document) =>
    Buffer.from(`\ufeff${document}`, 'utf16le').swap16(),
}

it('finds what a parser finds at the top, in any writing, encoding and pieces', () => {
  fastCheck.assert(
    fastCheck.property(
      members,
      space,
      fastCheck.constantFrom(...escapings),
      fastCheck.constantFrom(...Object.values(encodings)),
      sizes,
      (all, between, escaped, encode, pieces) => {
        const document = write(all, between, escaped)
        const parsed = Object.entries(JSON.parse(document) as Record<string, unknown>)
        const expected = parsed.flatMap(([name, its]) => {
          const known = wantedAs(name)
          const isScalar = typeof its === 'string' || typeof its === 'number'
          return known !== undefined && isScalar ? [[known, String(its)] as const] : []
        })
        const outcome = { found: Object.fromEntries(expected), repeated: [] }
        expect(scan(encode(document))).toEqual(outcome)
        expect(scan(encode(document), [1])).toEqual(outcome)
        expect(scan(encode(document), pieces)).toEqual(outcome)
      },
    ),
    runs(200),
  )
})

describe('a member', () => {
  it.each([
    ['first', '{"ServiceCode":"4087","a":1,"b":[]}'],
    ['in the middle', '{"a":1,"ServiceCode":"4087","b":[]}'],
    ['last', '{"a":1,"b":[],"ServiceCode":"4087"}'],
    ['behind a decoy', '{"a":{"ServiceCode":"1"},"b":"\\"ServiceCode\\":2","ServiceCode":"4087"}'],
    ['with its name escaped', '{"\\u0053ervice\\u0043ode":"4087"}'],
    ['with its value escaped', '{"ServiceCode":"\\u0034087"}'],
    ['with a number for a value', '{"ServiceCode":4087}'],
    ['behind a name that is too long', `{"${'a'.repeat(300)}":1,"ServiceCode":"4087"}`],
    ['behind a name that is a prefix of it', '{"Service":"1","ServiceCode":"4087"}'],
    ['behind an empty object', '{"a":{},"ServiceCode":"4087"}'],
  ])('is found %s', (_, document) => {
    expect(scan(document)).toEqual({ found: { ServiceCode: '4087' }, repeated: [] })
    expect(scan(document, [1])).toEqual(scan(document))
  })

  it.each([
    ['an object', '{"ServiceCode":{"ServiceCode":"1"}}'],
    ['an array', '{"ServiceCode":["1"]}'],
    ['null', '{"ServiceCode":null}'],
    ['true', '{"ServiceCode":true}'],
    ['not JSON', '{"ServiceCode":NaN}'],
    ['badly escaped', '{"ServiceCode":"\\x31"}'],
    ['longer than 256 characters', `{"ServiceCode":"${'1'.repeat(257)}"}`],
    ['a number longer than that', `{"ServiceCode":${'1'.repeat(257)}}`],
  ])('is not found when its value is %s', (_, document) => {
    expect(scan(document)).toEqual({ found: {}, repeated: [] })
    expect(scan(document, [1])).toEqual(scan(document))
  })

  it('is found with a value of 256 characters, however long they are written', () => {
    const value = '\u20ac'.repeat(256)
    expect(found(`{"ServiceCode":"${value}"}`)).toEqual({ ServiceCode: value })
    expect(found(`{"ServiceCode":"${'\\u20ac'.repeat(256)}"}`)).toEqual({ ServiceCode: value })
  })

  it('keeps a number as it is written', () => {
    const written = '{"ServiceCode":12345678901234567890,"ServiceEdition":1.0}'
    expect(found(written)).toEqual({ ServiceCode: '12345678901234567890', ServiceEdition: '1.0' })
  })

  it('is not looked for under a name with another letter that becomes one of its own', () => {
    const { push, found } = scanner(['key'])
    expect(push(Buffer.from('{"\u212aey":"1"}'))).toBe(true)
    expect(found()).toEqual({})
  })
})

describe('a name that stands there twice', () => {
  it.each([
    ['says the same', '{"ServiceCode":"1","servicecode":1}', { ServiceCode: '1' }, []],
    ['says two things', '{"ServiceCode":"1","servicecode":"2"}', {}, ['ServiceCode']],
    ['is null the second time', '{"ServiceCode":"1","ServiceCode":null}', {}, ['ServiceCode']],
    ['is an object the first time', '{"ServiceCode":{},"ServiceCode":"1"}', {}, ['ServiceCode']],
    [
      'comes with another that is clear',
      '{"ServiceCode":1,"ServiceCode":2,"ServiceEdition":3}',
      { ServiceEdition: '3' },
      ['ServiceCode'],
    ],
    [
      'comes back when all is found',
      '{"ServiceCode":1,"ServiceEdition":2,"ServiceCode":3}',
      { ServiceCode: '1', ServiceEdition: '2' },
      [],
    ],
  ])('%s', (_, document, found, repeated) => {
    expect(scan(document)).toEqual({ found, repeated })
    expect(scan(document, [1])).toEqual({ found, repeated })
  })
})

describe('reading stops', () => {
  it.each([
    ['where the last value ends', '{"a":[1],"ServiceEdition":1,"ServiceCode":"4087"', ',"b":1}'],
    [
      'behind a number, which only then has ended',
      '{"ServiceCode":"4087","ServiceEdition":1,',
      '"b":1}',
    ],
    [
      'where only a contradiction is left',
      '{"ServiceCode":null,"ServiceEdition":"1","ServiceCode":"2"',
      '}',
    ],
    ['where the object ends', '{"ServiceCode":"4087"}', ' {"ServiceEdition":1}'],
    ['at an array', ' [', '{"ServiceCode":"4087"}]'],
    ['at a scalar', ' 4', '087'],
    ['at a fault', '{"ServiceCode":"4087";', '"ServiceEdition":1}'],
    ['at a comma with nothing behind it', '{"ServiceCode":"4087",}', '"ServiceEdition":1}'],
    ['at a comment', '{"a":[/', '*"*/],"ServiceEdition":1}'],
    ['at a single quote', '{"a":[\'', '"\'],"ServiceEdition":1}'],
  ])('%s', (_, before, after) => {
    expect(lengthRead(before + after)).toBe(before.length)
    expect(scan(before + after)).toEqual(scan(before))
  })

  it('before it begins when no name is asked for', () => {
    expect(scanner([]).push(Buffer.alloc(0))).toBe(true)
  })
})

describe('what is not JSON', () => {
  const token = fastCheck.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ':',
      ',',
      '"',
      '\\',
      '\\u00',
      ' ',
      'null',
      '1',
      '-',
      "'",
      '/*',
      '\u0000',
    ],
    ...['"ServiceCode"', '"ServiceEdition"', '"4087"', '{"ServiceCode":', '\ufeff', '\ud800'],
  )

  it('never throws, and is read the same in any pieces', () => {
    const document = fastCheck.oneof(
      fastCheck.uint8Array({ maxLength: 200 }),
      fastCheck.array(token, { maxLength: 30 }).map((tokens) => Buffer.from(tokens.join(''))),
      fastCheck.array(token, { maxLength: 30 }).map((tokens) => Buffer.from(`{${tokens.join('')}`)),
    )
    fastCheck.assert(
      fastCheck.property(document, sizes, (bytes, pieces) => {
        const whole = scan(bytes)
        expect(scan(bytes, [1])).toEqual(whole)
        expect(scan(bytes, pieces)).toEqual(whole)
      }),
      runs(500),
    )
  })

  it('yields what stood before the end of a document that was cut off', () => {
    const document = '{"a":{"b":["\\"",2]},"ServiceCode":"4087","c":"\\\\","ServiceEdition":1}'
    for (let length = 0; length < document.length; length += 1) {
      const expected = length < document.indexOf(',"c"') ? {} : { ServiceCode: '4087' }
      expect(found(document.slice(0, length))).toEqual(expected)
    }
  })
})

describe.runIf(isLongRun)('a document of 50 MB', () => {
  it.each([
    ['one string', '{"a":"', 'QUJD'],
    ['one string that is wanted', '{"ServiceCode":"', 'QUJD'],
    ['one name', '{"', 'QUJD'],
    ['one number that is wanted', '{"ServiceCode":', '1234'],
    ['one nesting', '{"a":', '[{"":'],
    ['many members', '{"z":1', ',"ServiceCode":null'],
  ])('leaves next to nothing in memory: %s', (_, start, filling) => {
    const chunk = Buffer.from(filling.repeat(10_000))
    const { push } = scanner()
    push(Buffer.from(start))
    const before = process.memoryUsage().heapUsed
    let least = Infinity
    for (let fed = 0; fed < 50e6; fed += chunk.length) {
      expect(push(chunk)).toBe(false)
      // Garbage comes and goes; what is kept is there at the lowest point, too.
      if (fed > 25e6) least = Math.min(least, process.memoryUsage().heapUsed)
    }
    expect(least - before).toBeLessThan(10e6)
  })
})

describe('a scanner', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/hal+json',
    'text/json',
    'application/json, application/hal+json',
  ])('reads JSON for %s', (contentType) => {
    const created = createScanner(contentType, wanted)
    created?.push(Buffer.from('{"ServiceCode":"4087"}'))
    expect(created?.found()).toEqual({ ServiceCode: '4087' })
  })

  it.each([
    undefined,
    '',
    'application/octet-stream',
    'application/jsonp',
    'application/x-json',
    'image/svg+xml',
    'multipart/mixed; boundary=application/json',
  ])('does not exist for %s', (contentType) => {
    expect(createScanner(contentType, wanted)).toBeUndefined()
  })
})
