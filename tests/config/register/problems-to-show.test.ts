import { expect, it } from 'vitest'
import { toShow } from '../../../src/config/register/problems-to-show.ts'

it('shows so many problems, and says how many more there are', () => {
  const shown = toShow(Array.from({ length: 1_000 }, (_, place) => `problem ${place}`))
  expect(shown).toHaveLength(51)
  expect([shown[0], shown[49], shown[50]]).toEqual(['problem 0', 'problem 49', '… and 950 more'])
})

it('cuts a long problem, but no identity number in two', () => {
  const [shown = ''] = toShow([`${'x'.repeat(295)}26899299344${'y'.repeat(1_000_000)}`])
  expect(shown).toBe(`${'x'.repeat(295)}*****…`)
})

it('hides what might be an identity number or a token', () => {
  expect(toShow(['a 268992 99344 b', 'c eyJhbGciOiJub25lIn0.e30. d', '5997/1'])).toEqual([
    'a *********** b',
    'c (token) d',
    '5997/1',
  ])
})
