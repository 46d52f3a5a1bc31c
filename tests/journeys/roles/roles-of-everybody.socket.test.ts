import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const { vendor, customer } = organizations

let gateway: TestGateway
let authorization: string
beforeAll(async () => {
  const services = [
    { service: '5998/160101', moved: { to: 'app', app: 'ttd/prove-skjema' } },
    { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } },
  ]
  gateway = await startTestGateway({ altinn2Url: '', register: { services } })
  const as = {
    org: vendor.number,
    systemUser: customer.number,
    scope: 'altinn:roledefinitions.read',
  }
  authorization = `Bearer ${await gateway.token(as)}`
})
afterAll(() => gateway.close())

interface Hal {
  readonly RoleDefinitionCode?: string
  readonly _links: Readonly<Record<string, { readonly href: string }>>
  readonly _embedded?: Readonly<Record<string, readonly Hal[]>>
}

async function get(target: string, headers: Record<string, string> = {}): Promise<Hal> {
  const accept = 'application/hal+json'
  const { status, body } = await http(gateway.url, target, { headers: { accept, ...headers } })
  expect([target, status]).toEqual([target, 200])
  return JSON.parse(body) as Hal
}

/** Follows every link of a list's rows, as an old client does, and gives the roles that it finds there. */
async function followed(rows: readonly Hal[], headers?: Record<string, string>) {
  const codes: (string | undefined)[] = []
  for (const { _links: links } of rows) {
    for (const { href } of Object.values(links)) {
      codes.push((await get(new URL(href).pathname, headers)).RoleDefinitionCode)
    }
  }
  return codes
}

const codesOf = (rows: readonly Hal[]): unknown[] => rows.map((row) => row.RoleDefinitionCode)

describe('roles of Altinn 2 that everybody may read', () => {
  it('are each at the address that the list gives', async () => {
    const { _embedded: { roledefinitions: rows = [] } = {} } = await get(
      '/api/metadata/roledefinitions',
    )
    expect(codesOf(rows)).toContain('UTINN')
    expect(codesOf(rows)).not.toContain('RETTIGHETSHAVER')
    expect(await followed(rows)).toEqual(codesOf(rows))
  })

  it.each([
    'serviceCode=5998&serviceEditionCode=160101',
    'serviceCode=4947&serviceEditionCode=1',
    'app=ttd/prove-skjema',
  ])('are what a service takes: %s', async (query) => {
    const { _embedded: { rolerequirements: rows = [] } = {} } = await get(
      `/api/metadata/rolerequirements?${query}`,
    )
    expect(codesOf(rows)).toContain('DAGL')
    expect(await followed(rows)).toEqual(codesOf(rows))
  })
})

describe('the same roles for a party', () => {
  it('are each at the address that the list gives', async () => {
    const { _embedded: { roledefinitions: rows = [] } = {} } = await get(
      '/api/my/authorization/roledefinitions',
      { authorization },
    )
    expect(codesOf(rows)).toContain('UTINN')
    expect(await followed(rows, { authorization })).toEqual(codesOf(rows))
  })
})

describe('a guess at many apps', () => {
  it('costs one call each, and no call for the policy that others ask for', async () => {
    await get('/api/metadata/rolerequirements?app=ttd/prove-skjema')
    const { asked } = gateway.sandbox.altinn3
    const before = asked.length
    for (let guess = 0; guess < 40; guess += 1) {
      const target = `/api/metadata/rolerequirements?app=ttd/guess-${guess % 20}`
      expect((await http(gateway.url, target)).status).toBe(404)
    }
    await get('/api/metadata/rolerequirements?app=ttd/prove-skjema')
    expect(asked.length - before).toBe(20)
  })
})
