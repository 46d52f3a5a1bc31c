import { afterEach, describe, expect, it } from 'vitest'
import type { KeyFault } from '../../../sandbox/maskinporten/key-endpoint.ts'
import { callsOfCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { eventually, turn, virtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const cooldown = 30 * second
const inbox = '/api/my/brokerservice/inbox?serviceEditionCode=1&serviceCode='
const [onAltinn2, onAltinn3] = [`${inbox}4483`, `${inbox}4947`]

const faults: readonly KeyFault[] = [
  'error',
  'hang',
  'drip',
  'redirect',
  'html',
  'empty',
  'huge',
  'not json',
]
/** What comes of a fetch only when the gateway’s time passes. */
const slow: readonly KeyFault[] = ['hang', 'drip']

let closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.reverse()) await close()
  closers = []
})

interface Outage {
  readonly gateway: TestGateway
  readonly clock: VirtualClock
  /** Fetches of Maskinporten’s keys that came to nothing. */
  readonly failures: () => number
  /** Fetches of them that are waiting for an answer, as long as none gets a good one. */
  readonly open: () => number
  /** A token as Maskinporten would make it at the gateway’s own time. */
  readonly mint: () => Promise<string>
  readonly get: (token: string, path?: string) => Promise<HttpAnswer>
  readonly ready: () => Promise<HttpAnswer>
}

async function start(keyFault?: KeyFault): Promise<Outage> {
  // Now, because the stand-ins of the platforms behind go by the machine’s own clock.
  const clock = virtualClock(Math.floor(Date.now() / second) * second)
  const gateway = await startTestGateway({
    clock,
    ...(keyFault === undefined
      ? {}
      : { before: ({ maskinporten }) => void (maskinporten.faults.keys = keyFault) }),
  })
  closers.push(gateway.close)
  const { maskinporten } = gateway.sandbox
  const worked = maskinporten.keys.fetches
  const failures = (): number =>
    gateway
      .log()
      .split('\n')
      .filter((line) => line.includes(`${maskinporten.issuer}jwk`))
      .filter((line) => line.includes('key set could not be fetched')).length
  return {
    gateway,
    clock,
    failures,
    open: () => maskinporten.keys.fetches - worked - failures(),
    mint: () => {
      maskinporten.faults.clockOffset = Math.round((clock.now() - Date.now()) / second)
      return gateway.token({ lifetime: 3_000 })
    },
    get: (token, path = onAltinn2) =>
      http(gateway.url, path, { headers: { authorization: `Bearer ${token}`, apikey: 'k' } }),
    ready: () => http(gateway.adminUrl, '/health/ready'),
  }
}

/** For an answer that may wait on a fetch: lets time pass until the fetch has been given up. */
async function inTime(clock: VirtualClock, answer: Promise<HttpAnswer>): Promise<HttpAnswer> {
  let isOver = false
  const hasEnded = (): boolean => isOver
  const over = answer.finally(() => (isOver = true))
  for (let passed = 0; !hasEnded() && passed < 5 * second; passed += 10) {
    await turn()
    clock.advance(10)
  }
  return over
}

function expectUnavailable({ status, reason, headers }: HttpAnswer): void {
  expect([status, reason]).toEqual([503, 'Access tokens cannot be checked right now: try again'])
  expect(headers['retry-after']).toMatch(/^[1-9]\d*$/)
  expect(headers['www-authenticate']).toBeUndefined()
  expect(headers['x-served-by']).toBe('gateway')
}

async function expectDown({ clock, gateway, mint, get, ready }: Outage): Promise<void> {
  const before = callsOfCallers(gateway.sandbox)
  for (const path of [onAltinn2, onAltinn3]) {
    expectUnavailable(await inTime(clock, get(await mint(), path)))
  }
  expect(callsOfCallers(gateway.sandbox)).toBe(before)
  const { status, body } = await ready()
  expect([status, JSON.parse(body)]).toEqual([503, { status: 'not ready', missing: ['keys'] }])
}

/** As many as it takes until the fetch that was under way has ended, then one that works. */
async function expectBack({ gateway, clock, mint, get, ready }: Outage): Promise<void> {
  gateway.sandbox.maskinporten.faults.keys = undefined
  clock.advance(cooldown)
  await turn()
  expect((await get(await mint())).status).toBe(200)
  expect((await get(await mint(), onAltinn3)).status).toBe(200)
  expect((await ready()).status).toBe(200)
}

describe.each(faults)('while the key endpoint answers with %s', (fault) => {
  it('[35] [37] callers notice nothing for a day, then are told to come back, and are served again after it', async () => {
    const outage = await start()
    const { gateway, clock, failures, open, mint, get, ready } = outage
    const lastGood = clock.now()
    const known = await mint()
    expect((await get(known)).status).toBe(200)
    gateway.sandbox.maskinporten.faults.keys = fault

    // The refresh is due after a quarter of an hour, give or take a tenth.
    clock.advance(17 * minute)
    await eventually(() => (slow.includes(fault) ? open() > 0 : failures() > 0))
    let answersBesideFetch = 0
    for (let passed = 0; passed < 10 * minute; passed += 10 * second) {
      const isOpenBefore = open() > 0
      // No time passes: what waited for a fetch to be given up, or to be tried again, would wait for ever.
      const answers = [await get(known), await get(await mint())]
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      if (isOpenBefore && open() > 0) answersBesideFetch += answers.length
      clock.advance(10 * second)
      await turn()
    }
    expect((await get(await mint(), onAltinn3)).status).toBe(200)
    expect(failures()).toBeGreaterThan(3)
    if (slow.includes(fault)) expect(answersBesideFetch).toBeGreaterThan(0)

    for (let passed = hour; passed < day; passed += hour) {
      clock.advance(lastGood + passed - clock.now())
      expect((await get(await mint())).status).toBe(200)
    }
    clock.advance(lastGood + day - 1 - clock.now())
    const verified = await mint()
    expect((await get(verified)).status).toBe(200)
    expect((await ready()).status).toBe(200)

    clock.advance(1)
    expectUnavailable(await inTime(clock, get(verified)))
    await expectDown(outage)
    await expectBack(outage)
  })

  it('[36] a gateway that starts is not ready, and is once the keys can be had', async () => {
    const outage = await start(fault)
    await expectDown(outage)
    expect((await http(outage.gateway.adminUrl, '/health/live')).status).toBe(200)
    await expectBack(outage)
  })
})

it('a gateway that starts gets the keys by itself, with nobody asking', async () => {
  const { gateway, clock, failures, ready } = await start('error')
  await eventually(() => failures() === 1)
  expect((await ready()).status).toBe(503)
  gateway.sandbox.maskinporten.faults.keys = undefined
  // A second, give or take a tenth.
  clock.advance(1.1 * second)
  let status = 0
  for (let tries = 0; status !== 200 && tries < 1_000; tries += 1) ({ status } = await ready())
  expect(status).toBe(200)
})

it('a key set is taken for what it holds, whatever its type is said to be', async () => {
  const { clock, failures, mint, get, ready } = await start('wrong type')
  expect((await get(await mint())).status).toBe(200)
  expect((await ready()).status).toBe(200)
  clock.advance(day - 1)
  expect((await get(await mint())).status).toBe(200)
  expect(failures()).toBe(0)
})
