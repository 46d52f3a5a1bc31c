import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { collectGarbage } from '../../support/collect-garbage.ts'
import { callsOfCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { eventually, virtualClock, type VirtualClock } from '../../support/virtual-clock.ts'
import { isLongRun } from '../../support/long-run.ts'

const cooldown = 30_000
const many = isLongRun ? 2_000 : 200
/** Thousands of requests take as long as they take. */
const patience = isLongRun ? 300_000 : 60_000
const atOnce = 20
const path = '/api/my/brokerservice/inbox?serviceCode=4483&serviceEditionCode=1'

let clock: VirtualClock
let gateway: TestGateway
beforeEach(async () => {
  clock = virtualClock(Math.floor(Date.now() / 1_000) * 1_000)
  gateway = await startTestGateway({ clock })
  // The gateway’s own first fetch counts as an attempt.
  clock.advance(cooldown)
})
afterEach(() => gateway.close())

const call = (token: string): Promise<HttpAnswer> =>
  http(gateway.url, path, { headers: { authorization: `Bearer ${token}`, apikey: 'k' } })

const fetches = (): number => gateway.sandbox.maskinporten.keys.fetches

type Spoil = (token: string) => string

/** Nobody’s signature is looked at before there is a key. */
const withUnknownKey: Spoil = (token) => {
  const [, ...rest] = token.split('.')
  const header = { alg: 'RS256', kid: randomBytes(96).toString('base64url') }
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...rest].join('.')
}

const withBadSignature: Spoil = (token) => {
  const [header, payload] = token.split('.')
  // Below any modulus, so that the signature is calculated with.
  const signature = Buffer.concat([Buffer.alloc(1), randomBytes(255)])
  return [header, payload, signature.toString('base64url')].join('.')
}

/** Strangers in droves, and with each drove a caller whose token is known and one whose token is new. */
async function flood(count: number, spoil: Spoil, claims = {}): Promise<void> {
  const known = await gateway.token({ lifetime: 3_000 })
  const like = await gateway.token({ lifetime: 3_000, claims })
  for (let sent = 0; sent < count; sent += atOnce) {
    const strangers = Array.from({ length: atOnce }, () => call(spoil(like)))
    const callers = [known, await gateway.token()].map(call)
    for (const { status, headers } of await Promise.all(strangers)) {
      expect(status).toBe(401)
      expect(headers['www-authenticate']).toContain('error="invalid_token"')
    }
    const statuses = (await Promise.all(callers)).map(({ status }) => status)
    expect(statuses).toEqual([200, 200])
  }
}

it(
  `[24] ${many} unknown keys cost one fetch, and known callers nothing`,
  async () => {
    const before = fetches()
    const callsBefore = callsOfCallers(gateway.sandbox)
    await flood(many, withUnknownKey)
    expect(fetches()).toBe(before + 1)
    // Two callers to a drove were answered by Altinn 2, and nobody else was heard there.
    expect(callsOfCallers(gateway.sandbox)).toBe(callsBefore + (2 * many) / atOnce)

    clock.advance(cooldown - 1)
    await flood(100, withUnknownKey)
    expect(fetches()).toBe(before + 1)
    clock.advance(1)
    await flood(100, withUnknownKey)
    expect(fetches()).toBe(before + 2)
  },
  patience,
)

it(
  `[34] a new key is found among ${many} unknown ones`,
  async () => {
    await flood(many, withUnknownKey)
    const { keys } = gateway.sandbox.maskinporten
    const before = fetches()
    const next = await keys.publishAhead()
    keys.current = next
    const token = await gateway.token({ lifetime: 3_000 })
    expect((await call(token)).status).toBe(401)
    expect(fetches()).toBe(before)
    clock.advance(cooldown)
    await call(token)
    await eventually(() => fetches() === before + 1)
    let status = 0
    for (let tries = 0; status !== 200 && tries < 1_000; tries += 1)
      ({ status } = await call(token))
    expect(status).toBe(200)
    expect(fetches()).toBe(before + 1)
  },
  patience,
)

it.runIf(isLongRun).each([
  ['unknown keys', withUnknownKey],
  ['bad signatures', withBadSignature],
])(
  '[92] of two thousand large tokens with %s nothing is kept',
  async (_, spoil) => {
    const mebibyte = 1024 * 1024
    const padding = 'x'.repeat(4 * 1024)
    await flood(200, spoil, { padding })
    collectGarbage()
    const before = process.memoryUsage().heapUsed
    await flood(many, spoil, { padding })
    collectGarbage()
    const growth = (process.memoryUsage().heapUsed - before) / mebibyte
    // The tokens are 12 MiB. ShadowAndFallback what the gateway keeps, the test keeps the log of all requests.
    expect(growth).toBeLessThan(8)
  },
  patience,
)
