import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDateTime, toAltinn2DateTime, toNorwegianTime } from '../../src/altinn2/date-time.ts'

const hour = 3_600_000

/** Since 1996: from the last Sunday of March to the last Sunday of October, 01:00 UTC both times. */
function daylightSaving(year: number): { readonly begins: number; readonly ends: number } {
  const lastSunday = (month: number): number => {
    const last = new Date(Date.UTC(year, month, 31, 1))
    return last.getTime() - last.getUTCDay() * 24 * hour
  }
  return { begins: lastSunday(2), ends: lastSunday(9) }
}

function offsetOf(instant: number): number {
  const { begins, ends } = daylightSaving(new Date(instant).getUTCFullYear())
  return instant >= begins && instant < ends ? 2 * hour : hour
}

function isInRepeatedHour(instant: number): boolean {
  const { ends } = daylightSaving(new Date(instant).getUTCFullYear())
  return instant >= ends && instant < ends + hour
}

const instants = fastCheck
  .date({
    min: new Date('1996-01-01T00:00:00Z'),
    max: new Date('2099-12-31T00:00:00Z'),
    noInvalidDate: true,
  })
  .map((date) => date.getTime())

/** Around the two hours a year in which it is easy to be wrong. */
const instantsNearChange = fastCheck
  .tuple(
    fastCheck.integer({ min: 1996, max: 2099 }),
    fastCheck.boolean(),
    fastCheck.integer({ min: -4 * hour, max: 4 * hour }),
  )
  .map(([year, isSpring, distance]) => {
    const { begins, ends } = daylightSaving(year)
    return (isSpring ? begins : ends) + distance
  })

const anyInstant = fastCheck.oneof(instants, instantsNearChange)

describe('a date and time without an offset', () => {
  it.each([
    ['in winter', '2026-01-15T12:00:00', '2026-01-15T11:00:00Z'],
    ['in summer', '2026-07-15T12:00:00', '2026-07-15T10:00:00Z'],
    ['around New Year', '2026-01-01T00:30:00', '2025-12-31T23:30:00Z'],
    ['on a leap day', '2024-02-29T00:00:00', '2024-02-28T23:00:00Z'],
    ['without seconds', '2026-07-15T12:34', '2026-07-15T10:34:00Z'],
    ['with one decimal', '2026-07-15T12:00:00.5', '2026-07-15T10:00:00.500Z'],
    ['with three decimals', '2026-07-15T12:00:00.123', '2026-07-15T10:00:00.123Z'],
    ['with seven decimals', '2026-07-15T12:00:00.1239999', '2026-07-15T10:00:00.123Z'],
    ['with a small t', '2026-07-15t12:00:00', '2026-07-15T10:00:00Z'],
  ])('is Norwegian time: %s', (_, text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant))
  })

  it.each([
    ['the last second of winter time', '2026-03-29T01:59:59', '2026-03-29T00:59:59Z'],
    ['the first second of summer time', '2026-03-29T03:00:00', '2026-03-29T01:00:00Z'],
    ['the last second before the repeated hour', '2026-10-25T01:59:59', '2026-10-24T23:59:59Z'],
    ['the first second after the repeated hour', '2026-10-25T03:00:00', '2026-10-25T02:00:00Z'],
    ['the same hour of another year', '2025-10-26T02:30:00', '2025-10-26T00:30:00Z'],
  ])('follows daylight saving: %s', (_, text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant))
  })

  it.each([
    ['2026-10-25T02:00:00', '2026-10-25T00:00:00Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00Z'],
    ['2026-10-25T02:59:59.999', '2026-10-25T00:59:59.999Z'],
  ])('in the hour that autumn repeats is its first occurrence: %s', (text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant))
  })

  it.each([
    ['2026-03-29T02:00:00', '2026-03-29T03:00:00'],
    ['2026-03-29T02:30:00', '2026-03-29T03:30:00'],
  ])('in the hour that spring skips is an hour later: %s', (text, later) => {
    expect(parseDateTime(text)).toBe(parseDateTime(later))
  })
})

describe('a date alone', () => {
  it.each([
    ['2026-01-15', '2026-01-14T23:00:00Z'],
    ['2026-07-15', '2026-07-14T22:00:00Z'],
    ['2026-03-29', '2026-03-28T23:00:00Z'],
    ['2026-10-25', '2026-10-24T22:00:00Z'],
  ])('is its midnight in Norway: %s', (text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant))
  })
})

describe('a date and time with an offset', () => {
  it.each([
    ['UTC', '2026-07-15T12:00:00Z', '2026-07-15T12:00:00Z'],
    ['UTC in a small letter', '2026-07-15T12:00:00z', '2026-07-15T12:00:00Z'],
    ['zero', '2026-07-15T12:00:00+00:00', '2026-07-15T12:00:00Z'],
    ['minus zero', '2026-07-15T12:00:00-00:00', '2026-07-15T12:00:00Z'],
    ['east', '2026-07-15T12:00:00+02:00', '2026-07-15T10:00:00Z'],
    ['west', '2026-07-15T12:00:00-03:30', '2026-07-15T15:30:00Z'],
    ['with half an hour', '2026-07-15T12:00:00+05:30', '2026-07-15T06:30:00Z'],
    ['the farthest', '2026-07-15T12:00:00+14:00', '2026-07-14T22:00:00Z'],
    ['with seven decimals', '2026-07-15T12:00:00.1234567Z', '2026-07-15T12:00:00.123Z'],
    ['without seconds', '2026-07-15T12:00Z', '2026-07-15T12:00:00Z'],
    ['in the hour that spring skips', '2026-03-29T02:30:00Z', '2026-03-29T02:30:00Z'],
    ['in the repeated hour, first', '2026-10-25T02:30:00+02:00', '2026-10-25T00:30:00Z'],
    ['in the repeated hour, second', '2026-10-25T02:30:00+01:00', '2026-10-25T01:30:00Z'],
  ])('is that instant: %s', (_, text, instant) => {
    expect(parseDateTime(text)).toBe(Date.parse(instant))
  })

  it('is one instant, whichever offset it is written with', () => {
    fastCheck.assert(
      fastCheck.property(
        anyInstant,
        fastCheck.integer({ min: -14 * 60, max: 14 * 60 }),
        (instant, minutes) => {
          const local = new Date(instant + minutes * 60_000).toISOString().slice(0, -1)
          const size = Math.abs(minutes)
          const clock = [Math.trunc(size / 60), size % 60].map((part) => `${part}`.padStart(2, '0'))
          const text = `${local}${minutes < 0 ? '-' : '+'}${clock.join(':')}`
          expect(parseDateTime(text)).toBe(instant)
        },
      ),
    )
  })
})

describe('a text that is no date and time', () => {
  it.each([
    ['a thirteenth month', '2026-13-01'],
    ['a month zero', '2026-00-01'],
    ['a day zero', '2026-01-00'],
    ['the 30th of February', '2026-02-30'],
    ['a leap day without a leap year', '2026-02-29'],
    ['a leap day in 2100', '2100-02-29'],
    ['the 31st of April', '2026-04-31T12:00:00Z'],
    ['hour 24', '2026-01-01T24:00:00'],
    ['minute 60', '2026-01-01T12:60:00'],
    ['a leap second', '2026-06-30T23:59:60Z'],
    ['an offset beyond the farthest', '2026-01-01T12:00:00+14:01'],
    ['an offset of a day', '2026-01-01T12:00:00-24:00'],
    ['nothing', ''],
    ['a word', 'tomorrow'],
    ['a number', '1767225600000'],
    ['a space before', ' 2026-01-01'],
    ['a line break after', '2026-01-01\n'],
    ['a space between', '2026-01-01 12:00:00'],
    ['an hour without minutes', '2026-01-01T12'],
    ['a date with an offset', '2026-01-01Z'],
    ['an offset without a colon', '2026-01-01T12:00:00+0100'],
    ['an offset without minutes', '2026-01-01T12:00:00+01'],
    ['eight decimals', '2026-01-01T12:00:00.12345678'],
    ['a point without decimals', '2026-01-01T12:00:00.'],
    ['a decimal comma', '2026-01-01T12:00:00,5'],
    ['one digit for the month', '2026-1-01'],
    ['Norwegian order', '01.01.2026'],
    ['five digits for the year', '12026-01-01'],
    ['a year and a sign', '+2026-01-01'],
    ['.NET for JSON', '/Date(1767225600000)/'],
    ['an OData literal', "DateTime'2026-01-01T00:00:00'"],
    ['digits of another script', '٢٠٢٦-٠١-٠١'],
  ])('is not read and not written: %s', (_, text) => {
    expect(parseDateTime(text)).toBeUndefined()
    expect(toAltinn2DateTime(text)).toBeUndefined()
  })

  it('is told from one without an exception, whatever it is', () => {
    const character = fastCheck.constantFrom(...'0123456789-:TZ.+ '.split(''))
    fastCheck.assert(
      fastCheck.property(
        fastCheck.oneof(fastCheck.string(), fastCheck.string({ unit: character, maxLength: 30 })),
        (text) => {
          expect(Number.isNaN(parseDateTime(text))).toBe(false)
        },
      ),
    )
  })
})

describe('an instant written as Altinn 2 did', () => {
  it.each([
    ['in winter', '2026-01-15T11:00:00Z', '2026-01-15T12:00:00'],
    ['in summer', '2026-07-15T10:00:00+00:00', '2026-07-15T12:00:00'],
    ['from another offset', '2026-07-15T10:00:00-05:00', '2026-07-15T17:00:00'],
    ['over midnight', '2025-12-31T23:30:00Z', '2026-01-01T00:30:00'],
    ['at midnight', '2026-01-14T23:00:00Z', '2026-01-15T00:00:00'],
    ['before spring', '2026-03-29T00:59:59Z', '2026-03-29T01:59:59'],
    ['at spring', '2026-03-29T01:00:00Z', '2026-03-29T03:00:00'],
    ['in the repeated hour, first', '2026-10-25T00:30:00Z', '2026-10-25T02:30:00'],
    ['in the repeated hour, second', '2026-10-25T01:30:00Z', '2026-10-25T02:30:00'],
    ['after the repeated hour', '2026-10-25T02:00:00Z', '2026-10-25T03:00:00'],
    ['from Norwegian time', '2026-07-15T12:00:00', '2026-07-15T12:00:00'],
    ['from a date', '2026-07-15', '2026-07-15T00:00:00'],
    ['before 1970', '1969-12-31T22:59:59Z', '1969-12-31T23:59:59'],
  ])('is Norwegian time without an offset: %s', (_, instant, text) => {
    expect(toAltinn2DateTime(instant)).toBe(text)
  })

  it.each([
    ['all seven', '.1234567Z', '.1234567'],
    ['without trailing zeros', '.1230000Z', '.123'],
    ['with zeros inside', '.1000001Z', '.1000001'],
    ['with zeros in front', '.0000010+00:00', '.000001'],
    ['none, where all are zeros', '.0000000Z', ''],
    ['one', '.5Z', '.5'],
    ['all nines, without rounding up', '.9999999Z', '.9999999'],
  ])('keeps its decimals: %s', (_, decimals, expected) => {
    expect(toAltinn2DateTime(`2026-01-15T11:00:59${decimals}`)).toBe(
      `2026-01-15T12:00:59${expected}`,
    )
  })

  it('follows the rule for daylight saving in every year', () => {
    fastCheck.assert(
      fastCheck.property(anyInstant, (instant) => {
        const local = new Date(instant + offsetOf(instant)).toISOString().slice(0, -1)
        const trimmed = local.replace(/\.0+$/, '').replace(/(\.\d*[1-9])0+$/, '$1')
        expect(toAltinn2DateTime(new Date(instant).toISOString())).toBe(trimmed)
      }),
    )
  })

  it('reads as the same instant, or in the repeated hour as its first occurrence', () => {
    fastCheck.assert(
      fastCheck.property(anyInstant, (instant) => {
        const text = toAltinn2DateTime(new Date(instant).toISOString()) ?? ''
        expect(parseDateTime(text)).toBe(isInRepeatedHour(instant) ? instant - hour : instant)
      }),
    )
  })

  it('is written the same way a second time', () => {
    fastCheck.assert(
      fastCheck.property(
        anyInstant,
        fastCheck.integer({ min: 0, max: 9_999_999 }),
        (instant, ticks) => {
          const whole = new Date(instant).toISOString().slice(0, 19)
          const text = toAltinn2DateTime(`${whole}.${`${ticks}`.padStart(7, '0')}Z`) ?? ''
          expect(text).not.toBe('')
          expect(toAltinn2DateTime(text)).toBe(text)
        },
      ),
    )
  })
})

describe('the ends of .NET’s calendar', () => {
  it('are read and written', () => {
    expect(parseDateTime('0001-01-01T00:00:00Z')).toBe(-62_135_596_800_000)
    expect(toAltinn2DateTime('9999-12-31T23:59:59.9999999Z')).toBe('9999-12-31T23:59:59.9999999')
  })
})

it('an offset has no more than 59 minutes', () => {
  expect(parseDateTime('2026-01-01T00:00:00+02:99')).toBeUndefined()
})

it.each([
  ['2026-03-29T00:59:59Z', '2026-03-29T01:59:59+01:00'],
  ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00+02:00'],
  ['2026-10-25T00:59:59Z', '2026-10-25T02:59:59+02:00'],
  ['2026-10-25T01:00:00Z', '2026-10-25T02:00:00+01:00'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59+01:00'],
])('writes %s with the offset of Norwegian time', (instant, written) => {
  expect(toNorwegianTime(Date.parse(instant))).toBe(written)
})
