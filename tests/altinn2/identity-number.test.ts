import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseIdentityNumber } from '../../src/altinn2/identity-number.ts'
import { syntheticNumbers } from '../support/identity-numbers.ts'

const serials = Array.from({ length: 100 }, (_, serial) => String(500 + serial))

describe('an identity number', () => {
  it('is accepted in Skatteetaten’s synthetic form, D-numbers included', () => {
    fc.assert(
      fc.property(syntheticNumbers, (number) => {
        expect(parseIdentityNumber(number)).toBe(number)
      }),
    )
  })

  // Serial numbers from 500 to 749 with the year 60 are of 1860: nobody alive has one.
  it.each([
    ['a fødselsnummer', '010160'],
    ['a D-number', '410160'],
    ['an H-number', '014160'],
    ['a synthetic number', '018160'],
    ['a synthetic D-number', '418160'],
  ])('may be %s', (_, date) => {
    const numbers = serials.flatMap((serial) => withCheckDigits(date + serial, [0]))
    expect(numbers.length).toBeGreaterThan(50)
    expect(numbers.map(parseIdentityNumber)).toEqual(numbers)
  })

  it('may have any of the first check digits of the rule for 2032, and no other', () => {
    for (const serial of serials) {
      const nine = `018160${serial}`
      const all = Array.from({ length: 100 }, (_, check) => nine + String(check).padStart(2, '0'))
      const accepted = all.filter((one) => parseIdentityNumber(one) !== undefined)
      expect(accepted).toEqual(withCheckDigits(nine, [0, 1, 2, 3]).sort())
    }
  })

  it.each(['26899299345', '26899299354', '26899299244'])(
    'is not one with another check digit or a changed digit: %s',
    (text) => {
      expect(parseIdentityNumber(text)).toBeUndefined()
    },
  )

  it.each([
    ['nothing', ''],
    ['ten digits', '2689929934'],
    ['twelve digits', '268992993440'],
    ['a space inside', '268992 99344'],
    ['a line break after', '26899299344\n'],
    ['digits of another script', '٢٦٨٩٩٢٩٩٣٤٤'],
    ['wide digits', '２６８９９２９９３４４'],
    ['letters', 'abcdefghijk'],
    ['zeros', '00000000000'],
    ['an organisation number', '313876144'],
    ['a day that no month has', withCheckDigits('328160555', [0])[0] ?? ''],
    ['29 February of a common year', withCheckDigits('298261555', [0])[0] ?? ''],
  ])('is not %s', (what, text) => {
    expect(text !== '' || what === 'nothing').toBe(true)
    expect(parseIdentityNumber(text)).toBeUndefined()
  })
})

/** With both check digits, for each remainder of the first that is allowed: today 0, from 2032 four. */
function withCheckDigits(nine: string, remainders: readonly number[]): string[] {
  return remainders.flatMap((remainder) => {
    const first = (22 + remainder - (sum(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11
    const ten = `${nine}${first}`
    const second = (11 - (sum(ten, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11
    return first === 10 || second === 10 ? [] : [`${ten}${second}`]
  })
}

function sum(digits: string, weights: readonly number[]): number {
  return weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0)
}
