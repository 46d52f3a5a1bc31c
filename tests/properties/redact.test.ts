import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogger, describe as describeError } from '../../src/runtime/log.ts'
import { redact, redactLine } from '../../src/runtime/redact.ts'
import {
  digitsFrom,
  hiddenNumbers,
  segment,
  stringsOf,
  tracesIn,
} from '../support/hidden-numbers.ts'
import { organizationNumbers, syntheticNumbers } from '../support/identity-numbers.ts'
import { runs } from '../support/long-run.ts'

describe('a line of the log', () => {
  it('holds an identity number in no writing, wherever it was put', () => {
    const lines: string[] = []
    const log = createLogger('trace', { write: (line) => void lines.push(line) })
    const places: Readonly<Record<string, (text: string) => void>> = {
      message: (text) => log.info(text.replaceAll('%', '%%')),
      field: (text) => log.warn({ client: text }, 'request'),
      name: (text) => log.info({ [`x${text}`]: 1 }, 'request'),
      list: (text) => log.info({ missingScopes: ['a', text] }, 'request'),
      depth: (text) => log.error({ one: { two: [{ three: text }] } }, 'unexpected error'),
      stack: (text) => log.error(describeError(new Error(text)), 'unexpected error'),
      error: (text) => log.fatal(new Error(text, { cause: new Error(text) })),
      child: (text) => log.child({ service: text }).info('request'),
    }
    fc.assert(
      fc.property(hiddenNumbers, fc.constantFrom(...Object.keys(places)), (given, place) => {
        lines.length = 0
        places[place]?.(given.text)
        expect(lines).toHaveLength(1)
        expect(tracesIn(stringsOf(JSON.parse(lines[0] ?? '')), given)).toEqual([])
      }),
      runs(200),
    )
  })

  it('holds none that was logged as a number', () => {
    fc.assert(
      fc.property(syntheticNumbers, (number) => {
        const line = redactLine(`{"pid":1${number},"ms":0.${number}}\n`)
        expect(line).not.toContain(number)
        expect(Object.keys(JSON.parse(line) as object)).toEqual(['pid', 'ms'])
      }),
    )
  })

  it('tells an operator everything else as it was', () => {
    const uuid = fc.uuid().map((one) => one.replaceAll('-', '').replace(/.{4}(?=.)/g, '$&-'))
    const facts = fc.record({
      requestId: fc.string({
        unit: fc.constantFrom(...Array.from('abcdefghijklmnop')),
        minLength: 32,
      }),
      register: fc.string({
        unit: fc.constantFrom(...Array.from('0123456789abcdef')),
        maxLength: 10,
      }),
      organisation: organizationNumbers,
      organisations: fc.array(organizationNumbers),
      listed: fc.array(organizationNumbers).map((all) => all.join(', ')),
      at: fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      reference: uuid,
      service: fc.stringMatching(/^[A-Za-z0-9_]{1,10}\/[0-9]{1,8}$/),
      version: fc.stringMatching(/^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}(?:-rc\.[0-9]{1,2})?$/),
      address: fc.ipV4().map((ip) => `http://${ip}:8080`),
      url: fc.constantFrom('https://test.maskinporten.no/jwk', 'https://platform.tt02.altinn.no/'),
      stack: fc.constant(new Error('fetch failed').stack),
      ms: fc.integer({ min: 0, max: 1_000_000 }).map((tenths) => tenths / 10),
      status: fc.integer({ min: 100, max: 599 }),
      missingScopes: fc.constant(['altinn:accessmanagement/enduser:connections:fromothers.read']),
    })
    let line = ''
    const log = createLogger('info', { write: (one) => void (line = one) })
    fc.assert(
      fc.property(facts, (given) => {
        log.info(given, 'request')
        expect(JSON.parse(line)).toEqual({
          level: 30,
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
          ...given,
          msg: 'request',
        })
      }),
      runs(200),
    )
  })

  it('is not rewritten when there is nothing to hide', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(), (text, number) => {
        const line = `${JSON.stringify({ text: text.replace(/[0-9]/g, 'n'), number })}\n`
        fc.pre(!/ey|ew|[Bb]asic|[Bb]earer/.test(line))
        expect(JSON.parse(redactLine(line))).toEqual(JSON.parse(line))
      }),
      runs(200),
    )
  })
})

describe('a text', () => {
  it('keeps what stands around an identity number', () => {
    expect(redact('no party 268992 99344 at Altinn')).toBe('no party *********** at Altinn')
  })

  it.each([
    ['a date in the first half of a century', '010101 12345'],
    ['a D-number', '41010112345'],
    ['an H-number', '01410112345'],
    ['a synthetic D-number', '71929912345'],
    ['wrong check digits', '26899299345'],
    ['digits before and behind', '0026899299344000'],
    ['a byte that is no UTF-8 between', '268992%a099344'],
    ['an entity between', '268992&nbsp;99344'],
    ['an entity without an end between', '268992&thinsp99344'],
  ])('hides a number with %s', (_, text) => {
    expect(redact(`x${text}y`)).toBe('x***********y')
  })

  it.each([
    '32010112345',
    '00010112345',
    '72010112345',
    '01130112345',
    '01530112345',
    '01930112345',
  ])('keeps eleven digits that no date begins: %s', (text) => {
    expect(redact(text)).toBe(text)
  })

  it('reads the digits of every script', () => {
    const zeros = Array.from({ length: 0x110000 }, (_, code) => code).filter(
      (code) => /^\p{Nd}$/u.test(String.fromCodePoint(code)) && code > 0x39,
    )
    expect(zeros.length).toBeGreaterThan(600)
    for (let first = 0; first < zeros.length; first += 10) {
      const hidden = digitsFrom(zeros[first] ?? 0)('26899299344')
      expect([hidden, redact(`x ${hidden} y`)]).toEqual([hidden, 'x *********** y'])
    }
  })

  it('loses whole tokens and credentials', () => {
    const token = `${segment({ alg: 'RS256' })}.${segment({ iss: 'x' })}.c2ln`
    expect(redact(`a ${token} b`)).toBe('a (token) b')
    expect(redact(`Authorization: Bearer ${token}`)).not.toMatch(/eyJ|c2ln/)
    expect(redact('Authorization: basic YTpi, x')).toBe('Authorization: basic (credentials), x')
  })

  it.each([
    ['digits', '1'],
    ['halves of numbers', '010190 '],
    ['percent signs', '%32'],
    ['escapes', '\\u0032'],
    ['entities', '&#x'],
    ['base64', 'MjY4OTky'],
    ['beginnings of tokens', 'ewoaaaaaaaaa'],
    ['other beginnings of tokens', 'eyJa.'],
    ['backslashes', '\\'],
  ])('may be very long: a million characters of %s', (_, part) => {
    const text = part.repeat(1_000_000 / part.length)
    expect(redact(text).length).toBeLessThanOrEqual(text.length)
  })
})
