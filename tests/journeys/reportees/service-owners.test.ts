import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const { customer, otherServiceOwner, serviceOwner } = organizations
const reportees = `/api/serviceowner/reportees?subject=${people.leader.number}&serviceCode=4947&serviceEdition=1`

const scopes = 'altinn:serviceowner altinn:accessmanagement/authorizedparties.resourceowner'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({
    altinn2Url: '',
    register: {
      services: [
        { service: '4947/1', owner: 'ttd', moved: { to: 'broker', resource: 'acn-broker-02' } },
      ],
    },
  })
})
afterAll(() => gateway.close())

async function statusOf(org: string, path: string, claims = {}): Promise<string> {
  const token = await gateway.token({ org, scope: scopes, claims })
  const answer = await http(gateway.url, path, { headers: { authorization: `Bearer ${token}` } })
  return `${answer.status} ${answer.reason}`
}

describe('a service owner’s operation', () => {
  it('is for the organisations on Altinn’s list', async () => {
    await expect.poll(() => statusOf(serviceOwner.number, reportees)).toMatch(/^200 /)
    expect(await statusOf(customer.number, reportees)).toBe(
      '403 The organisation is not a service owner',
    )
  })

  it('is about the owner’s own services', async () => {
    expect(await statusOf(serviceOwner.number, reportees)).toBe('200 OK')
    expect(await statusOf(otherServiceOwner.number, reportees)).toBe(
      '403 The service belongs to another service owner',
    )
  })

  it('waits for the list rather than let anybody in without it', async () => {
    const blind = await startTestGateway({
      altinn2Url: '',
      environment: { ORGS_URL: `${gateway.sandbox.altinn3.url}/nothing` },
    })
    try {
      const token = await blind.token({ org: serviceOwner.number, scope: 'altinn:serviceowner' })
      const headers = { authorization: `Bearer ${token}` }
      const answer = await http(blind.url, reportees, { headers })
      expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
    } finally {
      await blind.close()
    }
  })
})
