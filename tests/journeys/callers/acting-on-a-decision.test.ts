import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { permitsKeptFor } from '../../../src/lookups/decisions.ts'
import {
  accountantsClients,
  agentSystemUser,
  clientSubunit,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { withdraw } from '../../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { addSent } from '../../support/sent-file.ts'

const { accountant, customer, vendor } = organizations
const decisionScope = 'altinn:authorization/authorize'
const brokerScopes =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'
const scope = `altinn:enduser ${brokerScopes} ${decisionScope}`
const register = {
  services: [{ service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }],
}
const numbers = accountantsClients.map(({ organizationNumber }) => organizationNumber ?? '')

let gateway: TestGateway
let later = 0
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register, now: () => Date.now() + later })
})
afterAll(() => gateway.close())
beforeEach(() => {
  gateway.sandbox.altinn3.counts.decisions = 0
  gateway.sandbox.altinn3.counts.authorizedParties = 0
})

function agentToken(scopes = scope): Promise<string> {
  return gateway.token({ org: vendor.number, systemUser: accountant.number, scope: scopes })
}

function call(token: string, path: string, body?: string, to = gateway): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${token}`,
    apikey: 'k',
    ...(body === undefined ? {} : { 'content-type': 'application/zip' }),
  }
  const sent = body === undefined ? { headers } : { method: 'POST', headers, body }
  return http(to.url, path, sent)
}

const sentBy = (who: string): string => `/api/${who}/brokerservice/outbox/${addSent(gateway, who)}`
const refused = 'The access token gives no right to act for this reportee'
const whatMatters = ({ status, reason, body, headers }: HttpAnswer): unknown[] => [
  status,
  reason,
  body,
  Object.keys(headers),
  headers['www-authenticate'],
]

describe('a system user that Altinn 3 permits it', () => {
  it('looks at what a client and a sub-unit have sent', async () => {
    const token = await agentToken()
    for (const who of [numbers[0] ?? '', clientSubunit.organizationNumber ?? '']) {
      const answer = await call(token, sentBy(who))
      expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
      expect(JSON.parse(answer.body)).toMatchObject({ Sender: who })
    }
    const { counts } = gateway.sandbox.altinn3
    expect([counts.decisions, counts.authorizedParties]).toEqual([2, 0])
  })

  it('sends a file for a client', async () => {
    const [, who = ''] = numbers
    const description = encodeURIComponent(
      JSON.stringify({
        ServiceCode: '4947',
        ServiceEditionCode: 1,
        SendersReference: 'ref',
        Recipients: [vendor.number],
      }),
    )
    const path = `/api/${who}/brokerservice/outbox?fileName=a.zip&brokerServiceDescription=${description}`
    const answer = await call(await agentToken(), path, 'bytes')
    expect([answer.status, answer.headers['x-served-by']]).toEqual([201, 'altinn3'])
    const [sent] = gateway.sandbox.altinn3.broker.transfers.slice(-1)
    expect(sent?.sender).toBe(`0192:${who}`)
  })

  it('is asked about once a minute, and each token for itself', async () => {
    const { counts } = gateway.sandbox.altinn3
    const [token, other] = [await agentToken(), await agentToken()]
    const path = sentBy(numbers[2] ?? '')
    for (const who of [token, token, other, other]) {
      expect((await call(who, path)).status).toBe(200)
    }
    expect(counts.decisions).toBe(2)
    later += permitsKeptFor
    expect((await call(token, path)).status).toBe(200)
    expect(counts.decisions).toBe(3)
  })

  it('loses a client that withdraws: at once with another token, with this one in a minute', async () => {
    const who = numbers[3] ?? ''
    const [token, other] = [await agentToken(), await agentToken()]
    const path = sentBy(who)
    expect((await call(token, path)).status).toBe(200)
    withdraw(gateway.sandbox.altinn3.access, agentSystemUser, who)
    expect((await call(other, path)).status).toBe(403)
    later += permitsKeptFor
    const answer = await call(token, path)
    expect([answer.status, answer.reason]).toEqual([403, refused])
  })

  it('leaves no trace of its uuid or of whom it acts for in the log', async () => {
    const before = gateway.log().length
    const who = numbers[4] ?? ''
    await call(await agentToken(), sentBy(who))
    const line = gateway.log().slice(before)
    expect(line).toContain('"status":200')
    expect(line).not.toContain(agentSystemUser)
    expect(line).not.toContain(who)
  })
})

describe('a system user that Altinn 3 does not permit it', () => {
  it('hears the same of an organisation that exists and of one that does not', async () => {
    const token = await agentToken()
    const reference = addSent(gateway, customer.number)
    const answers = await Promise.all(
      [customer.number, vendor.number, '999999999', 'r50100001', 'r1', '26899299344']
        .map((who) => `/api/${who}/brokerservice/outbox/${reference}`)
        .map((path) => call(token, path)),
    )
    const [first = []] = answers.map(whatMatters)
    expect(first.slice(0, 2)).toEqual([403, refused])
    for (const answer of answers) expect(whatMatters(answer)).toEqual(first)
  })

  it('is refused wherever a permit would decide nothing, and nobody is asked', async () => {
    const token = await agentToken()
    const who = numbers[0] ?? ''
    for (const path of [
      `/api/${who}/messages`,
      `/api/${who}/brokerservice/inbox?serviceCode=4483&serviceEditionCode=1`,
    ]) {
      const answer = await call(token, path)
      expect([answer.status, answer.reason]).toEqual([403, refused])
    }
    expect(gateway.sandbox.altinn3.counts.decisions).toBe(0)
  })

  it('is refused while an open Altinn 2 may answer, which does not hear of it', async () => {
    const open = await startTestGateway({ register })
    try {
      const token = await open.token({
        org: vendor.number,
        systemUser: accountant.number,
        scope,
      })
      const who = numbers[0] ?? ''
      for (const path of [
        `/api/${who}/brokerservice/inbox?serviceCode=4483&serviceEditionCode=1`,
        `/api/${who}/brokerservice/inbox?serviceCode=4947`,
        `/api/${who}/brokerservice/inbox/0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e`,
        `/api/${who}/messages`,
      ]) {
        const answer = await call(token, path, undefined, open)
        expect([answer.status, answer.reason]).toEqual([403, refused])
      }
      expect(open.sandbox.altinn2.asked).toEqual([])
      expect(open.sandbox.altinn3.counts.decisions).toBe(0)
    } finally {
      await open.close()
    }
  })

  it('needs every resource that the answer may come from', async () => {
    const moved = { to: 'broker', resource: 'acn-broker-ser-7531' }
    const several = await startTestGateway({
      altinn2Url: '',
      register: { services: [...register.services, { service: 'u7372/7531', moved }] },
    })
    try {
      const wish = { org: vendor.number, systemUser: accountant.number, scope }
      const who = numbers[0] ?? ''
      const ofAny = `/api/${who}/brokerservice/inbox/0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e`
      const ofOne = `/api/${who}/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1`
      const token = await several.token(wish)
      // The access list of the second leaves this client out.
      expect((await call(token, ofAny, undefined, several)).status).toBe(403)
      expect(several.sandbox.altinn3.counts.decisions).toBe(2)
      // The first alone permits: what is missing is the broker's own, which lists for nobody else.
      expect((await call(token, ofOne, undefined, several)).status).toBe(501)
    } finally {
      await several.close()
    }
  })

  it('is told which scopes would do when it has neither', async () => {
    const answer = await call(await agentToken(brokerScopes), sentBy(numbers[0] ?? ''))
    expect(answer.status).toBe(403)
    expect(answer.reason).toContain(
      'needs altinn:accessmanagement/authorizedparties or altinn:authorization/authorize',
    )
    expect(gateway.sandbox.altinn3.counts.decisions).toBe(0)
  })

  it('is not helped by a decision that it has no scope of the broker for', async () => {
    const answer = await call(
      await agentToken(`altinn:enduser ${decisionScope}`),
      sentBy(numbers[0] ?? ''),
    )
    expect([answer.status, answer.reason]).toEqual([
      403,
      'The access token lacks a required scope: altinn:broker.write or altinn:broker.read',
    ])
  })
})

describe('others', () => {
  it('that are listed by authorised parties are not asked about', async () => {
    const token = await agentToken(`${scope} altinn:accessmanagement/authorizedparties`)
    expect((await call(token, sentBy(numbers[0] ?? ''))).status).toBe(200)
    const { counts } = gateway.sandbox.altinn3
    expect([counts.decisions, counts.authorizedParties]).toEqual([0, 1])
  })

  it('that are plain organisations act for nobody else, whatever is permitted to them', async () => {
    const token = await gateway.token({ org: accountant.number, scope })
    const answer = await call(token, sentBy(numbers[0] ?? ''))
    expect([answer.status, answer.reason]).toEqual([403, refused])
    expect(gateway.sandbox.altinn3.counts.decisions).toBe(0)
  })

  it('that bring a person along act for nobody else', async () => {
    const token = await gateway.token({
      org: vendor.number,
      systemUser: accountant.number,
      scope,
      claims: { pid: '26899299344' },
    })
    const answer = await call(token, sentBy(numbers[0] ?? ''))
    expect([answer.status, answer.reason]).toEqual([
      403,
      expect.stringMatching(/^This kind of access token cannot be used here: /),
    ])
    expect(gateway.sandbox.altinn3.counts.decisions).toBe(0)
  })
})
