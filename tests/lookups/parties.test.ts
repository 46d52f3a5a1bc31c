import { expect, it } from 'vitest'
import { everybody, type AuthorizedParty } from '../../src/altinn3/access-management.ts'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import type { Operation } from '../../src/altinn3/operation.ts'
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

/** One call whose answer is read as the operation reads it. */
function answering(body: object, asked: string[]): Asking['ask'] {
  const ask = (operation: Operation<unknown, unknown>, sent: unknown): Promise<unknown> => {
    asked.push(operation.target(sent))
    return Promise.resolve(operation.read(body))
  }
  return ask as Asking['ask']
}

it('finds what a sub-unit was given below its main unit, and remembers it for one token', async () => {
  const clock = virtualClock()
  const partiesOf = createPartiesOf(clock)
  const asked: string[] = []
  const unit = {
    partyUuid: 'unit',
    authorizedRoles: ['urn:altinn:rolecode:DAGL', 'daglig-leder'],
    authorizedAccessPackages: ['urn:altinn:accesspackage:posttjenester'],
    authorizedResources: ['acn-broker-02'],
  }
  const ask = answering({ data: [{ partyUuid: 'main', subunits: [unit] }] }, asked)
  const access = await partiesOf('a', ask).access('unit')
  expect(access).toMatchObject({
    roles: ['dagl', 'daglig-leder'],
    packages: ['posttjenester'],
    resources: ['acn-broker-02'],
  })
  expect(await partiesOf('a', ask).access('unit')).toBe(access)
  expect(asked.length).toBe(1)
  expect(asked[0]).toContain('partyFilter=unit')
  await partiesOf('b', ask).access('unit')
  expect((await partiesOf('a', ask).access('other')).resources).toEqual([])
  expect(asked.length).toBe(3)
})
