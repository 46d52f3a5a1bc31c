import fc from 'fast-check'
import { parseIdentityNumber } from '../../src/altinn2/identity-number.ts'
import { parseOrganizationNumber } from '../../src/altinn2/organization-number.ts'

const two = (number: number): string => String(number).padStart(2, '0')

/** Numbers of Skatteetaten's synthetic range (month + 80), D-numbers (day + 40) among them. */
export const syntheticNumbers: fc.Arbitrary<string> = fc
  .record({
    day: fc.integer({ min: 1, max: 28 }),
    isDNumber: fc.boolean(),
    month: fc.integer({ min: 81, max: 92 }),
    year: fc.integer({ min: 0, max: 99 }),
    rest: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ day, isDNumber, month, year, rest }) => {
    const first = two(isDNumber ? day + 40 : day) + two(month) + two(year)
    return withCheckDigits(first + String(rest).padStart(3, '0'))
  })
  .filter((number) => number !== '')

function withCheckDigits(nine: string): string {
  const all = Array.from({ length: 100 }, (_, check) => nine + two(check))
  return all.find((one) => parseIdentityNumber(one) !== undefined) ?? ''
}

/** Organisation numbers that can exist. */
export const organizationNumbers: fc.Arbitrary<string> = fc
  .integer({ min: 20_000_000, max: 99_999_999 })
  .map((eight) => Array.from({ length: 10 }, (_, check) => `${eight}${check}`))
  .map((all) => all.find((one) => parseOrganizationNumber(one) !== undefined) ?? '')
  .filter((number) => number !== '')
