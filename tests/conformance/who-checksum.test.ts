import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { callsOfCallers, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'
import { targetOf } from '../support/table.ts'

const scope = 'altinn:enduser altinn:brokerservice.read altinn:accessmanagement/authorizedparties'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway()
  const { vendor, accountant } = organizations
  token = await gateway.token({ org: vendor.number, systemUser: accountant.number, scope })
})
afterAll(() => gateway.close())

async function ask(path: string, bearer = token): Promise<HttpAnswer & { calls: number }> {
  const before = callsOfCallers(gateway.sandbox)
  const headers = { authorization: `Bearer ${bearer}`, apikey: 'k' }
  const answer = await http(gateway.url, path, { headers })
  return { ...answer, calls: callsOfCallers(gateway.sandbox) - before }
}

const malformed = (name: string): string => `A parameter is missing or malformed: ${name}`

describe('[77] a {who} that nobody can have', () => {
  it.each([
    ['an organisation number with a wrong check digit', '313876145'],
    ['the first sample number of old guides', '912345678'],
    ['an organisation number that begins with zero', '000000000'],
    ['an identity number with a wrong check digit', '26899299345'],
    ['an identity number with an impossible date', '26939299344'],
    ['eleven equal digits', '11111111111'],
    ['ten digits', '3138761440'],
    ['eight digits', '31387614'],
    ['digits of another script', '%D9%A3%D9%A1%D9%A3%D9%A8%D9%A7%D9%A6%D9%A1%D9%A4%D9%A4'],
    ['wide digits', '%EF%BC%93%EF%BC%91%EF%BC%93876144'],
    ['a number with a space before it', '%20313876144'],
    ['a number with a plus sign', '+313876144'],
    ['a number with its prefix', '0192:313876144'],
    ['a party id without digits', 'r'],
    ['a party id with too many', 'r12345678901'],
    ['a negative party id', 'r-1'],
    ['my with a tail', 'my1'],
  ])('is malformed, and nobody is asked: %s', async (_, who) => {
    for (const path of [`/api/${who}/brokerservice/inbox`, `/api/${who}/messages`]) {
      const { status, reason, body, calls } = await ask(path)
      expect([status, reason, calls]).toEqual([400, malformed('who'), 0])
      if (who.length > 3) expect(reason + body).not.toContain(decodeURIComponent(who))
    }
  })

  it('is malformed on every row that has one and is not removed', async () => {
    const rows = endpoints.filter(({ params, removed }) => 'who' in params && removed !== true)
    expect(rows.length).toBeGreaterThan(50)
    for (const row of rows) {
      const answer = await http(gateway.url, targetOf(row, { who: '313876145' }), {
        method: row.method,
        headers: { authorization: `Bearer ${token}`, apikey: 'k' },
      })
      expect([row.id, answer.status, answer.reason]).toEqual([row.id, 400, malformed('who')])
    }
    expect(gateway.sandbox.altinn2.asked).toEqual([])
  })

  it('is told nothing before the token is known to be good', async () => {
    expect((await ask('/api/313876145/messages', 'a.b.c')).status).toBe(401)
  })
})

describe('[77] a {who} that somebody may have', () => {
  it.each([
    ['another organisation', '974760673'],
    ['an organisation that does not exist', '999999999'],
    ['a synthetic person', '26899299344'],
    ['a synthetic person by the rule of 2032', '01816050096'],
    ['a party id that nobody has', 'r1'],
  ])('is refused like any other: %s', async (_, who) => {
    const answer = await ask(`/api/${who}/messages`)
    expect([answer.status, answer.reason]).toEqual([
      403,
      'The access token gives no right to act for this reportee',
    ])
    expect(JSON.parse(answer.body)).toEqual({
      title: answer.reason,
      status: 403,
      code: 'REPORTEE_REFUSED',
      detail: expect.stringMatching(/^Act for your own organisation/) as string,
      instance: answer.headers['x-request-id'],
    })
  })

  it.each(['my', 'MY', 'mY', organizations.accountant.number])(
    'is the caller’s own: %s',
    async (who) => {
      expect((await ask(`/api/${who}/messages`)).status).toBe(200)
    },
  )
})

describe('[77] an organisation number elsewhere in an address', () => {
  it.each([
    ['/api/serviceowner/organizations/313876145', 'organizationNumber'],
    ['/api/serviceowner/organizations/313876145/officialcontacts', 'organizationNumber'],
    ['/api/organizations/313876145', 'organizationId'],
  ])('is held to its check digit, too: %s', async (path, name) => {
    const owner = await gateway.token({
      org: organizations.serviceOwner.number,
      scope: path.includes('serviceowner') ? 'altinn:serviceowner' : 'altinn:enduser',
    })
    const { status, reason, calls } = await ask(path, owner)
    expect([status, reason, calls]).toEqual([400, malformed(name), 0])
  })

  it.each(['313876145', '26899299345', '3138761440'])(
    'is held to it in the list of recipients: %s',
    async (recipient) => {
      const own = await gateway.token({ scope: 'altinn:broker.read' })
      const query = `serviceCode=4947&serviceEditionCode=1&recipients=${recipient}`
      const answer = await ask(`/api/brokerservice/inbox/hasavailablefiles?${query}`, own)
      expect([answer.status, answer.reason, answer.calls]).toEqual([
        400,
        malformed('recipients'),
        0,
      ])
      expect(answer.body).not.toContain(recipient)
    },
  )
})
