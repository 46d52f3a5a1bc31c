import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { authorizedPartiesScope } from '../../src/altinn3/access-management.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import {
  accountantsClients,
  clientSubunit,
  customerSubunit,
  deletedClient,
} from '../../sandbox/altinn3/access-management/seed.ts'
import type { Party } from '../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'
import { organizationNumbers, syntheticNumbers } from '../support/identity-numbers.ts'
import { targetOf } from '../support/table.ts'
import { runs } from '../support/long-run.ts'

const { accountant, customer, vendor } = organizations
const scope = [
  ...['altinn:enduser', 'altinn:brokerservice.read', 'altinn:brokerservice.write'],
  ...['altinn:broker.read', 'altinn:broker.write', authorizedPartiesScope],
].join(' ')
// What was removed is refused before it is looked at whom the caller acts for.
const rows = endpoints.filter(({ params, removed }) => 'who' in params && removed !== true)

interface TestCaller {
  readonly wish: { readonly org: string; readonly systemUser?: string; readonly scope: string }
  readonly own: readonly string[]
}

type CallerName = 'organisation' | 'systemUser' | 'agent'
const callers: Readonly<Record<CallerName, TestCaller>> = {
  organisation: { wish: { org: customer.number, scope }, own: [customer.number] },
  systemUser: {
    wish: { org: vendor.number, systemUser: customer.number, scope },
    own: [customer.number, 'r50100001', ...namesOf([customerSubunit])],
  },
  agent: {
    wish: { org: vendor.number, systemUser: accountant.number, scope },
    own: [accountant.number, 'r50100002', ...namesOf([...accountantsClients, clientSubunit])],
  },
}
function namesOf(parties: readonly Pick<Party, 'organizationNumber' | 'partyId'>[]): string[] {
  return parties.flatMap(({ organizationNumber, partyId }) => [
    organizationNumber ?? '',
    `r${partyId}`,
  ])
}

let gateway: TestGateway
const tokens = new Map<CallerName, string>()
beforeAll(async () => {
  gateway = await startTestGateway()
  for (const [name, { wish }] of Object.entries(callers)) {
    tokens.set(name as CallerName, await gateway.token(wish))
  }
})
afterAll(() => gateway.close())

const known = [...Object.values(callers).flatMap(({ own }) => own), vendor.number]
const possible = fc
  .oneof(
    organizationNumbers,
    syntheticNumbers,
    fc.integer({ min: 0, max: 9_999_999_999 }).map((id) => `r${id}`),
    // Near to what is given, and given to somebody else.
    fc.integer({ min: 50_099_990, max: 50_200_510 }).map((id) => `r${id}`),
    fc.integer({ min: 50_100_001, max: 50_100_006 }).map((id) => `r0${id}`),
    fc.constantFrom(...known, ...namesOf([deletedClient])),
  )
  .chain((who) => fc.constantFrom(who, who.toUpperCase()))
const impossible = fc.oneof(
  organizationNumbers.map((number) => number.slice(0, 8) + String((Number(number[8]) + 1) % 10)),
  syntheticNumbers.map((number) => `99${number.slice(2)}`),
  fc.stringMatching(/^[A-Za-z0-9_~-]{1,20}$/).filter((who) => !/^(my$|r?\d+$)/i.test(who)),
  fc.constantFrom('my', ...known).map((who) => `${who} `),
  fc.constantFrom('my', ...known).map((who) => ` ${who}`),
  fc.stringMatching(/^r\d{11,15}$/),
)

/** What the platforms were asked on the caller's business. */
function businessCalls(): number {
  const { altinn2, altinn3 } = gateway.sandbox
  const aside = /\/orgs\/|\.well-known|\/exchange\/|\/authorizedparties/
  return altinn2.asked.length + altinn3.asked.filter((call) => !aside.test(call)).length
}

async function ask(row: Endpoint, caller: CallerName, who: string): Promise<HttpAnswer> {
  return http(gateway.url, targetOf(row, { who: encodeURIComponent(who) }), {
    method: row.method,
    headers: { authorization: `Bearer ${tokens.get(caller) ?? ''}`, apikey: 'k' },
  })
}

it('lets nobody act for a party that its token does not give', async () => {
  const before = businessCalls()
  const names = fc.constantFrom(...(Object.keys(callers) as CallerName[]))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...rows), names, possible, async (row, caller, who) => {
      fc.pre(!callers[caller].own.includes(who.toLowerCase()))
      expect((await ask(row, caller, who)).status).toBe(403)
    }),
    runs(80),
  )
  expect(businessCalls()).toBe(before)
})

it('takes nothing for a party that cannot be one', async () => {
  const before = businessCalls()
  const names = fc.constantFrom(...(Object.keys(callers) as CallerName[]))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...rows), names, impossible, async (row, caller, who) => {
      expect((await ask(row, caller, who)).status).toBe(400)
    }),
    runs(80),
  )
  expect(businessCalls()).toBe(before)
})

it('lets a system user in for what its token gives, in either letter case', async () => {
  const [row] = rows.filter(({ id }) => id === 'end-user/messages/list-messages')
  expect(row).toBeDefined()
  if (row === undefined) return
  const [client] = namesOf(accountantsClients)
  const given = [
    ...['my', 'MY', customer.number, 'r50100001', 'R50100001'].map((who) => ['systemUser', who]),
    ...['my', accountant.number, client, 'R50200001', clientSubunit.organizationNumber].map(
      (who) => ['agent', who],
    ),
  ] as [CallerName, string][]
  for (const [caller, who] of given) {
    const { headers } = await ask(row, caller, who)
    expect([caller, who, headers['x-served-by']]).toEqual([caller, who, 'altinn2'])
  }
})
