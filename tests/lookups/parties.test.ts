import { expect, it } from 'vitest'
import { everybody, type AuthorizedParty } from '../../src/altinn3/access-management.ts'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import { createPartiesOf, type PartiesOf } from '../../src/lookups/parties.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { organizationNumbersFrom } from '../../sandbox/synthetic-numbers.ts'
import { virtualClock } from '../support/virtual-clock.ts'

function listOf(count: number): readonly AuthorizedParty[] {
  const numbers = organizationNumbersFrom(310_000_000)
  return Array.from({ length: count }, (_, place) => ({
    partyId: place + 1,
    name: `PRØVE ${place} AS`,
    type: 'Organization',
    isDeleted: false,
    organizationNumber: numbers.next().value,
  }))
}

/** Asks for each token in turn; gives how often Altinn 3 was asked for it. */
async function askedFor(
  partiesOf: PartiesOf,
  tokens: readonly string[],
  list: readonly AuthorizedParty[],
): Promise<Record<string, number>> {
  const asked: Record<string, number> = {}
  for (const token of tokens) {
    const ask = (() => {
      asked[token] = (asked[token] ?? 0) + 1
      return Promise.resolve({ parties: list, isCut: false })
    }) as Asking['ask']
    const { find } = await partiesOf(token, ask).own(everybody)
    expect(find('r1')).toBe(list[0]?.organizationNumber)
  }
  return asked
}

it('remembers a hundred thousand parties of all tokens together', async () => {
  const partiesOf = createPartiesOf(virtualClock())
  const list = listOf(30_000)
  const asked = await askedFor(partiesOf, ['a', 'b', 'c', 'a', 'd', 'a', 'c', 'b'], list)
  expect(asked).toEqual({ a: 1, b: 2, c: 1, d: 1 })
})

it('uses a list that is larger than that, and asks for it each time', async () => {
  const partiesOf = createPartiesOf(virtualClock())
  const large = listOf(100_001)
  expect(await askedFor(partiesOf, ['a', 'a'], large)).toEqual({ a: 2 })
})

it('remembers that a token has nobody to act for', async () => {
  const partiesOf = createPartiesOf(virtualClock())
  expect(await askedFor(partiesOf, ['a', 'a'], [])).toEqual({ a: 1 })
  const refuses = (): Promise<never> => Promise.reject(new Error('asked again'))
  const { find } = await partiesOf('a', refuses).own(everybody)
  expect(find(organizations.customer.number)).toBeUndefined()
})
