import { stringify } from 'yaml'
import { expect, it } from 'vitest'
import { endpoints } from '../../../routes/index.ts'
import { loadConfig } from '../../../src/config/file/load.ts'
import { readRegister } from '../../../src/config/register/services.ts'
import type { Endpoint } from '../../../src/endpoint.ts'
import { explain } from '../../../src/operate/explain/explain.ts'
import type { Explanation } from '../../../src/operate/explain/explanation.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { isLongRun } from '../../support/long-run.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const services = [
  {
    service: '4947/1',
    moved: { to: 'broker', resource: 'acn-broker-02' },
    rollout: { percent: 50 },
  },
  { service: '4483/1', moved: { to: 'broker', resource: 'acn-broker' }, since: '2099-01-01' },
  { service: '5998/1', moved: { to: 'app', app: 'ttd/prove' }, until: '2026-01-01' },
  { service: '5100/1', moved: { to: 'nowhere', useInstead: 'https://example.org/x' } },
]
const groups = {
  'end-user/messages': { on: 'altinn3' },
  'end-user/broker-inbox': { on: 'both' },
  'end-user/reportees': { on: 'altinn3', since: '2099-01-01' },
}
const register = { services, groups }
const { customer, vendor, serviceOwner } = organizations

async function callers(gateway: TestGateway): Promise<readonly string[]> {
  const system = { org: vendor.number, systemUser: customer.number }
  return Promise.all([
    gateway.token(),
    gateway.token({ scope: 'altinn:enduser' }),
    gateway.token({
      scope: 'altinn:serviceowner altinn:consentrequests.write',
      org: serviceOwner.number,
    }),
    gateway.token({ ...system, scope: 'altinn:instances.read altinn:instances.meta' }),
    gateway.token({ ...system, scope: 'altinn:broker.read altinn:authorization/authorize' }),
    gateway.token({
      ...system,
      scope: 'digdir:dialogporten altinn:instances.read altinn:reportees',
    }),
  ])
}

/** Addresses that fit a row: each kind of {who}, each kind of service. */
function* addressesOf(row: Endpoint): Iterable<string> {
  const samples = ['a1', 'r1', '1', 'RequestSchema', 'ttd', '00000000-0000-4000-8000-000000000000']
  const keys = services.map(({ service }) => service.split('/')).concat([['3225', '536']])
  const whos = row.path.includes('{who}') ? ['my', vendor.number, 'r1'] : ['my']
  for (const who of whos) {
    const isMany = who === 'my' && row.finds.in !== 'nowhere'
    for (const [code = '', edition = ''] of isMany ? keys : keys.slice(0, 1)) {
      const named = new Map(Object.entries({ who, serviceCode: code, serviceEditionCode: edition }))
      const path = row.path.replace(/\{(\w+)\}/g, (_, name: string) => {
        const sample = samples.find((one) => row.params[name]?.test(one) === true)
        return named.get(name) ?? sample ?? customer.number
      })
      const described = JSON.stringify({ ServiceCode: code, ServiceEditionCode: edition })
      const query = new URLSearchParams({
        ...Object.fromEntries((row.whenQuery ?? []).map((name) => [name, '1'])),
        ...(row.finds.in === 'query' ? { serviceCode: code, serviceEditionCode: edition } : {}),
        ...(row.finds.in === 'description' ? { brokerServiceDescription: described } : {}),
      })
      if (row.finds.in === 'query' && who === 'my') yield path
      yield query.size === 0 ? path : `${path}?${query.toString()}`
    }
  }
}

/** Of many, each third, another one for the next caller; in the long run all of them. */
function someOf(addresses: readonly string[], turn: number): readonly string[] {
  if (isLongRun || addresses.length <= 3) return addresses
  return addresses.filter((_, place) => (place + turn) % 3 === 0)
}

interface Line {
  readonly requestId?: string
  readonly endpoint?: string
  readonly decision?: string
  readonly error?: string
}

/** What others said when they were asked, which an explanation does not know. */
const others = new Set(['NOT_AN_OWNER', 'OWNERS_UNAVAILABLE', 'DECISION_UNAVAILABLE'])

it.each([
  ['open', undefined, ['forward', 'translate', 'merge', 'firstHit', 'ALTINN2_SCOPE_MISSING']],
  ['closed', '', ['translate', 'NOT_CONTINUED', 'NOT_ANSWERED', 'SERVICE_ENDED']],
] as const)(
  'is what the gateway does, for every operation and kind of caller: Altinn 2 %s',
  async (_, altinn2Url, outcomes) => {
    const settings = altinn2Url === undefined ? {} : { altinn2Url }
    const gateway = await startTestGateway({ register, ...settings })
    const config = loadConfig({
      CONFIG: 'config/sandbox.yaml',
      ...('altinn2Url' in settings ? { ALTINN2_URL: '' } : {}),
    })
    const sources = { endpoints, register: readRegister(stringify(register), endpoints), config }
    const asked = new Map<string, readonly [question: string, Explanation]>()
    let lines: readonly Line[] = []
    try {
      for (const [turn, token] of (await callers(gateway)).entries()) {
        for (const row of endpoints) {
          for (const url of someOf([...addressesOf(row)], turn)) {
            const question = { method: row.method, url, token }
            const explained = explain(question, { ...sources, now: Date.now() })
            if (explained.kind !== 'explained') throw new Error(`${url}: ${explained.problem}`)
            const headers = { authorization: `Bearer ${token}`, apikey: 'key' }
            const answer = await http(gateway.url, url, { method: row.method, headers })
            const id = String(answer.headers['x-request-id'])
            asked.set(id, [`${row.method} ${url}`, explained.explanation])
          }
        }
      }
      const isWritten = (): boolean => gateway.log().split('"msg":"request"').length > asked.size
      await expect.poll(isWritten).toBe(true)
      lines = gateway
        .log()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line)
    } finally {
      await gateway.close()
    }
    const seen = new Set<string>()
    for (const line of lines) {
      const known = asked.get(line.requestId ?? '')
      if (known === undefined || others.has(line.error ?? '')) continue
      compare(...known, line, seen)
      asked.delete(line.requestId ?? '')
    }
    expect([...seen]).toEqual(expect.arrayContaining([...outcomes]))
    expect(seen.size).toBeGreaterThan(outcomes.length)
  },
)

function compare(asked: string, explained: Explanation, line: Line, seen: Set<string>): void {
  const { endpoint, plan, narrowed, refused, caller } = explained
  expect([asked, endpoint]).toEqual([asked, line.endpoint])
  const asksAltinn3 = explained.depends.some(({ on }) => on === 'altinn3')
  if (asksAltinn3 && line.error === 'REPORTEE_REFUSED') return
  if (refused !== undefined) {
    expect([asked, line.error]).toEqual([asked, refused.code])
    seen.add(refused.code)
    return
  }
  expect([asked, line.decision]).toEqual([asked, (narrowed ?? plan)?.do])
  expect([asked, line.error ?? '']).not.toEqual([asked, 'SCOPE_MISSING'])
  expect(caller?.isExpired ?? false).toBe(false)
  seen.add(line.decision ?? '')
}

async function decisions(gateway: TestGateway, query: string, headers = {}): Promise<HttpAnswer> {
  return http(gateway.adminUrl, `/decisions${query}`, { headers })
}

function questionOf(question: Record<string, string>): string {
  return `?${new URLSearchParams(question).toString()}`
}

it('is asked for on the admin port, of the register that is live', async () => {
  const gateway = await startTestGateway({ register })
  const url = '/api/my/brokerservice/inbox?serviceCode=4483&serviceEditionCode=1'
  try {
    const question = questionOf({ method: 'GET', url, organization: customer.number })
    const answer = await decisions(gateway, question)
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    const explained = JSON.parse(answer.body) as Explanation
    expect(explained).toMatchObject({
      plan: { do: 'forward' },
      ahead: [{ at: '2098-12-31T23:00:00.000Z', plan: { do: 'translate' } }],
    })
    const served = await http(gateway.url, url)
    expect(served.headers['x-register']).toBe(explained.register)
    const later = await decisions(gateway, questionOf({ method: 'GET', url, at: '2099-01-01' }))
    expect(JSON.parse(later.body)).toMatchObject({ plan: { do: 'translate' } })
    expect((await http(gateway.url, `/decisions${question}`)).status).toBe(404)
  } finally {
    await gateway.close()
  }
})

it('is refused on the admin port with a reason when the question is malformed', async () => {
  const gateway = await startTestGateway()
  const good = questionOf({ method: 'GET', url: '/api/my/messages' })
  try {
    for (const [query, status, reason] of [
      ['', 400, 'method and url are needed'],
      ['?method=GET', 400, 'method and url are needed'],
      ['?method=GET&url=/api/reportees?a=1&serviceCode=1', 400, 'percent-encoded'],
      [`${good}&at=2026-01-01T00:00:00+01:00`, 400, '%2B'],
      [`${good}&method=PUT`, 400, 'twice'],
      [`${good}&organization=26899299344`, 400, 'organisation number'],
      [`${good}&token=x`, 400, 'only method'],
      ['?method=GET&url=/api/../x', 400, 'malformed'],
      ['?method=GET&url=/api/none', 404, 'no such operation'],
    ] as const) {
      const answer = await decisions(gateway, query)
      expect([query, answer.status]).toEqual([query, status])
      expect((JSON.parse(answer.body) as { status: string }).status).toContain(reason)
      expect(answer.body).not.toContain('26899299344')
    }
  } finally {
    await gateway.close()
  }
})

it('is only for those whom the admin port lets in', async () => {
  const token = 'a-secret-of-some-length'
  const gateway = await startTestGateway({
    environment: { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: token },
  })
  const admin = { ...gateway, adminUrl: gateway.adminUrl.replace('0.0.0.0', '127.0.0.1') }
  const question = questionOf({ method: 'GET', url: '/api/my/messages' })
  try {
    expect((await decisions(admin, question)).status).toBe(401)
    const headers = { authorization: `Bearer ${token}` }
    expect((await decisions(admin, question, headers)).status).toBe(200)
  } finally {
    await gateway.close()
  }
})
