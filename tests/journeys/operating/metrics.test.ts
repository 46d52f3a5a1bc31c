import { writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchangeOutcomes } from '../../../src/altinn3/calling/token.ts'
import { callOutcomes } from '../../../src/http/upstreams/call-outcomes.ts'
import { definitions, prefix, shedReasons } from '../../../src/operate/metrics/definitions.ts'
import { products } from '../../../src/runtime/products.ts'
import { clock, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { scrape, type Scrape } from '../../support/metrics.ts'
import { http, rawHttp, type HttpAnswer } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const inbox = '/api/my/brokerservice/inbox'
const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const endpoint = 'end-user/broker-inbox/list-inbox-files'
const hour = 3_600_000
const list = answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '[]')

let gateway: TestGateway
let altinn2: ScriptedServer
/** What Altinn 2 does with a request; changed by a test. */
let script: (socket: Socket) => void
let laterBy = 0
beforeAll(async () => {
  altinn2 = await scriptedServer((socket) => script(socket))
  gateway = await startTestGateway({
    altinn2Url: altinn2.url,
    limits: { underWay: 1, placeMs: 100 },
    now: () => clock.now() + laterBy,
  })
})
afterAll(async () => {
  await gateway.close()
  await altinn2.close()
})

const now = (): Promise<Scrape> => scrape(gateway.adminUrl)

async function get(path: string, claims: Record<string, unknown> = {}): Promise<HttpAnswer> {
  const authorization = `Bearer ${await gateway.token({ claims })}`
  return http(gateway.url, path, { headers: { authorization, apikey: 'k' } })
}

/** How much a series has grown by what was done. */
async function growthBy(
  act: () => Promise<unknown>,
): Promise<(...series: Parameters<Scrape['sum']>) => number> {
  const before = await now()
  await act()
  const after = await now()
  return (...series) => after.sum(...series) - before.sum(...series)
}

describe('the metrics page', () => {
  it('has each metric, its kind and its meaning, and Node’s own', async () => {
    const { text } = await now()
    for (const [name, { type, help }] of Object.entries(definitions)) {
      expect(text).toContain(`# TYPE ${prefix}${name} ${type}\n`)
      expect(text).toContain(`# HELP ${prefix}${name} ${help.replaceAll('`', '')}\n`)
    }
    expect(text).toContain('# TYPE nodejs_eventloop_lag_p99_seconds gauge\n')
    expect(text).toContain('# TYPE process_resident_memory_bytes gauge\n')
  })

  it('has the series of each product, reason and outcome before anything has happened', async () => {
    const { text } = await now()
    for (const product of products) {
      for (const outcome of Object.keys(callOutcomes)) {
        expect(text).toContain(`upstream_calls_total{product="${product}",outcome="${outcome}"} `)
      }
      expect(text).toContain(`upstream_duration_seconds_count{product="${product}"} `)
      expect(text).toContain(`breaker_state{product="${product}"} 0\n`)
      for (const load of ['calls', 'bytes']) {
        expect(text).toContain(`upstream_in_use{product="${product}",load="${load}"} 0\n`)
        expect(text).toContain(`upstream_waiting{product="${product}",load="${load}"} 0\n`)
      }
    }
    for (const reason of Object.keys(shedReasons)) {
      expect(text).toContain(`shed_total{reason="${reason}"} 0\n`)
    }
    for (const outcome of Object.keys(exchangeOutcomes)) {
      expect(text).toContain(`exchange_total{outcome="${outcome}"} 0\n`)
    }
    expect(text).toContain('register_refused 0\n')
  })

  it('counts a request, its calls and its exchange', async () => {
    const authorization = `Bearer ${await gateway.token()}`
    const call = (): Promise<HttpAnswer> =>
      http(gateway.url, onAltinn3, { headers: { authorization, apikey: 'k' } })
    const grown = await growthBy(async () => {
      expect((await call()).status).toBe(200)
      expect((await call()).status).toBe(200)
    })
    const request = { endpoint, decision: 'translate', status: '2xx', error: 'none' }
    expect(grown('gateway_requests_total', request)).toBe(2)
    expect(grown('gateway_requests_total')).toBe(2)
    const { decision } = request
    expect(grown('gateway_request_duration_seconds_count', { endpoint, decision })).toBe(2)
    for (const outcome of ['fresh', 'cached']) {
      expect(grown('gateway_exchange_total', { outcome })).toBe(1)
    }
    for (const product of ['broker', 'exchange']) {
      const calls = grown('gateway_upstream_calls_total', { product, outcome: '2xx' })
      expect(calls).toBeGreaterThan(0)
      expect(grown('gateway_upstream_calls_total', { product })).toBe(calls)
      expect(grown('gateway_upstream_duration_seconds_count', { product })).toBe(calls)
    }
  })

  it('counts calls that no caller has asked for', async () => {
    const { sum } = await now()
    for (const product of ['keys', 'orgs']) {
      expect(sum('gateway_upstream_calls_total', { product, outcome: '2xx' })).toBeGreaterThan(0)
    }
  })

  it('counts what is no request, and what nobody knows, without an endpoint', async () => {
    const grown = await growthBy(async () => {
      await rawHttp(gateway.url, 'NO HTTP\r\n\r\n')
      await get('/api/none')
    })
    for (const error of ['REQUEST_MALFORMED', 'NOT_FOUND']) {
      const labels = { endpoint: 'none', decision: 'none', status: '4xx', error }
      expect(grown('gateway_requests_total', labels)).toBe(1)
    }
  })

  it('shows a place that is taken, calls that wait for it, and those that are refused', async () => {
    let release = (): unknown => undefined
    script = (socket) => (release = () => socket.write(list))
    const refused: Promise<HttpAnswer>[] = []
    const grown = await growthBy(async () => {
      const first = get(onAltinn2)
      const labels = { product: 'altinn2', load: 'calls' }
      await expect.poll(async () => (await now()).sum('gateway_upstream_in_use', labels)).toBe(1)
      const areWaiting = async (): Promise<number> => {
        refused.push(get(onAltinn2))
        return (await now()).sum('gateway_upstream_waiting', labels)
      }
      await expect.poll(areWaiting, { interval: 10 }).toBeGreaterThan(0)
      for (const { status } of await Promise.all(refused)) expect(status).toBe(503)
      release()
      expect((await first).status).toBe(200)
    })
    const count = refused.length
    const product = 'altinn2'
    expect(grown('gateway_upstream_calls_total', { product, outcome: '2xx' })).toBe(1)
    expect(grown('gateway_upstream_calls_total', { product, outcome: 'BULKHEAD_FULL' })).toBe(count)
    expect(grown('gateway_shed_total', { reason: 'BULKHEAD_FULL' })).toBe(count)
    // A call that was not made has no duration.
    expect(grown('gateway_upstream_duration_seconds_count', { product })).toBe(1)
    expect(grown('gateway_upstream_in_use')).toBe(0)
  })

  it('shows a product that fails: its outcomes, then its breaker', async () => {
    script = (socket) => socket.destroy()
    const product = 'altinn2'
    let requests = 0
    const grown = await growthBy(async () => {
      const areRefused = async (): Promise<number> => {
        requests += 1
        await get(onAltinn2)
        return (await now()).sum('gateway_upstream_calls_total', {
          ...{ product, outcome: 'BREAKER_OPEN' },
        })
      }
      await expect.poll(areRefused, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0)
      expect((await now()).sum('gateway_breaker_state', { product })).toBeGreaterThan(0)
    })
    // A reader's call is made twice, and five failures open the breaker.
    const resets = grown('gateway_upstream_calls_total', { product, outcome: 'RESET' })
    expect(resets).toBeGreaterThanOrEqual(10)
    expect(grown('gateway_upstream_duration_seconds_count', { product })).toBe(resets)
    expect(grown('gateway_requests_total', { endpoint, status: '5xx' })).toBe(requests)
  })

  it('counts a services file that is refused, once', async () => {
    const grown = await growthBy(async () => {
      writeFileSync(gateway.servicesFile, 'services: [{ service: none }]')
      await expect.poll(async () => (await now()).sum('gateway_register_refused')).toBe(1)
    })
    expect(grown('gateway_register_refused')).toBe(1)
  })

  it('shows how old the keys of each issuer are', async () => {
    const grown = await growthBy(() => {
      laterBy = hour
      return Promise.resolve()
    })
    for (const issuer of ['maskinporten', 'altinn']) {
      expect(grown('gateway_keys_age_seconds', { issuer })).toBeGreaterThanOrEqual(3_600)
    }
    laterBy = 0
  })
})

it('has no person, organisation, client, token, path or query in any label', async () => {
  const person = '26899299344'
  const marked = 'a-callers-word'
  const token = await gateway.token({ claims: { pid: person, client_id: marked } })
  const headers = {
    authorization: `Bearer ${token}`,
    apikey: marked,
    traceparent: `00-${person.padEnd(32, 'a')}-00f067aa0ba902b7-01`,
    'x-request-id': person,
    'user-agent': marked,
  }
  const paths = [
    `/api/${person}/messages`,
    `/api/${marked}/${person}`,
    `${inbox}/${person}`,
    `${inbox}?serviceCode=${marked}&serviceEditionCode=1`,
    `${onAltinn3}&${marked}=${person}`,
    `/api/serviceowner/reportees?subject=${person}`,
  ]
  for (const path of paths) await http(gateway.url, path, { headers })
  for (const method of [person, marked.toUpperCase()]) {
    await rawHttp(gateway.url, `${method} /api/${person} HTTP/1.1\r\nHost: ${marked}\r\n\r\n`)
  }
  const { text } = await now()
  const labels = text.replace(/ \S+$/gm, '')
  for (const word of [person, marked, marked.toUpperCase(), '313876144', '310385980', token]) {
    expect(labels).not.toContain(word)
  }
  expect(labels).not.toMatch(/\d{9}/)
})
