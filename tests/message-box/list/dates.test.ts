import { describe, expect, it } from 'vitest'
import { Query } from '../../../src/altinn2/query.ts'
import { GatewayError } from '../../../src/errors.ts'
import { isWithin, needDates, toIsoBounds } from '../../../src/message-box/list/dates.ts'

const dates = (from: string, to = '') =>
  needDates(
    new Query([
      ['dateFrom', from],
      ['dateTo', to],
    ]),
  )

describe('dateFrom and dateTo', () => {
  it.each([
    ['2026-08-20', '2026-08-20T00:00:00.0000000'],
    ['2026-08-20T12:30', '2026-08-20T12:30:00.0000000'],
    ['2026-08-20T12:30:00.123456', '2026-08-20T12:30:00.1234560'],
    ['2026-08-20T10:30:00Z', '2026-08-20T12:30:00.0000000'],
    ['2026-08-20T10:30:00.5+00:00', '2026-08-20T12:30:00.5000000'],
    ['0001-01-01T00:00:00', '0001-01-01T00:00:00.0000000'],
  ])('are what a Norwegian clock shows: %s', (text, local) => {
    expect(dates(text)).toEqual({ from: local })
    expect(dates('', text)).toEqual({ to: local })
  })

  it.each(['i-gaar', '2026-13-01', '2026-02-30', '2026-08-20T25:00:00', '20.08.2026'])(
    'must be dates: %s',
    (text) => {
      expect(() => dates(text)).toThrow(
        new GatewayError('PARAMETER_MALFORMED', { detail: 'dateFrom' }),
      )
    },
  )

  it('let through the very moment that was shown, however fine', () => {
    const shown = '2026-08-20T12:30:00.123456'
    expect(isWithin(shown, dates(shown, shown))).toBe(true)
    expect(isWithin(shown, dates('2026-08-20T12:30:00.1239'))).toBe(false)
    expect(isWithin(shown, dates('', '2026-08-20T12:30:00.1234559'))).toBe(false)
  })

  it('go by what is shown where the clock is put back', () => {
    expect(isWithin('2026-10-25T02:15:00', dates('', '2026-10-25T02:30:00'))).toBe(true)
  })

  it('are told to Altinn 3 for either of two hours, and not where they are none', () => {
    const told = toIsoBounds(dates('2026-01-01T12:00:00', '2026-01-01T12:00:00'))
    expect(told).toEqual({ from: '2026-01-01T10:00:00.000Z', to: '2026-01-01T11:00:00.001Z' })
    expect(toIsoBounds(dates('0001-01-01T00:00:00', '9999-12-31T23:59:59.9999999'))).toEqual({})
  })
})
