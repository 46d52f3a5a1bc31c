import { afterEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../../sandbox/organizations.ts'
import { people } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { http } from '../../../support/network/http.ts'
import { callsTo, needMembers, sides, startSide, type Side } from './shared.ts'

const { customer, vendor } = organizations
const origin = 'https://arbeidsgiver.example'
const publicUrl = 'https://gateway.example'

let gateway: TestGateway
afterEach(() => gateway.close())

type Headers = Readonly<Record<string, string>>

/** What a browser lets a page read: the Fetch standard’s CORS check, after a preflight. */
async function fetchInBrowser(
  target: string,
  headers: Headers,
  credentials: 'include' | 'omit',
): Promise<{ readonly status: number; readonly body: string }> {
  const preflight = await http(gateway.url, target, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'apikey,authorization',
    },
  })
  const { status, headers: allowed } = preflight
  const names = String(allowed['access-control-allow-headers'] ?? '').split(', ')
  const mayAsk = ['apikey', 'authorization'].every((name) => names.includes(name))
  if (status >= 300 || !mayAsk || !mayRead(allowed, credentials)) throw new TypeError('preflight')
  const answer = await http(gateway.url, target, { headers: { ...headers, origin } })
  if (!mayRead(answer.headers, credentials)) throw new TypeError('Failed to fetch')
  return answer
}

function mayRead(
  headers: Readonly<Record<string, unknown>>,
  credentials: 'include' | 'omit',
): boolean {
  const allowed = headers['access-control-allow-origin']
  if (credentials === 'omit') return allowed === origin || allowed === '*'
  return allowed === origin && headers['access-control-allow-credentials'] === 'true'
}

const scopes: Readonly<Record<Side, string>> = {
  altinn2: 'altinn:reportees',
  altinn3: 'altinn:accessmanagement/authorizedparties',
  both: 'altinn:reportees altinn:accessmanagement/authorizedparties',
}
const messages = 'altinn:messages.read altinn:enduser altinn:accessmanagement/authorizedparties'

/** navikt/min-side-arbeidsgiver altinnApi.ts, until 2023; a token in place of Altinn 2’s cookies. */
async function altinnFetch(
  target: string,
  scope: string,
  credentials: 'include' | 'omit' = 'omit',
): Promise<Readonly<Record<string, unknown>>> {
  const token = await gateway.token({
    org: vendor.number,
    systemUser: customer.number,
    scope,
  })
  const headers = {
    accept: 'application/hal+json',
    apikey: 'key',
    authorization: `Bearer ${token}`,
  }
  const { status, body } = await fetchInBrowser(target, headers, credentials)
  if (status < 200 || status >= 300) throw new Error(`http-status ${status}`)
  return needMembers(JSON.parse(body))
}

/** Of every row, persons too, it reads where the messages are. */
async function listMessageAddresses(
  side: Side,
  credentials?: 'include',
): Promise<ReadonlyMap<string, string>> {
  const { _embedded } = await altinnFetch('/api/reportees', scopes[side], credentials)
  const { reportees } = needMembers(_embedded)
  if (!Array.isArray(reportees)) throw new TypeError('forEach')
  return new Map(
    reportees.map((row: unknown): [string, string] => {
      const { OrganizationNumber, _links } = needMembers(row)
      const { href } = needMembers(needMembers(_links).messages)
      if (typeof href !== 'string') throw new TypeError('href')
      return [String(OrganizationNumber), href]
    }),
  )
}

/** Their rows have no such address, since it could only be refused: this page cannot read them. */
function leaveOutPersons(): void {
  const { of } = gateway.sandbox.altinn2.reportees
  of[customer.number] = (of[customer.number] ?? []).filter(({ type }) => type !== 'Person')
}

const start = (side: Side): Promise<TestGateway> =>
  startSide(side, { publicUrl, environment: { CORS_ORIGINS: origin } })

describe.each(sides)('NAV’s page for employers, answered by %s', (side) => {
  it('finds where each organisation’s messages are, at the gateway', async () => {
    gateway = await start(side)
    if (side === 'both') leaveOutPersons()
    const addresses = await listMessageAddresses(side)
    expect(addresses.get(customer.number)).toBe(`${publicUrl}/api/r50100001/messages`)
    for (const address of addresses.values()) {
      expect(address).toMatch(/^https:\/\/gateway\.example\/api\/r\d+\/messages$/)
    }
    expect(addresses.size).toBe({ altinn2: 4, altinn3: 2, both: 3 }[side])
    expect(callsTo(gateway)).toEqual({
      altinn2: side === 'altinn3' ? 0 : 1,
      altinn3: side === 'altinn2' ? 0 : 1,
    })
  })

  it('is not shown in its log whom it acts for', async () => {
    gateway = await start(side)
    await altinnFetch('/api/reportees', scopes[side])
    expect(gateway.log()).not.toContain(people.giver.number)
    expect(gateway.log()).not.toMatch(/\d{11}/)
  })
})

describe('NAV’s page for employers', () => {
  it('follows an address to the messages as long as Altinn 2 has them', async () => {
    gateway = await start('altinn2')
    const address = (await listMessageAddresses('altinn2')).get(customer.number) ?? ''
    const filter = "ServiceCode+eq+'4540'+and+ServiceEdition+eq+1"
    const query = `?$orderby=CreatedDate+desc&$filter=${filter}&$top=11`
    const read = await altinnFetch(address.slice(publicUrl.length) + query, messages)
    const { _embedded, _links } = read
    expect(needMembers(_embedded).messages).toMatchObject([
      { Status: 'Ulest', ServiceCode: '4540' },
    ])
    expect(needMembers(_links)).toMatchObject({
      portalview: { href: expect.stringMatching(/^https:/) as string },
    })
  })

  it('cannot read an answer that it asked for with cookies, of which the gateway takes none', async () => {
    gateway = await start('altinn3')
    await expect(listMessageAddresses('altinn3', 'include')).rejects.toThrow('preflight')
  })
})
