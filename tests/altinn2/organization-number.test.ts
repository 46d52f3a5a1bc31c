import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOrganizationNumber } from '../../src/altinn2/organization-number.ts'

const tenDigits = '0123456789'.split('')

describe('an organisation number', () => {
  it.each(['974760673', '889640782', '313876144', '310385980', '314168267'])(
    'is nine digits with the right check digit: %s',
    (text) => {
      expect(parseOrganizationNumber(text)).toBe(text)
    },
  )

  it.each(tenDigits.filter((digit) => digit !== '3'))(
    'is not one with another last digit: 97476067%s',
    (digit) => {
      expect(parseOrganizationNumber(`97476067${digit}`)).toBeUndefined()
    },
  )

  it('ends in 0 where the sum divides by eleven', () => {
    expect(parseOrganizationNumber('310385980')).toBe('310385980')
  })

  it('does not begin with digits whose check digit would be ten', () => {
    // 3 × 4 leaves 1 of 11.
    expect(tenDigits.map((digit) => parseOrganizationNumber(`40000000${digit}`))).toEqual(
      tenDigits.map(() => undefined),
    )
  })

  it('has at most one last digit for any eight before it', () => {
    const eightDigits = fc.string({
      unit: fc.constantFrom(...tenDigits),
      minLength: 8,
      maxLength: 8,
    })
    fc.assert(
      fc.property(eightDigits, (digits) => {
        const valid = tenDigits.filter((digit) => parseOrganizationNumber(digits + digit))
        expect(valid.length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'does not survive that a digit and the next change places: %i',
    (place) => {
      const digits = '974850613'.split('')
      const [first = '', second = ''] = digits.slice(place)
      digits.splice(place, 2, second, first)
      expect(parseOrganizationNumber(digits.join(''))).toBeUndefined()
    },
  )

  it.each([
    ['nothing', ''],
    ['eight digits', '97476067'],
    ['ten digits', '9747606730'],
    ['eleven digits', '01017012345'],
    ['a space inside', '974 760 673'],
    ['a space before', ' 974760673'],
    ['a line break after', '974760673\n'],
    ['a letter', '97476067E'],
    ['a sign', '+97476067'],
    ['its prefix', '0192:974760673'],
    ['hexadecimal', '0x9747606'],
    ['digits of another script', '٩٧٤٧٦٠٦٧٣'],
    ['wide digits', '９７４７６０６７３'],
  ])('is not %s', (_, text) => {
    expect(parseOrganizationNumber(text)).toBeUndefined()
  })
})

it('nine zeros are no organisation, although the check digit fits', () => {
  expect(parseOrganizationNumber('000000000')).toBeUndefined()
})
