import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { caretaker, vendor } = organizations
const { division, emailUser, giver, house, housesUnits } = kinds
const scope = [
  ...['altinn:reportees', 'altinn:accessmanagement/authorizedparties'],
  ...['altinn:instances.read', 'digdir:dialogporten'],
].join(' ')

let gateway: TestGateway
let authorization: string
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register: { services: [] } })
  gateway.sandbox.altinn3.access.modes.withoutId = [house, division].map((one) => one.partyUuid)
  const as = { org: vendor.number, systemUser: caretaker.number, scope }
  authorization = `Bearer ${await gateway.token(as)}`
})
afterAll(() => gateway.close())

function get(target: string): Promise<HttpAnswer> {
  const headers = { authorization, accept: 'application/hal+json' }
  return http(gateway.url, target, { headers })
}

interface Row {
  readonly ReporteeId?: string
  readonly OrganizationNumber?: string
  readonly _links: Readonly<Record<string, { readonly href: string }>>
}

async function rowsOf(list: 'reportees' | 'organizations'): Promise<readonly Row[]> {
  const { body } = await get(`/api/${list}`)
  const { _embedded } = JSON.parse(body) as { _embedded: Record<string, readonly Row[]> }
  return _embedded[list] ?? []
}

describe('parties for which Altinn 3 has no id', () => {
  it('are no reportees and no organisations; their sub-units that have one are', async () => {
    const ids = (await rowsOf('reportees')).map(({ ReporteeId: id }) => id)
    expect(ids).not.toContain('r0')
    expect(ids).toEqual(expect.arrayContaining(housesUnits.map(({ partyId }) => `r${partyId}`)))
    const numbers = (await rowsOf('organizations')).map((row) => row.OrganizationNumber)
    expect(numbers).not.toContain(division.organizationNumber)
    expect(numbers).toContain(housesUnits[0].organizationNumber)
  })

  it.each(['r0', 'R0', 'r00', 'r0000000000'])('are nobody’s box: %s', async (who) => {
    const { status, reason } = await get(`/api/${who}/messages`)
    expect([status, reason]).toEqual([
      403,
      'The access token gives no right to act for this reportee',
    ])
    expect((await get(`/api/reportees/${who}`)).status).toBe(404)
  })
})

describe('a person among the caller’s reportees', () => {
  it('has no link to messages, where the others have one that is answered', async () => {
    const rows = await rowsOf('reportees')
    for (const { ReporteeId: id, OrganizationNumber: number, _links: links } of rows) {
      expect([id, 'messages' in links]).toEqual([id, number !== undefined])
    }
    const linked = rows.flatMap(({ _links: links }) => links.messages ?? [])
    const [first] = linked.map(({ href }) => new URL(href).pathname)
    expect((await get(first ?? '')).status).toBe(200)
  })

  it.each([`r${giver.partyId}`, giver.personId ?? '', `R${emailUser.partyId}`])(
    'is refused for what is true: boxes of persons are not answered (%s)',
    async (who) => {
      const { status, reason, headers } = await get(`/api/${who}/messages`)
      expect([status, reason]).toEqual([
        403,
        'This gateway acts for organisations only, not for persons',
      ])
      expect(headers['www-authenticate']).toBe('Bearer realm="altinn"')
    },
  )
})
