import { afterEach, expect, it } from 'vitest'
import { organizations } from '../../../../sandbox/organizations.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { http, type HttpAnswer } from '../../../support/network/http.ts'
import { needRows, startSide, type Model, type Side } from './shared.ts'

/**
 * DSVE's guide for vendors of end-user systems: whom may the user act for, and which rights to one
 * service are there for each of them? The edition is left out, and the address is made of the id.
 */
const code = '4540'
const model: Model = {
  ...{ mandatory: ['ReporteeId', 'Name', 'Type'], optional: [] },
  strangers: 'skipped',
}
const scope =
  'altinn:reportees altinn:rolesandrights.read altinn:accessmanagement/authorizedparties ' +
  'altinn:accessmanagement/enduser:connections:fromothers.read'

let gateway: TestGateway
afterEach(() => gateway.close())

interface Guide {
  readonly ids: readonly string[]
  readonly rights: readonly HttpAnswer[]
}

/** Both calls of the guide, the second for each reportee that both platforms know. */
async function follow(side: Side): Promise<Guide> {
  gateway = await startSide(side)
  const { customer, vendor } = organizations
  const token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', accept: 'application/json' }
  const get = (target: string): Promise<HttpAnswer> => http(gateway.url, target, { headers })
  const list = await get('/api/reportees?ForceEIAuthentication=true')
  expect(list.status).toBe(200)
  const ids = needRows(list.body, model).map(({ ReporteeId: id }) => id ?? '')
  const narrowed = `$filter=ServiceCode%20eq%20'${code}'`
  const rights = ids.map((id) => get(`/api/${id}/authorization/rights?${narrowed}`))
  return { ids, rights: await Promise.all(rights) }
}

interface Right {
  readonly ServiceCode: string
  readonly RightID: number
  readonly Action: string
}

it.each(['altinn2', 'both'] as const)('the rights are Altinn 2’s, with %s', async (side) => {
  const { ids, rights } = await follow(side)
  expect(ids.every((id) => /^r\d+$/.test(id))).toBe(true)
  const forwarded = rights.filter(({ status }) => status === 200)
  expect(forwarded.length).toBeGreaterThan(0)
  for (const { headers, body } of forwarded) {
    expect(headers['x-served-by']).toBe('altinn2')
    const rows = JSON.parse(body) as readonly Right[]
    expect(rows.map((right) => [right.ServiceCode, right.Action])).toEqual([
      [code, 'Read'],
      [code, 'Read'],
    ])
    expect(rows.every(({ RightID: id }) => Number.isInteger(id))).toBe(true)
  }
})

it('the caller is told where rights are now, with altinn3', async () => {
  const { rights } = await follow('altinn3')
  expect(rights.length).toBeGreaterThan(0)
  for (const { status, headers } of rights) {
    expect([status, headers['x-served-by']]).toEqual([501, 'gateway'])
    expect(headers.link).toMatch(/<https:\/\/[^>]+>; rel=/)
  }
})
