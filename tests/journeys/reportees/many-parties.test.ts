import { afterEach, describe, expect, it } from 'vitest'
import { addMany } from '../../../sandbox/altinn3/access-management/many.ts'
import { organizations, systemUserIds } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const { customer, serviceOwner, vendor } = organizations
const many = 5_000

let gateway: TestGateway | undefined
afterEach(async () => {
  await gateway?.close()
  gateway = undefined
})

interface Row {
  readonly Name: string
  readonly Type: string
  readonly OrganizationNumber?: string
}

async function pageOf(at: TestGateway, token: string, path: string): Promise<readonly Row[]> {
  const headers = { authorization: `Bearer ${token}`, apikey: 'a', accept: 'application/json' }
  const answer = await http(at.url, path, { headers })
  expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
  return JSON.parse(answer.body) as Row[]
}

/** Pages until one is shorter than was asked for, as most clients do. */
async function walk(
  at: TestGateway,
  token: string,
  path: string,
  size: number,
): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (;;) {
    const page = await pageOf(at, token, `${path}&$top=${size}&$skip=${rows.length}`)
    expect(page.length).toBeLessThanOrEqual(size)
    rows.push(...page)
    if (page.length < size) return rows
  }
}

function listCalls(at: TestGateway): readonly string[] {
  return callsByCallers(at.sandbox).altinn3.filter((call) => call.endsWith('/authorizedparties'))
}

const numbersOf = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ OrganizationNumber = '' }) => OrganizationNumber)

describe('five thousand parties', () => {
  it('of one token are paged through with one call to Altinn 3, each once, in one order', async () => {
    gateway = await startTestGateway({ altinn2Url: '' })
    const { access } = gateway.sandbox.altinn3
    const added = addMany(access, systemUserIds[customer.number] ?? '', many)
    const scope = 'altinn:reportees altinn:accessmanagement/authorizedparties'
    const token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })

    const rows = await walk(gateway, token, '/api/reportees?language=1033', 500)
    const numbers = numbersOf(rows)
    expect(new Set(numbers).size).toBe(rows.length)
    const expected = added.map(({ organizationNumber }) => organizationNumber)
    expect(numbers).toEqual(expect.arrayContaining(expected))
    const names = rows.map(({ Name: name }) => name)
    expect(names).toEqual([...names].sort(new Intl.Collator('nb').compare))

    const filter = encodeURIComponent("startswith(Name,'STORKUNDE 49') and Status eq 'Active'")
    const filtered = await walk(gateway, token, `/api/reportees?$filter=${filter}`, 100)
    expect(numbersOf(filtered)).toEqual(
      numbersOf(rows.filter(({ Name: name }) => name.startsWith('STORKUNDE 49'))),
    )
    const last = `/api/reportees?$orderby=OrganizationNumber desc&$top=2`.replace(' ', '%20')
    expect(numbersOf(await pageOf(gateway, token, last))).toEqual(
      [...numbers].sort().reverse().slice(0, 2),
    )
    expect(await pageOf(gateway, token, '/api/reportees')).toHaveLength(50)
    expect(listCalls(gateway)).toHaveLength(1)
  })

  it('of one person are paged through by a service owner with one call', async () => {
    gateway = await startTestGateway({ altinn2Url: '' })
    const added = addMany(gateway.sandbox.altinn3.access, people.leader.number, many)
    const scope =
      'altinn:serviceowner/reportees altinn:accessmanagement/authorizedparties.resourceowner'
    const token = await gateway.token({ org: serviceOwner.number, scope })
    const filter = "Type+ne+'Person'+and+Status+eq+'Active'"
    const path = `/api/serviceowner/reportees?subject=${people.leader.number}&$filter=${filter}`
    await expect.poll(() => pageOf(at(), token, `${path}&$top=1`)).toHaveLength(1)

    const rows = await walk(gateway, token, path, 500)
    const numbers = numbersOf(rows)
    expect(new Set(numbers).size).toBe(rows.length)
    expect(numbers).toEqual(
      expect.arrayContaining(added.map(({ organizationNumber }) => organizationNumber)),
    )
    expect(listCalls(gateway)).toHaveLength(1)
  })

  function at(): TestGateway {
    if (gateway === undefined) throw new Error('not started')
    return gateway
  }
})
