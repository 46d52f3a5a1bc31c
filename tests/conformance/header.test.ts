import { createPublicKey, type KeyObject } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MaskinportenWish } from '../../sandbox/maskinporten/mint.ts'
import { strangersKey } from '../../sandbox/maskinporten/token.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { eventually, virtualClock, type VirtualClock } from '../support/virtual-clock.ts'
import { expectRefused, mint, refusals, send } from './refused.ts'

let gateway: TestGateway
let attacker: Server
let attackersKey: KeyObject
/** Requests that somebody was led to make. */
const lured: string[] = []
beforeAll(async () => {
  gateway = await startTestGateway()
  attackersKey = strangersKey()
  attacker = createServer((request, response) => {
    lured.push(request.url ?? '')
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ keys: [{ ...publicHalf(), kid: 'attackers' }] }))
  })
  await new Promise<void>((resolve) => attacker.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await gateway.close()
  await new Promise((resolve) => attacker.close(resolve))
})

function publicHalf(): object {
  return createPublicKey(attackersKey).export({ format: 'jwk' })
}

function attackersUrl(): string {
  return `http://127.0.0.1:${(attacker.address() as AddressInfo).port}/jwk`
}

const kid = (): string => gateway.sandbox.maskinporten.keys.current.kid
const issuersKey = (): KeyObject => gateway.sandbox.maskinporten.keys.current.publicKey
const modulus = (): Buffer => {
  const { n } = gateway.sandbox.maskinporten.keys.current.jwk
  return Buffer.from(String(n), 'base64url')
}

async function expectInvalid(wish: Partial<MaskinportenWish>): Promise<void> {
  await expectRefused(gateway, { token: await mint(gateway, wish) }, refusals.invalidToken)
}

describe('an unsigned token', () => {
  it.each(['none', 'None', 'nOnE', 'NONE', ''])('is refused: alg "%s" [17]', (alg) =>
    expectInvalid({ header: { alg }, algorithm: 'none' }),
  )

  it.each(['none', 'None', 'nOnE', ''])('is refused under a good signature: alg "%s" [17]', (alg) =>
    expectInvalid({ header: { alg }, algorithm: 'RS256' }),
  )

  it('is refused when it says that it is signed [17]', () => expectInvalid({ algorithm: 'none' }))
})

describe('a token whose secret is the public key', () => {
  const spellings: readonly [string, () => string | Buffer][] = [
    ['as PEM', () => pem()],
    ['as PEM without its last line break', () => pem().trimEnd()],
    ['as DER', () => issuersKey().export({ type: 'spki', format: 'der' })],
    ['the modulus', () => modulus()],
    ['the modulus in base64url', () => modulus().toString('base64url')],
    ['an empty secret', () => ''],
  ]
  const pem = (): string => issuersKey().export({ type: 'spki', format: 'pem' }).toString()

  it.each(
    ['HS256', 'HS384', 'HS512'].flatMap((alg) =>
      spellings.map(([name, secret]) => [alg, name, secret] as const),
    ),
  )('is refused: %s, %s [18]', (alg, _, secret) =>
    expectInvalid({ header: { alg }, key: secret() }),
  )
})

describe('a token of another algorithm', () => {
  it.each(['ES256', 'ES384', 'PS256', 'PS512', 'EdDSA'])(
    'is refused when a stranger signed it: %s [19]',
    (alg) => expectInvalid({ header: { alg }, key: strangersKey(alg) }),
  )

  it('is refused when the issuer’s own key signed it: PS256 [19]', () =>
    expectInvalid({ header: { alg: 'PS256' } }))

  it('is refused when it was signed with another than it says [19]', () =>
    expectInvalid({ algorithm: 'RS512' }))
})

describe('a key id', () => {
  it('that is missing is refused [20]', () => expectInvalid({ header: { kid: null } }))

  it.each([
    ['a number', 7],
    ['an object', { kid: 'x' }],
    ['a list with the right one', () => [kid()]],
    ['true', true],
    ['null', null],
  ])('of another type is refused: %s [21]', (_, given) => {
    const value: unknown = typeof given === 'function' ? given() : given
    return expectInvalid({ header: JSON.stringify({ alg: 'RS256', kid: value }) })
  })

  it.each([
    ['a path', '../../dev/null'],
    ['an absolute path', '/dev/null'],
    ['SQL', "' OR 1=1--"],
    ['a command', '|cat'],
    ['ten kilobytes', 'a'.repeat(10 * 1024)],
    ['more characters than any id has', 'a'.repeat(129)],
    ['nothing', ''],
    ['what every object has', '__proto__'],
    ['another that every object has', 'constructor'],
    ['a third that every object has', 'hasOwnProperty'],
    ['an address', 'https://evil.example/jwk'],
    ['a line break', 'x\r\nX-Injected: 1'],
  ])('that reaches for something else is refused: %s [22]', (_, value) =>
    expectInvalid({ header: { kid: value } }),
  )

  it('with something behind the right one is refused [22]', () =>
    expectInvalid({ header: { kid: `${kid()}\u0000` } }))
})

describe('an unknown key id', () => {
  let clock: VirtualClock
  let timed: TestGateway
  beforeAll(async () => {
    clock = virtualClock(Date.now())
    timed = await startTestGateway({ clock })
  })
  afterAll(() => timed.close())

  const fetches = (): number => timed.sandbox.maskinporten.keys.fetches

  it('is refused, and looked up once however often it comes [23]', async () => {
    clock.advance(31_000)
    const before = fetches()
    for (let time = 0; time < 5; time += 1) {
      const token = await mint(timed, { header: { kid: 'nobodys-key' } })
      await expectRefused(timed, { token }, refusals.invalidToken)
      await eventually(() => fetches() === before + 1)
    }
    clock.advance(31_000)
    const token = await mint(timed, { header: { kid: 'nobodys-key' } })
    await expectRefused(timed, { token }, refusals.invalidToken)
    expect(fetches()).toBe(before + 1)
  })

  it('one of a thousand is refused like any other, for one fetch in thirty seconds [24]', async () => {
    const good = await mint(timed)
    const tokens = await Promise.all(
      Array.from({ length: 1_000 }, (_, place) =>
        mint(timed, { header: { kid: `nobodys-${place}` } }),
      ),
    )
    clock.advance(31_000)
    const before = fetches()
    for (let start = 0; start < tokens.length; start += 50) {
      const [known, ...answers] = await Promise.all(
        [good, ...tokens.slice(start, start + 50)].map((token) => send(timed, { token })),
      )
      expect(known?.status).toBe(200)
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
    }
    expect(fetches()).toBe(before + 1)
  })
})

describe('a header that leads to a key', () => {
  it.each([
    ['jku', 'the right key id', () => kid()],
    ['jku', 'the attacker’s key id', () => 'attackers'],
    ['x5u', 'the right key id', () => kid()],
    ['x5u', 'the attacker’s key id', () => 'attackers'],
  ])('elsewhere is refused, and nobody goes there: %s, %s [25]', async (name, _, keyId) => {
    await expectInvalid({ header: { [name]: attackersUrl(), kid: keyId() }, key: attackersKey })
    expect(lured).toEqual([])
  })

  it.each(['jku', 'x5u'])('is refused even when the issuer signed it: %s [25]', async (name) => {
    await expectInvalid({ header: { [name]: attackersUrl() } })
    expect(lured).toEqual([])
  })

  it.each<[string, () => object]>([
    ['jwk', () => ({ jwk: publicHalf() })],
    ['jwk without a key id', () => ({ jwk: publicHalf(), kid: null })],
    ['x5c', () => ({ x5c: [derOfAttacker()] })],
    ['x5c without a key id', () => ({ x5c: [derOfAttacker()], kid: null })],
  ])('of the attacker’s within it is refused: %s [26]', (_, header) =>
    expectInvalid({ header: { ...header() }, key: attackersKey }),
  )

  const derOfAttacker = (): string =>
    createPublicKey(attackersKey).export({ type: 'spki', format: 'der' }).toString('base64')
})

describe('a header that asks for another reading', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an unknown extension', { crit: ['x-unknown'], 'x-unknown': true }],
    ['the payload as it is', { crit: ['b64'], b64: false }],
    ['the payload as it is, said without need', { b64: false }],
    ['what it would be anyway', { crit: ['b64'], b64: true }],
    ['no extension', { crit: [] }],
    ['a known claim', { crit: ['exp'] }],
  ])('is refused: %s [27]', (_, header) => expectInvalid({ header }))

  it.each(['dpop+jwt', 'logout+jwt', 'secevent+jwt', 'JWE', '', 'at+jwt2', 7])(
    'as another type is refused: %s [28]',
    (typ) => expectInvalid({ header: { typ } }),
  )

  it.each(['JWT', 'jwt', 'at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/at+JWT'])(
    'as the type that it has is taken: %s [28]',
    async (typ) => {
      const token = await mint(gateway, { header: { typ } })
      expect((await send(gateway, { token })).status).toBe(200)
    },
  )

  it.each(['DEF', ''])('as compressed is refused: "%s" [29]', (zip) =>
    expectInvalid({ header: { zip } }),
  )

  it.each([
    ['no JSON', '{"alg":"RS256",'],
    ['a list', '["RS256"]'],
    ['null', 'null'],
    ['a text', '"RS256"'],
  ])('as no object is refused: %s', (_, header) => expectInvalid({ header }))
})
