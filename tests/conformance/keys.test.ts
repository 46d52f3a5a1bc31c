import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { KeyFault } from '../../sandbox/maskinporten/key-endpoint.ts'
import type { KeySet } from '../../sandbox/maskinporten/key-set.ts'
import type { MaskinportenWish } from '../../sandbox/maskinporten/mint.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { strangersKey } from '../../sandbox/maskinporten/token.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../support/gateway.ts'
import { http } from '../support/network/http.ts'
import { eventually, virtualClock, type VirtualClock } from '../support/virtual-clock.ts'
import { expectRefused, mint, onAltinn2, refusals, send } from './refused.ts'

const minute = 60_000
const hour = 60 * minute
/** Longer than the rest between two fetches, whatever chance has made of it. */
const untilRefresh = 17 * minute

let gateway: TestGateway
let clock: VirtualClock
let later: number
const isRest = (pause: number): boolean => pause > 13 * minute && pause < untilRefresh

let isShared = false
afterEach(async () => {
  if (!isShared) await gateway.close()
})

/** One gateway for all tests of a block: they leave it as it was. */
function shareOne(): void {
  beforeAll(async () => {
    isShared = true
    await start()
  })
  afterAll(async () => {
    isShared = false
    await gateway.close()
  })
}

/** A gateway for which time passes when the test says so, and whose Altinn 2 is closed. */
async function start(settings: TestSettings = {}): Promise<KeySet> {
  clock = virtualClock(Date.now())
  later = 0
  gateway = await startTestGateway({ altinn2Url: '', clock, ...settings })
  // Two issuers' keys rest until time passes; before that it would pass without them.
  const rests = (): number => clock.pauses.filter((pause) => isRest(pause)).length
  if (settings.before === undefined) await eventually(() => rests() === 2)
  return gateway.sandbox.maskinporten.keys
}

function advance(milliseconds: number): void {
  later += milliseconds
  clock.advance(milliseconds)
}

/** Lets time pass until the keys have been fetched again; what they change shows soon after. */
async function refresh(): Promise<void> {
  const { keys } = gateway.sandbox.maskinporten
  const before = keys.fetches
  advance(untilRefresh)
  await eventually(() => keys.fetches > before)
}

/** Fetches of Maskinporten's keys that have come to nothing. */
function failures(): number {
  const lines = gateway.log().split('\n')
  const { issuer } = gateway.sandbox.maskinporten
  return lines.filter((line) => line.includes('could not be fetched') && line.includes(issuer))
    .length
}

/** A token that is fresh by the gateway's clock, and good for an hour. */
function freshToken(wish: Partial<MaskinportenWish> = {}): Promise<string> {
  gateway.sandbox.maskinporten.faults.clockOffset = Math.floor(later / 1000)
  return mint(gateway, { lifetime: 3_600, ...wish })
}

/** Whoever is let in hears that Altinn 2 is closed; no platform looks at the token's times. */
async function expectLetIn(token: string): Promise<void> {
  expect((await send(gateway, { token, path: onAltinn2 })).status).toBe(410)
}

async function statusOf(token: string): Promise<number> {
  return (await send(gateway, { token, path: onAltinn2 })).status
}

async function readiness(): Promise<number> {
  return (await http(gateway.adminUrl, '/health/ready')).status
}

describe('a token that was tampered with', () => {
  shareOne()

  it.each<[string, (claims: Record<string, unknown>) => object]>([
    ['another organisation', (claims) => ({ ...claims, consumer: idOf(organizations.vendor) })],
    ['more scopes', (claims) => ({ ...claims, scope: 'altinn:enduser altinn:broker.write' })],
    ['a longer life', (claims) => ({ ...claims, exp: Number(claims.exp) + 1_000 })],
    ['the same in another order', (claims) => Object.fromEntries(Object.entries(claims).reverse())],
  ])('in its payload is refused: %s [30]', async (_, change) => {
    const token = await mint(gateway, {
      alter: (header, payload, signature) => {
        const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
          string,
          unknown
        >
        const altered = Buffer.from(JSON.stringify(change(claims))).toString('base64url')
        return `${header}.${altered}.${signature}`
      },
    })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it.each<[string, (signature: string) => string]>([
    ['its first character', (one) => `${one.startsWith('A') ? 'B' : 'A'}${one.slice(1)}`],
    ['cut short', (one) => one.slice(0, -4)],
    ['one of zeros', (one) => 'A'.repeat(one.length)],
  ])('in its signature is refused: %s [30]', async (_, change) => {
    const token = await mint(gateway, {
      alter: (header, payload, signature) => `${header}.${payload}.${change(signature)}`,
    })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })
})

describe('a token that somebody else signed', () => {
  shareOne()

  it('is refused under the right key id [31]', async () => {
    const token = await mint(gateway, { key: strangersKey() })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it('is refused when it is Altinn under Maskinporten’s name, with either key id [32]', async () => {
    const { current } = gateway.sandbox.altinn3.keys
    for (const key of [current, current.privateKey]) {
      const token = await mint(gateway, { key })
      await expectRefused(gateway, { token }, refusals.invalidToken)
    }
  })

  it('is refused when it is Maskinporten under Altinn’s name, with either key id [32]', async () => {
    const { altinn3, maskinporten } = gateway.sandbox
    const { current } = maskinporten.keys
    const wish = { org: organizations.customer.number, scope: 'altinn:broker.read' }
    await expectRefused(
      gateway,
      { token: altinn3.mintAltinnToken({ ...wish, key: current }) },
      refusals.invalidToken,
    )
    await expectRefused(
      gateway,
      { token: altinn3.mintAltinnToken({ ...wish, key: current.privateKey }) },
      refusals.invalidToken,
    )
  })
})

describe('a key that is withdrawn', () => {
  it('takes the tokens that were known along, once the keys have been fetched [33]', async () => {
    const keys = await start()
    const token = await freshToken()
    await expectLetIn(token)
    await keys.rotate()
    await expectLetIn(token)
    await refresh()
    await eventually(async () => (await statusOf(token)) === 401)
    await expectRefused(gateway, { token, path: onAltinn2 }, refusals.invalidToken)
  })

  it('is not had by a token that nobody has seen, either [33]', async () => {
    const keys = await start()
    const token = await freshToken()
    await keys.publishAhead()
    keys.drop()
    await refresh()
    await eventually(async () => (await statusOf(token)) === 401)
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })
})

describe('a new key', () => {
  it('is taken within one fetch of its first token [34]', async () => {
    const keys = await start()
    await keys.rotate()
    const before = keys.fetches
    advance(31_000)
    const token = await freshToken()
    await eventually(async () => (await statusOf(token)) === 410)
    expect(keys.fetches).toBe(before + 1)
    const fresh = await mint(gateway)
    expect((await send(gateway, { token: fresh })).status).toBe(200)
  })

  it('that was shown in time is taken at its first token, without a fetch [34]', async () => {
    const keys = await start()
    const next = await keys.publishAhead()
    await refresh()
    const [before, token] = [keys.fetches, await freshToken({ key: next })]
    await expectLetIn(token)
    expect(keys.fetches).toBe(before)
  })

  it.each<[string, (keys: KeySet) => void | Promise<void>]>([
    ['keys of other kinds', (keys) => keys.addOtherKinds()],
    ['numbers in ordinary base64', (keys) => keys.useOrdinaryBase64()],
  ])('is taken from a set with %s [34]', async (_, change) => {
    const keys = await start()
    await keys.rotate()
    await change(keys)
    const token = await freshToken()
    await refresh()
    await eventually(async () => (await statusOf(token)) === 410)
  })
})

const faults = [
  'error',
  'hang',
  'drip',
  'html',
  'empty',
  'huge',
  'redirect',
  'not json',
] as const satisfies readonly KeyFault[]

/** An answer that does not come is given up after three seconds. */
async function giveUp(fault: KeyFault): Promise<void> {
  if (fault === 'hang' || fault === 'drip') advance(3_000)
  await eventually(() => failures() > 0)
}

describe('an issuer that fails with warm keys', () => {
  it.each(faults)('is not noticed by tokens of keys that are known: %s [35]', async (fault) => {
    const keys = await start()
    const known = await freshToken()
    await expectLetIn(known)
    gateway.sandbox.maskinporten.faults.keys = fault
    const before = keys.fetches
    advance(untilRefresh)
    await eventually(() => keys.fetches > before)
    // Time stands still: a fetch that hangs goes on, and whoever waited for it would wait for ever.
    await expectLetIn(known)
    await expectLetIn(await freshToken())
    await giveUp(fault)
    await expectLetIn(await freshToken())
    expect(await readiness()).toBe(200)
    expect(gateway.sandbox.maskinporten.asked).not.toContain('GET /moved/jwk')
  })

  it('is taken at its word when only the type of its answer is wrong [35]', async () => {
    const keys = await start()
    await keys.rotate()
    gateway.sandbox.maskinporten.faults.keys = 'wrong type'
    const token = await freshToken()
    advance(untilRefresh)
    await eventually(async () => (await statusOf(token)) === 410)
  })

  it('leaves open whose an unknown key is, until it answers again [35]', async () => {
    await start()
    const { faults: now } = gateway.sandbox.maskinporten
    now.keys = 'error'
    advance(untilRefresh)
    await eventually(() => failures() > 0)
    const token = await freshToken({ header: { kid: 'perhaps-new' } })
    await expectRefused(gateway, { token }, refusals.keysUnavailable)
    now.keys = undefined
    advance(minute)
    await eventually(async () => (await statusOf(token)) === 401)
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })
})

describe('an issuer that fails from the start', () => {
  it.each(faults)('lets nobody in and the gateway not be ready: %s [36]', async (fault) => {
    await start({
      before: ({ maskinporten }) => {
        maskinporten.faults.keys = fault
      },
    })
    const { keys, faults: now } = gateway.sandbox.maskinporten
    await eventually(() => keys.fetches === 1)
    await giveUp(fault)
    const token = await freshToken()
    await expectRefused(gateway, { token }, refusals.keysUnavailable)
    expect(await readiness()).toBe(503)
    expect((await http(gateway.adminUrl, '/health/live')).status).toBe(200)
    now.keys = undefined
    advance(minute)
    await eventually(async () => (await statusOf(token)) === 410)
    expect(await readiness()).toBe(200)
  })
})

describe('an issuer that has failed for a day', () => {
  it('was trusted until then, and not a moment longer [37]', async () => {
    const keys = await start()
    const { faults: now } = gateway.sandbox.maskinporten
    now.keys = 'error'
    advance(24 * hour - minute)
    await eventually(() => failures() > 0)
    const token = await freshToken()
    await expectLetIn(token)
    expect(await readiness()).toBe(200)
    advance(minute)
    await expectRefused(gateway, { token }, refusals.keysUnavailable)
    expect(await readiness()).toBe(503)
    now.keys = undefined
    const before = keys.fetches
    advance(5 * minute)
    await eventually(() => keys.fetches > before)
    await eventually(async () => (await statusOf(token)) === 410)
    expect(await readiness()).toBe(200)
  })
})

describe('a set that cannot be', () => {
  it('with two keys of one id leaves the one before in place [38]', async () => {
    const keys = await start()
    const known = await freshToken()
    const other = await keys.duplicate()
    advance(untilRefresh)
    await eventually(() => failures() > 0)
    await expectLetIn(known)
    await expectLetIn(await freshToken())
    const token = await freshToken({ key: other })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it('with a key of 1024 bits lets nobody in by that key, and the others go on [39]', async () => {
    const keys = await start()
    const weak = await keys.addWeak()
    advance(untilRefresh)
    await eventually(() => gateway.log().includes('keys were left out'))
    const token = await freshToken({ key: weak })
    await expectRefused(gateway, { token }, refusals.invalidToken)
    await expectLetIn(await freshToken())
  })
})

function idOf({ number }: { readonly number: string }): object {
  return { authority: 'iso6523-actorid-upis', ID: `0192:${number}` }
}
