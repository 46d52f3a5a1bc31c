import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDateTime, toAltinn2DateTime, toKnownDate } from '../../src/altinn2/date-time.ts'
import { toSortableTime } from '../../src/altinn2/odata/parse/local-time.ts'

// Reckoned by hand: days since 0001-01-01 in the proleptic Gregorian calendar, as .NET counts them.
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const isLeapYear = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengthOf = (year: number, month: number): number =>
  (monthLengths[month - 1] ?? 0) + (month === 2 && isLeapYear(year) ? 1 : 0)

function daysBefore(year: number, month: number, day: number): number {
  const past = year - 1
  const ofYears =
    past * 365 + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)
  const ofMonths = monthLengths.slice(0, month - 1).map((_, at) => lengthOf(year, at + 1))
  return ofYears + ofMonths.reduce((sum, days) => sum + days, 0) + day - 1
}

interface Clock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly second: number
}

/** Milliseconds since 1970 of what a clock of UTC shows. */
function instantOf({ year, month, day, second }: Clock): number {
  return ((daysBefore(year, month, day) - daysBefore(1970, 1, 1)) * 86_400 + second) * 1000
}

const two = (number: number): string => `${number}`.padStart(2, '0')

function write({ year, month, day, second }: Clock): string {
  const time = [Math.trunc(second / 3600), Math.trunc(second / 60) % 60, second % 60]
  return `${`${year}`.padStart(4, '0')}-${two(month)}-${two(day)}T${time.map(two).join(':')}`
}

/** Before clocks were put forward in summer for the first time. */
const early: fastCheck.Arbitrary<Clock> = fastCheck
  .record({
    year: fastCheck.oneof(
      fastCheck.integer({ min: 1, max: 99 }),
      fastCheck.integer({ min: 1, max: 1915 }),
    ),
    month: fastCheck.integer({ min: 1, max: 12 }),
    day: fastCheck.integer({ min: 1, max: 31 }),
    second: fastCheck.integer({ min: 0, max: 86_399 }),
  })
  .filter(({ year, month, day }) => day <= lengthOf(year, month))

describe('a date from before summer time', () => {
  it('is one hour ahead of UTC in every year from 1 on', () => {
    fastCheck.assert(
      fastCheck.property(early, (clock) => {
        const instant = instantOf(clock)
        expect(parseDateTime(`${write(clock)}Z`)).toBe(instant)
        if (instantOf(clock) < instantOf({ year: 1, month: 1, day: 1, second: 3600 })) return
        expect(parseDateTime(write(clock))).toBe(instant - 3_600_000)
      }),
    )
  })

  it('is written and read back as it was, whatever its decimals are', () => {
    const ticks = fastCheck.integer({ min: 1, max: 9_999_999 })
    fastCheck.assert(
      fastCheck.property(early, ticks, (clock, tick) => {
        if (instantOf(clock) < instantOf({ year: 1, month: 1, day: 1, second: 3600 })) return
        const decimals = `${tick}`.padStart(7, '0')
        const text = `${write(clock)}.${decimals}`
        expect(toAltinn2DateTime(text)).toBe(text.replace(/0+$/, ''))
        expect(toSortableTime(text)).toBe(text)
      }),
    )
  })

  it.each([
    ['0050-06-01T12:00:00Z', '0050-06-01T13:00:00'],
    ['0099-12-31T23:30:00Z', '0100-01-01T00:30:00'],
    ['1894-12-31T22:59:59Z', '1894-12-31T23:59:59'],
    ['1945-06-10T00:00:00Z', '1945-06-10T02:00:00'],
  ])('is told apart from one of the last century: %s', (instant, written) => {
    expect(toAltinn2DateTime(instant)).toBe(written)
  })
})

describe('.NET’s default date', () => {
  const spellings = [
    '0001-01-01',
    '0001-01-01T00:00',
    '0001-01-01T00:00:00',
    '0001-01-01T00:00:00.0000000',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00.000Z',
    '0001-01-01T00:00:00+00:00',
    '0001-01-01T01:00:00+01:00',
    '0001-01-01T00:00:00+14:00',
  ]

  it.each(spellings)('is written as Altinn 2 wrote it: %s', (text) => {
    expect(toAltinn2DateTime(text)).toBe('0001-01-01T00:00:00')
  })

  it.each(spellings)('is no known date: %s', (text) => {
    expect(toKnownDate(text)).toBeUndefined()
  })

  it.each([null, undefined, '', 'x', '2026-02-30', '0000-01-01T00:00:00Z'])(
    'is no more known than what is no date: %s',
    (text) => {
      expect(toKnownDate(text)).toBeUndefined()
    },
  )

  it.each(['0001-01-02T00:00:00Z', '0050-01-01T00:00:00Z', '9999-12-31T23:59:59.9999999Z'])(
    'is told apart from a date: %s',
    (text) => {
      expect(toKnownDate(text)).toBe(text)
    },
  )
})

describe('the ends of the calendar', () => {
  it.each([
    ['0001-01-01T00:00:00+14:00', '0001-01-01T00:00:00Z'],
    ['0001-01-01T00:30:00', '0001-01-01T00:00:00Z'],
    ['9999-12-31T23:59:59.9999999-14:00', '9999-12-31T23:59:59.999Z'],
  ])('hold what an offset leads beyond: %s', (text, end) => {
    expect(parseDateTime(text)).toBe(Date.parse(end))
  })

  it.each(['0000-01-01', '0000-12-31T23:59:59Z', '10000-01-01T00:00:00Z'])(
    'have no year beyond: %s',
    (text) => {
      expect(parseDateTime(text)).toBeUndefined()
      expect(toAltinn2DateTime(text)).toBeUndefined()
      expect(toSortableTime(text)).toBeUndefined()
    },
  )
})
