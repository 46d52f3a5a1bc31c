import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { callsOfCallers, sandboxRegister, startTestGateway } from '../../support/gateway.ts'
import type { TestGateway, TestSettings } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { codeIn } from '../../support/problem.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const { accountant, customer, vendor } = organizations
const inbox = '/api/my/brokerservice/inbox'
const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const outbox = '/api/my/brokerservice/outbox'
const consents = '/api/consentRequests'
const consentScope = 'altinn:consentrequests.read'
const partiesScope = 'altinn:enduser altinn:accessmanagement/authorizedparties'

// What no tidying would leave as it is.
const key = '{0F3A-9c==};  "B", \\d%20%zz'
const readersKey = 'READS-broker-5f2c'
const customersKey = 'OWNED-by-customer-77'
const vendorsKey = 'OWNED-by-vendor-78'
const secret = 'a-secret-of-thirty-two-characters'
const hash = (text: string): string => createHmac('sha256', secret).update(text).digest('hex')
const registered = [
  { hash: hash(readersKey), owner: vendor.number, resources: ['Broker.read'] },
  { hash: hash(key), owner: vendor.number, resources: ['Broker.read', 'Broker.write'] },
  { hash: hash(customersKey), owner: customer.number, resources: [] },
  { hash: hash(vendorsKey), owner: vendor.number, resources: ['Broker.read'] },
]

const missing = [400, "Required header 'ApiKey' is missing."] as const
const refused = [403, 'Forbidden - The API key is not authorized for this operation'] as const

type Mode = 'forward' | 'require' | 'registry'

const settingsFor: Readonly<Record<Mode, TestSettings>> = {
  forward: { environment: { API_KEY_MODE: 'forward' } },
  require: { environment: { API_KEY_MODE: 'require' } },
  registry: {
    environment: { API_KEY_MODE: 'registry', API_KEY_SECRET: secret },
    apiKeys: registered,
  },
}

let altinn2: ScriptedServer
let gateway: TestGateway
const shown: string[] = []

/** An Altinn 2 that says yes to everything, and a gateway in that mode before it. */
function startIn(mode: Mode): void {
  beforeAll(async () => {
    altinn2 = await scriptedServer((socket) => {
      socket.write(answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '[]'))
    })
    gateway = await startTestGateway({ altinn2Url: altinn2.url, ...settingsFor[mode] })
  })
  afterAll(async () => {
    await gateway.close()
    await altinn2.close()
  })
}

interface Call extends Sent {
  readonly apiKey?: string | string[]
  readonly scope?: string
  /** Whose system user asks; without one the customer itself does. */
  readonly systemUser?: string
}

async function call(path: string, given: Call = {}): Promise<HttpAnswer> {
  const { apiKey, scope, systemUser, ...sent } = given
  const asSystem = systemUser === undefined ? {} : { org: vendor.number, systemUser }
  const token = await gateway.token({ ...asSystem, ...(scope ? { scope } : {}) })
  const authorization = `Bearer ${token}`
  const answer = await http(gateway.url, path, {
    ...sent,
    headers: { authorization, ...(apiKey === undefined ? {} : { ApiKey: apiKey }) },
  })
  shown.push(...[apiKey ?? []].flat().filter((text) => text !== ''))
  return answer
}

const asked = (): number => altinn2.requests.length + callsOfCallers(gateway.sandbox)

/** Altinn 2’s own words, and nobody behind the gateway has heard of the call. */
async function expectRefusal(
  [status, text]: readonly [number, string],
  path: string,
  sent?: Call,
): Promise<HttpAnswer> {
  const before = asked()
  const answer = await call(path, sent)
  expect([answer.status, answer.reason]).toEqual([status, text])
  expect(answer.headers['x-served-by']).toBe('gateway')
  expect(answer.headers['www-authenticate']).toBeUndefined()
  expect(asked()).toBe(before)
  return answer
}

async function expectServed(side: 'altinn2' | 'altinn3', path: string, sent?: Call): Promise<void> {
  const before = asked()
  const { status, headers } = await call(path, sent)
  expect([status, headers['x-served-by']]).toEqual([200, side])
  expect(asked()).toBeGreaterThan(before)
}

function expectNowhereInTheLog(): void {
  expect(shown).not.toHaveLength(0)
  const log = gateway.log()
  expect(log).toContain('"msg":"request"')
  for (const text of [...shown, secret]) {
    expect(log).not.toContain(JSON.stringify(text).slice(1, -1))
    expect(log).not.toContain(hash(text))
  }
}

describe.each<Mode>(['forward', 'require', 'registry'])('[93] in mode %s an API key', (mode) => {
  startIn(mode)

  it('goes to Altinn 2 as it came', async () => {
    await expectServed('altinn2', onAltinn2, { apiKey: key })
    expect(altinn2.requests.at(-1)?.split('\r\n')).toContain(`ApiKey: ${key}`)
  })

  it('never goes to Altinn 3, whose stand-in answers one with 500', async () => {
    const { altinn3 } = gateway.sandbox
    const strict = await http(altinn3.url, '/orgs/altinn-orgs.json', { headers: { apikey: key } })
    expect([strict.status, strict.body]).toEqual([500, 'unlike the real one: header apikey'])
    await expectServed('altinn3', onAltinn3, { apiKey: key })
  })

  it('is in no log line', async () => {
    await call(onAltinn2, { apiKey: 'an-unknown-key-0815' })
    await call('/api/unknown', { apiKey: 'an-unknown-key-0816' })
    await call(onAltinn3, { apiKey: 'an-unknown-key-0817', scope: 'altinn:nothing' })
    expectNowhereInTheLog()
  })

  it('is not asked for by metadata', async () => {
    await expectServed('altinn2', '/api/metadata')
  })
})

describe('[93] a gateway that merely forwards API keys', () => {
  startIn('forward')

  it('leaves it to Altinn 2 to miss one, or to find it empty', async () => {
    await expectServed('altinn2', onAltinn2)
    expect(altinn2.requests.at(-1)).not.toMatch(/^apikey:/im)
    await expectServed('altinn2', onAltinn2, { apiKey: '' })
    expect(altinn2.requests.at(-1)).toMatch(/^ApiKey: ?\r$/m)
  })

  it('asks Altinn 3 without one', () => expectServed('altinn3', onAltinn3))
})

describe('[93] an Altinn 2 that is open', () => {
  beforeAll(async () => {
    const groups = { 'end-user/broker-inbox': { on: 'both' } }
    gateway = await startTestGateway({ register: { ...sandboxRegister, groups } })
  })
  afterAll(() => gateway.close())

  it('says itself that a key is missing', async () => {
    const { status, reason, headers } = await call(onAltinn2)
    expect([status, reason, headers['x-served-by']]).toEqual([...missing, 'altinn2'])
  })

  it('gets the key for its half of a list that both sides answer, and Altinn 3 does not', async () => {
    const both = await call(inbox, { apiKey: key })
    expect([both.status, both.headers['x-served-by']]).toEqual([200, 'both'])
    const without = await call(inbox)
    expect([without.status, without.reason]).toEqual(missing)
  })

  it('gets the key when it is asked first, and Altinn 3 does not after it', async () => {
    const [transfer] = JSON.parse((await call(onAltinn3, { apiKey: key })).body) as {
      FileReference: string
    }[]
    const before = gateway.sandbox.altinn2.asked.length
    const answer = await call(`${inbox}/${transfer?.FileReference ?? ''}`, { apiKey: key })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
    expect(gateway.sandbox.altinn2.asked).toHaveLength(before + 1)
  })
})

describe('[93] a gateway that requires an API key', () => {
  startIn('require')

  it.each([
    ['Altinn 2', onAltinn2],
    ['Altinn 3', onAltinn3],
  ])('refuses a call without one in Altinn 2’s words: %s', async (_, path) => {
    for (const sent of [{}, { apiKey: '' }]) {
      const { body } = await expectRefusal(missing, path, sent)
      expect(JSON.parse(body)).toEqual({ ErrorCode: 90011, ErrorMessage: missing[1] })
    }
  })

  it('says so in a problem where Altinn 2 had no body', async () => {
    const asSystem = { systemUser: customer.number, scope: 'altinn:enduser' }
    const answer = await expectRefusal(missing, '/api/my/messages', asSystem)
    expect(codeIn(answer)).toBe('API_KEY_MISSING')
  })

  it('does so before Altinn 3 is asked whom the caller may act for', async () => {
    const asAgent = { systemUser: accountant.number, scope: partiesScope }
    const client = accountantsClients[0]?.organizationNumber ?? ''
    await expectRefusal(missing, `/api/${client}/messages`, asAgent)
    await expectServed('altinn2', `/api/${client}/messages`, { ...asAgent, apiKey: 'any' })
  })

  it('takes any', async () => {
    await expectServed('altinn2', onAltinn2, { apiKey: 'any' })
    await expectServed('altinn3', onAltinn3, { apiKey: 'any' })
  })
})

describe('[93] a gateway that has a registry of API keys', () => {
  startIn('registry')

  it('refuses a call without one', async () => {
    await expectRefusal(missing, onAltinn2)
    await expectRefusal(missing, onAltinn3, { apiKey: '' })
  })

  it.each<[string, string | string[]]>([
    ['that is not registered', 'unknown'],
    ['that is the hash of one', hash(readersKey)],
    ['in other letters', readersKey.toLowerCase()],
    ['beside another', [readersKey, 'unknown']],
    ['given twice', [readersKey, readersKey]],
    ['for nothing here', customersKey],
  ])('refuses a key %s', async (_, apiKey) => {
    for (const path of [onAltinn2, onAltinn3]) {
      const { body } = await expectRefusal(refused, path, { apiKey })
      expect(JSON.parse(body)).toEqual({ ErrorCode: 90307, ErrorMessage: refused[1] })
    }
  })

  it('opens what a key is registered for, and nothing else', async () => {
    await expectServed('altinn2', onAltinn2, { apiKey: readersKey })
    await expectServed('altinn3', onAltinn3, { apiKey: readersKey })
    const scope = 'altinn:brokerservice.write altinn:broker.write'
    await expectRefusal(refused, outbox, { apiKey: readersKey, scope, method: 'POST', body: 'x' })
    const asSystem = { systemUser: customer.number, scope: 'altinn:enduser' }
    await expectRefusal(refused, '/api/my/messages', { ...asSystem, apiKey: readersKey })
  })

  it('holds a key to the organisation that ordered it where Altinn 2 did', async () => {
    const scope = consentScope
    await expectRefusal(refused, consents, { apiKey: vendorsKey, scope })
    await expectServed('altinn2', consents, { apiKey: customersKey, scope })
    // Elsewhere the key says which system asks, and the token for whom.
    await expectServed('altinn2', onAltinn2, { apiKey: vendorsKey })
  })

  it('has none of them in its log', expectNowhereInTheLog)
})
