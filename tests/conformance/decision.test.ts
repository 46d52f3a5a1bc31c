import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountantsClients, seedAccess } from '../../sandbox/altinn3/access-management/seed.ts'
import type { Policy } from '../../sandbox/altinn3/access-management/state.ts'
import type { DecisionFault } from '../../sandbox/altinn3/authorization/pdp.ts'
import { toTransfer } from '../../sandbox/altinn3/seed.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'

const { accountant, vendor } = organizations
const resource = 'acn-broker-02'
const client = accountantsClients[5]?.organizationNumber ?? ''
const reference = '0198c1de-7a3b-7c44-8d5e-000000000087'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({
    altinn2Url: '',
    register: { services: [{ service: '4947/1', moved: { to: 'broker', resource } }] },
    limits: { firstByteMs: 1_000, betweenBytesMs: 1_000, connectMs: 1_000, underWay: 8 },
  })
  const created = '2026-09-01T08:00:00.1+00:00'
  gateway.sandbox.altinn3.broker.transfers.push(
    toTransfer({ id: reference, created, recipient: client }),
  )
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.sandbox.altinn3.counts.decisions = 0
})
afterEach(() => {
  const { access, apiManagement, faults } = gateway.sandbox.altinn3
  Object.assign(access, seedAccess())
  apiManagement.subscriptionKey = undefined
  faults.decision = undefined
})

function setPolicy(changed: Partial<Policy>): void {
  const policy = gateway.sandbox.altinn3.access.policies[resource]
  if (policy === undefined) throw new Error('no policy')
  Object.assign(policy, changed)
}

/** One file of a client's, with a token of its own each time: nothing is remembered for it. */
async function lookAtFile(): Promise<{ answer: HttpAnswer; calls: readonly string[] }> {
  const { asked } = gateway.sandbox.altinn3
  const before = asked.length
  const token = await gateway.token({
    org: vendor.number,
    systemUser: accountant.number,
    scope: 'altinn:broker.read altinn:authorization/authorize',
  })
  const answer = await http(gateway.url, `/api/${client}/brokerservice/inbox/${reference}`, {
    headers: { authorization: `Bearer ${token}`, apikey: 'k' },
  })
  return { answer, calls: asked.slice(before) }
}

const decides = 'POST /authorization/api/v1/authorize'

/** Refused after the decision point was asked, and without a call to the broker. */
async function expectRefusal(status: number, reason: string): Promise<HttpAnswer> {
  const { answer, calls } = await lookAtFile()
  expect([answer.status, answer.reason]).toEqual([status, reason])
  expect(calls).toContain(decides)
  expect(calls.filter((call) => call.includes('/broker/'))).toEqual([])
  expect(answer.body).not.toContain(reference)
  return answer
}

const refused = 'The access token gives no right to act for this reportee'
const undecided = 'Altinn 3 does not decide right now what is permitted: try again'

it('[87] answers what the decision point permits, having asked it first', async () => {
  const { answer, calls } = await lookAtFile()
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.body)).toMatchObject({ FileReference: reference })
  const business = calls.filter((call) => !call.includes('/authentication/'))
  expect(business[0]).toBe(decides)
  expect(business.slice(1)).toEqual([`GET /broker/api/v1/filetransfer/${reference}`])
})

describe('a decision that is no permit', () => {
  it.each(['Deny', 'NotApplicable'] as const)('[87] is 403: %s', async (decision) => {
    setPolicy({ decision })
    await expectRefusal(403, refused)
  })

  it('[87] is 503 and asks to come back when it is Indeterminate', async () => {
    setPolicy({ decision: 'Indeterminate' })
    const answer = await expectRefusal(503, undecided)
    expect(answer.headers['retry-after']).toBe('5')
    expect(JSON.parse(answer.body)).toEqual({ ErrorCode: 95307, ErrorMessage: undecided })
  })

  it.each<DecisionFault>(['two results', 'empty list', 'not json', 'error', 'hang'])(
    '[87] is 503 whatever the policy says when the answer is odd: %s',
    async (fault) => {
      gateway.sandbox.altinn3.faults.decision = fault
      const answer = await expectRefusal(503, undecided)
      expect(answer.headers['retry-after']).toBe('5')
    },
  )

  it('[87] is 503 when the decision point does not let the gateway in', async () => {
    gateway.sandbox.altinn3.apiManagement.subscriptionKey = 'one that the gateway has not'
    const answer = await expectRefusal(503, undecided)
    expect(answer.headers['retry-after']).toBe('5')
  })

  it('[87] is forgotten: the next call is answered when the decision point is well again', async () => {
    gateway.sandbox.altinn3.faults.decision = 'two results'
    await expectRefusal(503, undecided)
    gateway.sandbox.altinn3.faults.decision = undefined
    expect((await lookAtFile()).answer.status).toBe(200)
  })
})

describe('a permit on condition of a level', () => {
  it('[88] is 403 above the level that Maskinporten gives', async () => {
    setPolicy({ minimumLevel: 4 })
    await expectRefusal(403, refused)
  })

  it('[88] is 403 also where service owners may come with less', async () => {
    setPolicy({ minimumLevel: 4, minimumLevelOrg: 3 })
    await expectRefusal(403, refused)
  })

  it('[88] is a permit up to that level', async () => {
    setPolicy({ minimumLevel: 3 })
    expect((await lookAtFile()).answer.status).toBe(200)
  })
})
