import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAltinn2DateTime } from '../../src/altinn2/date-time.ts'
import { Query } from '../../src/altinn2/query.ts'
import type { Json } from '../../src/altinn2/response.ts'
import { GatewayError } from '../../src/errors.ts'
import { readAltinn2Messages, type Altinn2Row } from '../../src/merge/altinn2-messages.ts'
import type { Altinn2Part } from '../../src/translation.ts'
import { runs } from '../support/long-run.ts'

const counting = (count: number) => (): Promise<number> => Promise.resolve(count)

interface Message {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly changed: number
}

const start = Date.UTC(2026, 0, 1)
const everything = (rows: readonly Altinn2Row[]): Promise<readonly Altinn2Row[]> =>
  Promise.resolve(rows)

function written({ id, changed }: Message): Json {
  const instant = toAltinn2DateTime(new Date(changed).toISOString()) ?? ''
  const self = { href: `https://gateway.example/api/my/messages/${id}` }
  return { MessageId: id, LastChangedDateTime: instant, Summary: null, _links: { self } }
}

/** Altinn 2 with a message box to which something happens after some of its answers. */
function altinn2(count: number, after: Readonly<Record<number, (box: Message[]) => void>> = {}) {
  const box = Array.from({ length: count }, (_, place): Message => {
    return { id: `a${10_000 + place}`, changed: start - place * 60_000 }
  })
  const asked: Query[] = []
  const askAltinn2 = (query: Query): Promise<Altinn2Part> => {
    asked.push(query)
    const skip = Number(query.one('$skip') ?? 0)
    box.sort((one, other) => other.changed - one.changed)
    const messages = box.slice(skip, skip + 50).map(written)
    after[asked.length]?.(box)
    return Promise.resolve({ json: { _embedded: { messages } }, isCut: false })
  }
  return { box, asked, askAltinn2 }
}

async function read(given: Pick<ReturnType<typeof altinn2>, 'askAltinn2'>, count = Infinity) {
  const wanted = {
    query: new Query([]),
    language: 1044,
    countAfter: counting(count),
    shown: everything,
  } as const
  return readAltinn2Messages(wanted, given)
}

describe('Altinn 2’s messages', () => {
  it('are asked for in HAL, in a total order, in the caller’s language and nobody else’s page', async () => {
    const given = altinn2(3)
    const query = new Query([
      ['$filter', "Status eq 'Ulest'"],
      ['$SKIP', '100'],
      ['$top', '7'],
      ['Language', '1033'],
      ['$orderby', 'Subject'],
    ])
    await readAltinn2Messages(
      { query, language: 1033, countAfter: counting(107), shown: everything },
      given,
    )
    expect(given.asked.map(({ pairs }) => pairs)).toEqual([
      [
        ['$filter', "Status eq 'Ulest'"],
        ['language', '1033'],
        ['$orderby', 'LastChangedDateTime desc,MessageId desc'],
        ['$top', '50'],
      ],
    ])
  })

  it('are read a page further than they are wanted, for what is of the last one’s moment', async () => {
    const short = altinn2(1_000)
    const { elements } = await read(short, 49)
    expect([short.asked.length, elements.length]).toEqual([1, 50])
    const given = altinn2(1_000)
    await read(given, 50)
    expect(given.asked.map((query) => query.one('$skip'))).toEqual([undefined, '49', undefined])
    const deeper = altinn2(1_000)
    expect((await read(deeper, 120)).elements.length).toBeGreaterThanOrEqual(120)
    // Three pages that overlap by a row, and the top once more.
    expect(deeper.asked.map((query) => query.one('$skip'))).toEqual([
      undefined,
      '49',
      '98',
      undefined,
    ])
  })

  it('are read once when what is older is not wanted', async () => {
    const given = altinn2(1_000)
    const asked: number[] = []
    const countAfter = (until: number): Promise<number> => {
      asked.push(until)
      return Promise.resolve(20)
    }
    const wanted = { query: new Query([]), language: 1044, countAfter, shown: everything } as const
    await readAltinn2Messages(wanted, given)
    expect(given.asked).toHaveLength(1)
    expect(asked).toEqual([(start - 49 * 60_000) * 1_000])
  })

  it('are read on past those that are not shown', async () => {
    const given = altinn2(300)
    const shown = async (rows: readonly Altinn2Row[]): Promise<readonly Altinn2Row[]> =>
      Promise.resolve(rows.filter(({ id }) => Number(id.slice(1)) >= 10_100))
    const wanted = {
      query: new Query([]),
      language: 1044,
      countAfter: counting(50),
      shown,
    } as const
    const { elements } = await readAltinn2Messages(wanted, given)
    expect(elements.length).toBeGreaterThanOrEqual(50)
    expect(elements[0]?.id).toBe('a10100')
  })

  it('lose nothing and repeat nothing while they arrive, change and go', async () => {
    const happening = fc.record({
      what: fc.constantFrom('arrives' as const, 'changes' as const, 'goes' as const),
      place: fc.nat(399),
    })
    const story = fc.dictionary(
      fc.integer({ min: 1, max: 9 }).map(String),
      fc.array(happening, { maxLength: 3 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 400 }), story, async (count, happenings) => {
        let later = start
        const gone = new Set<string>()
        const tell =
          (events: readonly { what: 'arrives' | 'changes' | 'goes'; place: number }[]) =>
          (box: Message[]): void => {
            for (const { what, place } of events) {
              later += 1_000
              const one = box[place]
              if (what === 'arrives') box.push({ id: `a9${later / 1_000}`, changed: later })
              if (what === 'changes' && one) box[place] = { ...one, changed: later }
              if (what === 'goes' && one) {
                gone.add(one.id)
                box.splice(place, 1)
              }
            }
          }
        const after = Object.fromEntries(
          Object.entries(happenings).map(([call, events]) => [Number(call), tell(events)]),
        )
        const given = altinn2(count, after)
        const before = given.box.map(({ id }) => id)
        const ids = (await read(given)).elements.map(({ id }) => id)
        expect(new Set(ids).size).toBe(ids.length)
        expect(before.filter((id) => !gone.has(id) && !ids.includes(id))).toEqual([])
      }),
      runs(60),
    )
  })

  it('are read from further up when a page has nothing to do with the one before', async () => {
    const drop = (box: Message[]): void => void box.splice(0, 60)
    const given = altinn2(200, { 2: drop })
    expect((await read(given)).elements).toHaveLength(200)
    expect(given.asked.map((query) => Number(query.one('$skip') ?? 0))).toEqual([
      0, 49, 98, 49, 0, 49, 98, 0,
    ])
  })

  it('end somewhere when they go as fast as they can be read', async () => {
    const drop = (box: Message[]): void => void box.splice(0, 60)
    const always = Object.fromEntries(Array.from({ length: 200 }, (_, call) => [call, drop]))
    const given = altinn2(20_000, always)
    expect((await read(given)).isCut).toBe(true)
    expect(given.asked.length).toBeLessThanOrEqual(101)
  })

  it('are bounded, and say so', async () => {
    const given = altinn2(7_000)
    const { elements, isCut } = await read(given)
    expect(isCut).toBe(true)
    expect(given.asked.length).toBeLessThanOrEqual(101)
    expect(elements.length).toBeLessThanOrEqual(5_000)
  })

  it.each([
    ['no object', []],
    ['no list', { _embedded: { messages: {} } }],
    ['a row that is none', { _embedded: { messages: ['a1'] } }],
    ['a row without a date', { _embedded: { messages: [{ MessageId: 'a1' }] } }],
    [
      'a date that is none',
      { _embedded: { messages: [{ MessageId: 'a1', LastChangedDateTime: 'x' }] } },
    ],
  ])('must be readable: %s', async (_, json) => {
    const askAltinn2 = (): Promise<Altinn2Part> => Promise.resolve({ json, isCut: false })
    await expect(read({ askAltinn2 })).rejects.toThrow(new GatewayError('ALTINN2_UNREADABLE'))
  })

  it('keep their links, and leave out what is null', async () => {
    const links = {
      self: { href: 'https://gateway.example/api/my/messages/b1' },
      print: {
        href: 'https://gateway.example/api/my/messages/b1/print',
        'mime-type': 'application/pdf',
      },
      form: [{ href: 'https://gateway.example/api/my/messages/b1/forms/2', name: 'Skjema' }],
      broken: { nothing: 1 },
    }
    const row = {
      MessageId: 'b1',
      LastChangedDateTime: '2026-01-01T00:00:00',
      DueDate: null,
      _links: links,
    }
    const askAltinn2 = (): Promise<Altinn2Part> =>
      Promise.resolve({ json: { _embedded: { messages: [row] } }, isCut: true })
    const { elements, isCut } = await read({ askAltinn2 })
    expect(isCut).toBe(true)
    expect(elements[0]?.show()).toEqual({
      type: 'Message',
      properties: { MessageId: 'b1', LastChangedDateTime: '2026-01-01T00:00:00' },
      links: {
        form: 'object',
        to: {
          self: { to: links.self.href },
          print: { to: links.print.href, mimeType: 'application/pdf' },
          form: [{ to: links.form[0]?.href, name: 'Skjema' }],
        },
      },
      plainSelf: 'MessageLink',
    })
  })
})
