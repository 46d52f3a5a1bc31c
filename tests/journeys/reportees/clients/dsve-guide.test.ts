import { afterEach, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { organizations } from '../../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../../../support/gateway.ts'
import { http, type HttpAnswer } from '../../../support/network/http.ts'
import { needRows, type Model, type Side } from './shared.ts'

/**
 * DSVE's guide for vendors of end-user systems: whom may the user act for, which rights to one service are
 * there for each of them, and which messages? The edition is left out, and the address is made of the id.
 */
const code = '4540'
const model: Model = {
  ...{ mandatory: ['ReporteeId', 'Name', 'Type'], optional: [] },
  strangers: 'skipped',
}
const scope =
  'altinn:reportees altinn:rolesandrights.read altinn:instances.read altinn:correspondence.read ' +
  'altinn:accessmanagement/authorizedparties digdir:dialogporten'

const service = { service: '4540/1', owner: 'ttd', moved: { to: 'app', app: 'ttd/prove-skjema' } }
const elsewhere = { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }
const onBoth = { 'end-user/reportees': { on: 'both' }, 'end-user/rights': { on: 'both' } }
const settings: Readonly<Record<Side, TestSettings>> = {
  altinn3: { altinn2Url: '', register: { services: [service] } },
  altinn2: { register: { services: [elsewhere] } },
  both: { register: { services: [service], groups: onBoth } },
}

let gateway: TestGateway
afterEach(() => gateway.close())

interface Right {
  readonly ServiceCode: string
  readonly RightID: number
  readonly Action: string
  readonly RightSourceType: string
}

/** A caretaker has nearly every kind of reportee: organisations, sub-units and persons. */
const { caretaker, customer, vendor } = organizations
type Get = (target: string) => Promise<HttpAnswer>

async function logIn(side: Side, systemUser: string, claims = {}): Promise<Get> {
  gateway = await startTestGateway(settings[side])
  const token = await gateway.token({ org: vendor.number, systemUser, scope, claims })
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', accept: 'application/json' }
  return (target) => http(gateway.url, target, { headers })
}

async function listIds(get: Get): Promise<readonly string[]> {
  const list = await get('/api/reportees?ForceEIAuthentication=true')
  expect(list.status).toBe(200)
  const ids = needRows(list.body, model).map(({ ReporteeId: id }) => id ?? '')
  expect(ids.every((id) => /^r\d+$/.test(id))).toBe(true)
  return ids
}

function rightsOf(get: Get, id: string): Promise<HttpAnswer> {
  return get(`/api/${id}/authorization/rights?$filter=ServiceCode%20eq%20'${code}'`)
}

function needRights({ status, body, headers }: HttpAnswer, by: string): readonly Right[] {
  expect([status, headers['x-served-by']]).toEqual([200, by])
  const rows = JSON.parse(body) as readonly Right[]
  for (const { ServiceCode, RightID: id } of rows) {
    expect(ServiceCode).toBe(code)
    expect(Number.isInteger(id) && id > 0 && id < 2 ** 31).toBe(true)
  }
  expect(new Set(rows.map(({ RightID: id }) => id)).size).toBe(rows.length)
  return rows
}

const actions = ['Read', 'Write', 'Sign', 'ArchiveRead', 'ArchiveDelete']

it('the rights are Altinn 2’s, with altinn2', async () => {
  const get = await logIn('altinn2', customer.number)
  const ids = await listIds(get)
  const answers = await Promise.all(ids.map((id) => rightsOf(get, id)))
  const forwarded = answers.filter(({ status }) => status === 200)
  expect(forwarded.length).toBeGreaterThan(0)
  for (const answer of forwarded) {
    expect(needRights(answer, 'altinn2').map(({ Action }) => Action)).toEqual(['Read', 'Read'])
  }
})

it('the rights of both sides come together, each once, with both', async () => {
  const get = await logIn('both', customer.number)
  await listIds(get)
  const rows = needRights(await rightsOf(get, 'my'), 'both')
  const bySource = (source: string): readonly string[] =>
    rows.filter((row) => row.RightSourceType === source).map(({ Action }) => Action)
  expect(bySource('DirectlyDelegatedRights')).toEqual(actions)
  expect(bySource('RoleTypeRights')).toEqual(['Read'])
})

const { division, emailUser, giver, house, housesUnits, shellsUnit } = kinds
const idOf = ({ partyId }: { readonly partyId: number }): string => `r${partyId}`

it('an organisation has its rights, one call for each, and its messages, with altinn3', async () => {
  const get = await logIn('altinn3', caretaker.number)
  const ids = await listIds(get)
  const { counts } = gateway.sandbox.altinn3
  for (const [party, source] of [
    [house, 'DirectlyDelegatedRights'],
    [housesUnits[0], 'DirectlyDelegatedRights'],
    [shellsUnit, 'DirectlyDelegatedRights'],
    [division, 'RoleTypeRights'],
  ] as const) {
    const before = counts.authorizedParties
    expect(ids).toContain(idOf(party))
    const rows = needRights(await rightsOf(get, idOf(party)), 'altinn3')
    expect(rows.map(({ Action, RightSourceType }) => [Action, RightSourceType])).toEqual(
      actions.map((action) => [action, source]),
    )
    expect(counts.authorizedParties).toBe(before + 1)
    expect((await get(`/api/${idOf(party)}/messages`)).status).toBe(200)
  }
})

it('a person among the reportees has no rights here, with altinn3', async () => {
  const get = await logIn('altinn3', caretaker.number)
  const ids = await listIds(get)
  for (const person of [giver, emailUser]) {
    expect(ids).toContain(idOf(person))
    const { status, reason } = await rightsOf(get, idOf(person))
    expect([status, reason]).toEqual([
      403,
      'This gateway acts for organisations only, not for persons',
    ])
  }
})

it.each(['altinn3', 'both'] as const)('a token of a person is refused, with %s', async (side) => {
  const get = await logIn(side, customer.number, { pid: '26899299344' })
  expect((await rightsOf(get, 'my')).status).toBe(403)
})
