import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http } from '../support/http.ts'

// A number of Skatteetaten's synthetic range.
const canary = '26899299344'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

it('lets an identity number, a token or a query into no log line, answer or header', async () => {
  const token = await gateway.token()
  const expired = await gateway.token({ claims: { pid: canary, exp: 1 } })
  const withPerson = await gateway.token({ claims: { pid: canary } })
  const headers = { authorization: `Bearer ${token}`, apikey: canary, 'x-request-id': canary }
  const paths = [
    `/api/${canary}/messages`,
    `/api/${canary}/brokerservice/inbox`,
    `/api/my/brokerservice/inbox?serviceCode=${canary}&serviceEditionCode=x`,
    `/api/my/brokerservice/inbox?serviceCode=${canary}&serviceEditionCode=1`,
    `/api/my/brokerservice/inbox?minSentDateTime=${canary}&serviceCode=4947&serviceEditionCode=1`,
    `/api/my/brokerservice/inbox/${canary}`,
    `/api/serviceowner/reportees?subject=${canary}`,
    `/api/unknown/${canary}`,
    `/api/unknown/%zz${canary}`,
    `/api/my/brokerservice/inbox?fileStatus=${canary}`,
  ]
  const answers = [
    ...(await Promise.all(paths.map((path) => http(gateway.url, path, { headers })))),
    ...(await Promise.all(
      [expired, withPerson, `${canary}.a.b`].map((bad) =>
        http(gateway.url, '/api/my/brokerservice/inbox', {
          headers: { authorization: `Bearer ${bad}` },
        }),
      ),
    )),
  ]
  for (const { status, reason, rawHeaders, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect([reason, ...rawHeaders, body].join('\n')).not.toContain(canary)
  }
  const log = gateway.log()
  expect(log.trim().split('\n')).toHaveLength(answers.length)
  expect(log).not.toContain(canary)
  expect(log).not.toContain(token.slice(-40))
  expect(log).not.toMatch(/\d{11}/)
  expect(log).not.toContain('?')
})

it('logs one line a request, with the facts that an operator needs', async () => {
  const before = gateway.log().length
  const authorization = `Bearer ${await gateway.token({ scope: 'altinn:brokerservice.read' })}`
  const answer = await http(
    gateway.url,
    '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1',
    { headers: { authorization } },
  )
  const line = JSON.parse(gateway.log().slice(before)) as Record<string, unknown>
  expect(line).toMatchObject({
    endpoint: 'end-user/broker-inbox/list-inbox-files',
    service: '4947/1',
    group: 'end-user/broker-inbox',
    decision: 'translate',
    organisation: '313876144',
    client: 'sandbox-client',
    status: 403,
    missingScopes: ['altinn:broker.read'],
    requestId: answer.headers['x-request-id'],
    register: answer.headers['x-register'],
    error: 'SCOPE_MISSING',
  })
  expect(line.ms).toEqual(expect.any(Number))
})
