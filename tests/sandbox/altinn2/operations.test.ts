import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedConsents } from '../../../sandbox/altinn2/consents/consent-state.ts'
import { seedMessages } from '../../../sandbox/altinn2/messages/seed.ts'
import { seedRecords } from '../../../sandbox/altinn2/records.ts'
import { kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { mainForm, task } from '../../support/altinn2-operations.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, serviceOwner, vendor } = organizations
const origin = 'https://tt02.altinn.no'
const hal = 'application/hal+json'
const loner = `r${kinds.loner.partyId}`

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, origin)
})
beforeEach(() => {
  const { altinn2 } = sandbox
  Object.assign(altinn2.records, seedRecords())
  Object.assign(altinn2.messages, seedMessages())
})
afterAll(() => sandbox.close())

interface Wish {
  readonly body?: unknown
  readonly accept?: string
  readonly scope?: string
  readonly key?: false
  readonly org?: string
}

/** `GET path`, or another method: straight to the stand-in, without a gateway. */
async function call(operation: string, wish: Wish = {}): Promise<HttpAnswer> {
  const { body, accept = 'application/json', org = customer.number } = wish
  const { scope = 'altinn:enduser altinn:serviceowner' } = wish
  const [method = 'GET', path = ''] = operation.split(' ')
  const token = await sandbox.maskinporten.mint({ org, scope })
  const headers = {
    ...{ authorization: `Bearer ${token}`, accept, 'content-type': hal },
    ...(wish.key === false ? {} : { apikey: 'key' }),
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  return http(sandbox.altinn2.url, `/api/${path}`, { method, headers, ...sent })
}

async function read<Value>(operation: string, wish: Wish = {}): Promise<Value> {
  const answer = await call(operation, wish)
  expect([operation, answer.status]).toEqual([operation, 200])
  return JSON.parse(answer.body) as Value
}

type Row = Readonly<Record<string, unknown>>

describe('what Altinn 2 does not know', () => {
  it.each([
    ['GET my/authorization/keys', 'GET /api/my/authorization/keys'],
    ['GET nothing', 'GET /api/nothing'],
    ['PUT my/profile', 'PUT /api/my/profile'],
    ['DELETE metadata', 'DELETE /api/metadata'],
    ['PUT consentRequests', 'PUT /api/consentRequests'],
    ['GET my/profile?expand=all', 'query parameter expand'],
    ['GET enterpriseusers?$top=1', 'query parameter $top'],
    ['GET serviceowner/srr/6565?reportee=1', 'query parameter reportee'],
  ])('%s is a 500 that names it', async (operation, named) => {
    const { status, body } = await call(operation)
    expect([status, body]).toEqual([500, `unlike the real one: ${named}`])
  })

  it.each([
    ['POST my/messages', { ...task, Title: 'x' }],
    ['POST my/messages', { ...task, _embedded: { forms: [{ ...mainForm, Title: 'x' }] } }],
    ['POST my/authorization/Delegations', { UserName: 'x', Title: 'x' }],
    ['POST consentRequests', { CoveredBy: customer.number, Title: 'x' }],
    ['POST enterpriseusers', { Title: 'x' }],
    [`POST ${customer.number}/profile/contactinformation`, { Title: 'x' }],
    ['POST serviceowner/delegationrequests', { Title: 'x' }],
    ['POST serviceowner/srr', [{ Title: 'x' }]],
    ['POST authentication/authenticatewithpassword', { Title: 'x' }],
  ])('a member of a body to %s is a 500 that names it', async (operation, body) => {
    const answer = await call(operation, { body })
    expect([answer.status, answer.body]).toEqual([
      500,
      'unlike the real one: member Title of the body',
    ])
  })
})

describe('what Altinn 2 refuses', () => {
  const missingKey = "Required header 'ApiKey' is missing."
  const missingScope = 'Claims Authorization failed: Missing required scope'
  const code = seedConsents()[1]?.code ?? ''
  const long =
    'The API key is not authorized for this operation, or the supplied authorization code is either expired or invalid.'

  it.each<readonly [string, Wish, number, string]>([
    ['GET my/profile', { key: false }, 400, missingKey],
    ['GET serviceowner/organizations', { key: false }, 400, missingKey],
    ['GET my/authorization/rights', { scope: 'altinn:lookup' }, 401, missingScope],
    ['GET serviceowner/srr/6565', { scope: 'altinn:enduser' }, 401, missingScope],
    [`GET ${vendor.number}/profile`, {}, 403, 'Forbidden'],
    ['GET my/authorization/roles/1/2', {}, 500, 'Internal Server Error'],
    [`GET my/authorization/Delegations/r1`, {}, 404, 'Not Found'],
    [`GET consentRequests/${code.replace(/.$/, '0')}`, {}, 403, 'Forbidden'],
    [`GET authorization/token/${code}`, {}, 403, long],
    ['GET metadata/codelists/PRV_Kommune/13', {}, 404, 'Not Found'],
    ['GET metadata/rolerequirements?serviceCode=1&serviceEditionCode=1', {}, 404, 'Not Found'],
    ['GET serviceowner/organizations/123', {}, 400, 'Invalid organization number: 123'],
    [
      `GET serviceowner/authorization/roles?subject=1&reportee=${customer.number}`,
      ...([{}, 400, '1 is not a valid organization number or social security number.'] as const),
    ],
    [
      `GET serviceowner/authorization/rights?subject=${people.newcomer.number}&reportee=${customer.number}`,
      {},
      400,
      'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal',
    ],
    [
      'GET serviceowner/srr?serviceCode=5065',
      {},
      400,
      'serviceCode and serviceEditionCode are required',
    ],
    [
      "GET metadata?$filter=ValidTil%20eq%20'x'",
      {},
      400,
      "Could not find property named 'ValidTil' on type 'Altinn.SBL.AltinnWebAPI.Models.ServiceMetaData'",
    ],
    [
      'GET metadata?$top=10001',
      {},
      400,
      "The limit of '10000' for Top query has been exceeded. The value from the incoming request is '10001'",
    ],
    [
      `DELETE my/authorization/Delegations/r${kinds.leader.partyId}/roles/600124`,
      {},
      403,
      'The role cannot be deleted.',
    ],
    ['GET my/authorization/apprights', {}, 410, 'Gone'],
    ['POST delegationRequests', {}, 410, 'Gone'],
  ])('%s %o', async (operation, wish, status, reason) => {
    const answer = await call(operation, wish)
    expect([answer.status, answer.reason]).toEqual([status, reason])
  })

  it('a submission that is not valid, with what is wrong', async () => {
    const empty = { ...mainForm, FormData: '<Skjema><Navn/></Skjema>' }
    const body = { ...task, _embedded: { forms: [empty] } }
    const answer = await call('POST my/messages', { body })
    const reason = 'Form validation failed, see the attached validation details'
    expect([answer.status, answer.reason]).toEqual([400, reason])
    expect(JSON.parse(answer.body)).toMatchObject({
      Success: false,
      ValidationErrors: [{ FieldName: 'Navn', FieldXPath: '/Skjema/Navn' }],
    })
  })

  it('a consent, with a list of errors', async () => {
    const body = { CoveredBy: customer.number, OfferedBy: customer.number, OfferedByName: 'X' }
    const answer = await call('POST consentRequests', { body })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      [{ ErrorCode: '40302', ErrorMessage: 'CoveredBy and OfferedBy are the same' }],
    ])
  })
})

describe('both dialects of JSON', () => {
  it.each([
    ['my/authorization/rights', 'rights', false],
    ['my/authorization/roles', 'roles', true],
    ['my/authorization/RoleDefinitions', 'roledefinitions', true],
    ['my/authorization/Delegations', 'rightholders', true],
    ['metadata', 'metadata', true],
    ['metadata/codelists', 'codelists', true],
    ['serviceowner/organizations', 'organizations', true],
  ])('%s is a bare array, or its rows below _embedded', async (path, name, hasLinks) => {
    const plain = await read<readonly Row[]>(`GET ${path}`)
    const { _embedded: embedded } = await read<{
      readonly _embedded: Record<string, readonly Row[]>
    }>(`GET ${path}`, { accept: hal })
    const rows = embedded[name] ?? []
    expect(plain.length).toBeGreaterThan(0)
    const bare = (row: Row): Row => ({ ...row, _links: undefined })
    expect(rows.map(bare)).toEqual(plain.map(bare))
    expect(rows.every((row) => '_links' in row === hasLinks)).toBe(true)
    const isOwners = path.startsWith('serviceowner/')
    expect(plain.every((row) => Array.isArray(row._links) === isOwners)).toBe(true)
  })

  it('filters and pages as clients do', async () => {
    const filter = encodeURIComponent(
      "ServiceCode eq '5998' and RightSourceType eq 'RoleTypeRights'",
    )
    const rights = await read<readonly Row[]>(`GET my/authorization/rights?$filter=${filter}`)
    expect(rights.map(({ Action }) => Action)).toEqual(['Read', 'Write', 'Sign', 'ArchiveRead'])
    const [second] = await read<readonly Row[]>('GET my/authorization/rights?$top=1&$skip=1')
    expect(second?.RightID).toBe(100_001)
    const nav = await read<readonly Row[]>(
      "GET metadata?$top=2000&$filter=ServiceOwnerCode%20eq%20'NAV'",
    )
    expect(nav).toHaveLength(1)
  })
})

describe('what was written is read afterwards', () => {
  const messages = async (id: string): Promise<Row> => read<Row>(`GET my/messages/${id}`)
  const idIn = ({ headers }: HttpAnswer): string => String(headers.location).split('/').at(-1) ?? ''

  it('a draft that is filled in, signed and sent', async () => {
    const forms = [mainForm]
    const body = { ...task, _embedded: { forms } }
    const draft = idIn(await call('POST my/messages?complete=false', { body }))
    expect(await messages(draft)).toMatchObject({ Status: 'Utfylling', MessageId: draft })
    const attached = { FileName: 'kart.pdf', AttachmentType: 'Kartvedlegg', Data: 'JVBERg==' }
    const file = await call(`POST my/messages/${draft}/attachments`, { body: attached })
    expect(file.headers.location).toBe(`${origin}/api/my/messages/${draft}/attachments/330044`)
    const changed = { ...mainForm, FormData: '<Skjema><Navn>Endret</Navn></Skjema>' }
    await call(`PUT my/messages/${draft}/forms/880011`, { body: changed })
    const signing = await call(`PUT my/messages/${draft}?sign=false`, { body: task })
    expect([signing.status, idIn(signing)]).toEqual([204, draft])
    expect((await call(`GET my/messages/${draft}/signingtext`)).status).toBe(200)
    const sent = idIn(await call(`PUT my/messages/${draft}`, { body: task }))
    expect(await messages(sent)).toMatchObject({
      ...{ Status: 'Sendt og arkivert', OriginalId: draft, ArchiveReference: `AR${sent.slice(1)}` },
    })
    expect((await call(`GET my/messages/${draft}`)).status).toBe(404)
    const xml = await call(`GET my/messages/${sent}/forms/880011/formdata`)
    expect(xml.body).toBe(changed.FormData)
    const bytes = await call(`GET my/messages/${sent}/attachments/330044`)
    expect(bytes.body).toBe('%PDF')
    expect((await call(`PUT my/messages/${sent}`, { body: task })).status).toBe(403)
  })

  it('a letter that is archived, then deleted, then gone', async () => {
    const archived = idIn(await call('PUT my/messages/a4210001/archive'))
    expect(await messages(archived)).toMatchObject({ Status: 'Arkivert', OriginalId: 'a4210001' })
    await call(`DELETE my/messages/${archived}`)
    const bin = await read<readonly Row[]>('GET my/messages/trashbin')
    expect(bin.map(({ MessageId }) => MessageId)).toEqual([archived])
    await call(`DELETE my/messages/${archived}`)
    expect(await read('GET my/messages/trashbin')).toEqual([])
  })

  it('an address for notices', async () => {
    const at = `${customer.number}/profile/contactinformation`
    await call(`POST ${at}`, { body: { Email: 'ny@kvassfjell.example' } })
    const both = { Email: 'ny@kvassfjell.example', MobileNumber: '40000003' }
    expect((await call(`POST ${at}`, { body: both })).status).toBe(400)
    const added = (await read<readonly Row[]>(`GET ${at}`)).at(-1)
    expect(added).toMatchObject({ Email: 'ny@kvassfjell.example', MobileNumber: '' })
    await call(`DELETE ${at}/${String(added?.Id)}`)
    expect((await call(`GET ${at}/${String(added?.Id)}`)).status).toBe(404)
  })

  it('a right that is given and taken away', async () => {
    const right = { ServiceCode: '4540', ServiceEditionCode: 1, Action: 'read' }
    const receiver = { SocialSecurityNumber: people.loner.number, LastName: 'Testperson' }
    const body = { ...receiver, _embedded: { rights: [right] } }
    expect((await call('POST my/authorization/Delegations', { body })).status).toBe(201)
    const at = `my/authorization/Delegations/${loner}/rights`
    const direct = `${at}?$filter=RightSourceType%20ne%20'RoleTypeRights'`
    expect(await read<readonly Row[]>(`GET ${at}`)).toHaveLength(7)
    const given = (await read<readonly Row[]>(`GET ${direct}`)).at(-1)
    expect(given).toMatchObject({ ServiceCode: '4540', Action: 'Read' })
    await call(
      `DELETE my/authorization/Delegations?receiverId=${loner}&authzRuleId=${String(given?.RightID)}`,
    )
    expect(await read<readonly Row[]>(`GET ${direct}`)).toHaveLength(2)
  })

  it('a receiver without what is private', async () => {
    const holder = await read<Row>(`GET my/authorization/Delegations/${loner}`)
    expect(holder.SocialSecurityNumber).toBe(`${people.loner.number.slice(0, 6)}*****`)
  })

  it('a consent that is given back, and the token that it gave until then', async () => {
    const code = seedConsents()[0]?.code ?? ''
    const token = await read<string>(`GET authorization/token/${code}`)
    const { keys } = await read<{ readonly keys: readonly Record<string, string>[] }>(
      'GET metadata/jwk',
    )
    const [{ kty = '', n = '', e = '' } = {}] = keys
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' })
    const { payload } = await jwtVerify(token, key, { issuer: 'altinn.no' })
    expect(payload).toMatchObject({
      ...{ AuthorizationCode: code, CoveredBy: customer.number },
      Services: ['5065_23', '5065_23_inntektsaar=2025'],
    })
    const xml = await call(`GET authorization/token/${code}`, { accept: 'application/xml' })
    expect(xml.body).toMatch(/^<string>eyJ[^<]+<\/string>$/)
    await call(`DELETE authorization/token/${code}`)
    expect((await call(`GET authorization/token/${code}`)).status).toBe(403)
  })

  it('an enterprise user’s new name and secret, which then log in', async () => {
    const created = await call('POST enterpriseusers', { body: { UserName: 'ny' } })
    const again = await call('POST enterpriseusers', { body: { UserName: 'NY' } })
    const taken = 'This user name is already taken. You must enter a unique user name.'
    expect([again.status, again.reason]).toEqual([400, taken])
    const [user] = JSON.parse(created.body) as readonly Row[]
    const password = { userName: 'ny', userPassword: user?.Secret }
    const at = 'POST authentication/authenticatewithpassword'
    const { status, headers } = await call(at, { body: password, key: false })
    expect([status, headers['set-cookie']?.[0]]).toEqual([
      200,
      expect.stringMatching(/^\.AspxAuth/),
    ])
    await call('POST enterpriseusers/ny/rotatesecret')
    expect((await call(at, { body: password })).status).toBe(401)
  })

  it('a rule of a service owner’s register, once', async () => {
    const org = serviceOwner.number
    const service = { ServiceCode: '5065', ServiceEditionCode: '23' }
    const body = [{ ...service, Reportee: vendor.number, Right: 'Read' }]
    const statusOf = async (): Promise<unknown> => {
      const [first] = JSON.parse((await call('POST serviceowner/srr', { body, org })).body) as Row[]
      return first?.OperationStatus
    }
    expect([await statusOf(), await statusOf()]).toEqual(['Ok', 'RuleAlreadyExists'])
    const at = 'GET serviceowner/srr?serviceCode=5065&serviceEditionCode=23'
    expect(await read(`${at}&reportee=${vendor.number}`, { org })).toHaveLength(1)
    expect(await read(at, { org: customer.number })).toEqual([])
  })

  it('a request for access, after the one before it', async () => {
    const org = serviceOwner.number
    const at = 'serviceowner/delegationrequests'
    const parties = { CoveredBy: people.leader.number, OfferedBy: customer.number }
    const resources = { RequestResources: [{ ServiceCode: '5998', ServiceEditionCode: 160101 }] }
    await call(`POST ${at}`, { body: { ...parties, ...resources }, org })
    interface Page {
      readonly continuationtoken?: string
      readonly _embedded: object
    }
    const first = await read<Page>(`GET ${at}?$top=1`, { org, accept: hal })
    const rest = await read<readonly Row[]>(
      `GET ${at}?continuation=${first.continuationtoken ?? ''}`,
      { org },
    )
    expect(rest.map(({ RequestStatus }) => RequestStatus)).toEqual(['Created'])
    const last = await read<Page>(`GET ${at}?continuation=2030-01-01T00:00:00.000_9999999`, {
      org,
      accept: hal,
    })
    expect([last.continuationtoken, last._embedded]).toEqual([
      undefined,
      { delegationRequests: [] },
    ])
  })
})

it('knows its main party by every name', async () => {
  for (const who of ['my', customer.number, `r${mainParty.partyId}`, 'MY']) {
    expect((await call(`GET ${who}/authorization/rights`)).status).toBe(200)
  }
})
