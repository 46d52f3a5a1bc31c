import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createBulkheads, type Bulkheads } from '../../src/http/upstreams/bulkhead.ts'
import { outcomeOf } from '../../src/http/upstreams/call-outcomes.ts'
import { callUpstream, readText } from '../../src/http/upstreams/upstream.ts'
import { createOpenSubmissions, type OpenSubmissions } from '../../src/operate/open-submissions.ts'
import { createMetrics, type Metrics } from '../../src/operate/metrics/metrics.ts'
import { answerBytes, scriptedServer } from '../support/network/scripted-server.ts'

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }

let bulkheads: Bulkheads
let metrics: Metrics
let now = 5_000
let openSubmissions: OpenSubmissions
const closers: (() => Promise<void>)[] = []
beforeEach(() => {
  bulkheads = createBulkheads(limits, 4)
  now = 5_000
  openSubmissions = createOpenSubmissions({ now: () => now })
  metrics = createMetrics({
    bulkheads,
    keyAges: () => ({ maskinporten: 7.5, altinn: Infinity }),
    openSubmissions,
  })
})
afterEach(async () => {
  await Promise.all(Object.values(bulkheads).map((bulkhead) => bulkhead.close()))
  for (const close of closers.splice(0)) await close()
})

async function linesOf(name: string): Promise<readonly string[]> {
  return (await metrics.text()).split('\n').filter((line) => line.startsWith(`gateway_${name}`))
}

async function serverAnswering(bytes: Buffer | 'lost' | 'never'): Promise<string> {
  const server = await scriptedServer((socket) => {
    if (bytes === 'lost') socket.destroy()
    else if (bytes !== 'never') socket.write(bytes)
  })
  closers.push(server.close)
  return server.url
}

async function call(url: string, signal = new AbortController().signal): Promise<string> {
  const { dispatcher } = bulkheads.storage
  return readText(await callUpstream(url, { dispatcher, signal }), 1_000)
}

/** Of the calls to Storage, what has been counted. */
async function counted(): Promise<readonly string[]> {
  return (await linesOf('upstream_calls_total{product="storage"'))
    .map((line) => /outcome="(.*)"\} (\d+)$/.exec(line) ?? [])
    .filter(([, , count]) => count !== '0')
    .map(([, outcome, count]) => `${outcome} ${count}`)
}

describe('a call', () => {
  it.each([
    ['204 No Content', '2xx'],
    ['302 Found', '3xx'],
    ['404 Not Found', '4xx'],
    ['503 Away', '5xx'],
  ])('that is answered with %s counts as %s', async (start, outcome) => {
    const status = answerBytes(`HTTP/1.1 ${start}`, start.startsWith('204') ? noLength : {})
    await call(await serverAnswering(status))
    expect(await counted()).toEqual([`${outcome} 1`])
  })

  it('counts once, by its end: an answer that broke off is none', async () => {
    const half = answerBytes('HTTP/1.1 200 OK', { 'Content-Length': '100' }, 'half')
    const url = await serverAnswering(half)
    const stop = new AbortController()
    const { dispatcher } = bulkheads.storage
    const { body } = await callUpstream(url, { dispatcher, signal: stop.signal })
    expect(await counted()).toEqual([])
    const failed = once(body.resume(), 'error')
    stop.abort()
    await failed
    expect(await counted()).toEqual(['STOPPED 1'])
  })

  it('counts by what went wrong', async () => {
    await expect(call(await serverAnswering('lost'))).rejects.toThrow()
    expect(await counted()).toEqual(['RESET 1'])
    await expect(call(await serverAnswering(Buffer.from('hello\r\n\r\n')))).rejects.toThrow()
    expect(await counted()).toEqual(['RESET 1', 'UNREADABLE 1'])
    await expect(call('http://127.0.0.1:1')).rejects.toThrow()
    expect(await counted()).toEqual(['CONNECT 1', 'RESET 1', 'UNREADABLE 1'])
    await expect(call(await serverAnswering('never'), AbortSignal.timeout(20))).rejects.toThrow()
    expect(await counted()).toEqual(['DEADLINE 1', 'CONNECT 1', 'RESET 1', 'UNREADABLE 1'])
  })

  it.each([
    ['CERT_HAS_EXPIRED', 'TLS'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS'],
    ['EPROTO', 'TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS'],
    ['ENOTFOUND', 'CONNECT'],
    ['UND_ERR_CONNECT_TIMEOUT', 'CONNECT'],
    ['UND_ERR_HEADERS_TIMEOUT', 'DEADLINE'],
    ['SOMETHING_NEW', 'OTHER'],
    ['26899299344', 'OTHER'],
  ])('that fails with %s counts as %s', (code, outcome) => {
    expect(outcomeOf(Object.assign(new Error('failed'), { code }))).toBe(outcome)
  })
})

// RFC 9110 section 8.6: such an answer has none.
const noLength = { 'Transfer-Encoding': 'identity' }

describe('a histogram', () => {
  it('counts a duration in its own bucket and in all that are longer', async () => {
    for (const ms of [20, 50, 100_000]) metrics.noteRequest({ endpoint: 'a/b/c', status: 200, ms })
    const labels = 'endpoint="a/b/c",decision="none"'
    const bucket = (bound: string, count: number): string =>
      `gateway_request_duration_seconds_bucket{le="${bound}",${labels}} ${count}`
    expect(await linesOf('request_duration_seconds')).toEqual([
      bucket('0.02', 1),
      bucket('0.1', 2),
      ...['0.3', '1', '3', '10', '30', '90'].map((bound) => bucket(bound, 2)),
      bucket('+Inf', 3),
      `gateway_request_duration_seconds_sum{${labels}} 100.07`,
      `gateway_request_duration_seconds_count{${labels}} 3`,
    ])
  })
})

describe('a request', () => {
  it('that was refused to protect the others counts as shed, by the reason', async () => {
    metrics.noteRequest({ error: 'BUSY', cause: 'LOOP_DELAY', status: 503 })
    metrics.noteRequest({ error: 'RATE_LIMITED', status: 429 })
    metrics.noteRequest({ error: 'SPOOL_FULL', status: 503 })
    metrics.noteRequest({ error: 'ALTINN3_BUSY', cause: 'BULKHEAD_FULL', status: 503 })
    // It was answered without that call.
    metrics.noteRequest({ cause: 'BULKHEAD_FULL', status: 200 })
    metrics.noteRequest({ error: 'ALTINN3_BUSY', cause: 'BREAKER_OPEN', status: 503 })
    metrics.noteShed('CONNECTIONS')
    const shed = await linesOf('shed_total')
    expect(shed).toHaveLength(5)
    for (const line of shed) expect(line).toMatch(/ 1$/)
  })

  it('that got no answer has neither a class of status nor an error unless it has one', async () => {
    metrics.noteRequest({ error: 'CALLER_LEFT', ms: 1 })
    expect(await linesOf('requests_total')).toEqual([
      'gateway_requests_total{endpoint="none",decision="none",status="none",error="CALLER_LEFT"} 1',
    ])
  })
})

it('shows keys that were never fetched as infinitely old', async () => {
  expect(await linesOf('keys_age_seconds')).toEqual([
    'gateway_keys_age_seconds{issuer="maskinporten"} 7.5',
    'gateway_keys_age_seconds{issuer="altinn"} +Inf',
  ])
})

describe('a sequence of writes', () => {
  it('is counted by its step and its age until it ends', async () => {
    const work = openSubmissions.begin({ requestId: 'one' })
    work.note({ instance: '50/one', step: 'scanning' })
    now = 9_500
    expect(await linesOf('submissions_open{step="scanning"}')).toEqual([
      'gateway_submissions_open{step="scanning"} 1',
    ])
    expect(await linesOf('submissions_oldest_seconds')).toEqual([
      'gateway_submissions_oldest_seconds 4.5',
    ])
    expect(await linesOf('detached_in_progress')).toEqual(['gateway_detached_in_progress 1'])
    work.end()
    expect(await linesOf('submissions_open')).toHaveLength(6)
    expect(await linesOf('submissions_oldest_seconds')).toEqual([
      'gateway_submissions_oldest_seconds 0',
    ])
  })
})
