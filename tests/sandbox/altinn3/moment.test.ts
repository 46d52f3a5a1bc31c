import { expect, it } from 'vitest'
import { parseMoment } from '../../../sandbox/altinn3/moment.ts'

it.each([
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'],
  ['0050-06-01T12:00:00+14:00', '0050-05-31T22:00:00Z'],
  ['2026-02-28', '2026-02-28T00:00:00Z'],
  ['2026-02-28T12:30:00.1234567-01:30', '2026-02-28T14:00:00.123Z'],
])('the stand-ins read a moment as .NET does: %s', (text, instant) => {
  expect(parseMoment(text)).toBe(Date.parse(instant))
})

it.each([
  ...['2026-02-31', '2026-02-31T00:00:00Z', '0000-12-31T23:59:59Z', '2026-01-01T24:00:00Z'],
  ...['2026-01-01T00:00:00+14:01', '0001-01-01T00:00:00+01:00', '10000-01-01', 'x', ''],
])('the stand-ins refuse a moment that .NET does not have: %s', (text) => {
  expect(parseMoment(text)).toBeUndefined()
})
