import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK } from 'jose'
import { Agent } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKeySource, type KeySource } from '../../src/authenticate/key-source.ts'
import type { Clock } from '../../src/clock.ts'
import { createLogger } from '../../src/log.ts'

const cooldown = 30_000

function rsa(modulusLength: number): JsonWebKey {
  return generateKeyPairSync('rsa', { modulusLength }).publicKey.export({ format: 'jwk' })
}

const [first, second] = [
  { ...rsa(2048), kid: 'first' },
  { ...rsa(2048), kid: 'second' },
]
const weak = { ...rsa(1024), kid: 'weak' }

type Answer = (response: ServerResponse) => void

interface Issuer {
  readonly url: string
  /** Paths, in order. */
  readonly asked: string[]
  answer: Answer
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function startIssuer(answer: Answer): Promise<Issuer> {
  const server = createServer((request, response) => {
    issuer.asked.push(request.url ?? '')
    issuer.answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => close(server))
  const { port } = server.address() as AddressInfo
  const issuer: Issuer = { url: `http://127.0.0.1:${port}/jwk`, asked: [], answer }
  return issuer
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

interface HeldClock extends Clock {
  readonly pauses: readonly number[]
  readonly advance: (milliseconds: number) => void
  /** Resolves once somebody pauses. */
  readonly paused: () => Promise<void>
  readonly endPauses: () => void
}

/** Time that passes, and pauses that end, only when the test says so. */
function holdClock(): HeldClock {
  let time = Date.parse('2026-11-22T12:00:00Z')
  const pauses: number[] = []
  const waiting: (() => void)[] = []
  const watching: (() => void)[] = []
  return {
    now: () => time,
    pause: (milliseconds) =>
      new Promise((resolve) => {
        pauses.push(milliseconds)
        waiting.push(resolve)
        for (const seen of watching.splice(0)) seen()
      }),
    pauses,
    advance: (milliseconds) => void (time += milliseconds),
    paused: async () => {
      if (waiting.length === 0) await new Promise<void>((seen) => watching.push(seen))
    },
    endPauses: () => {
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

let clock: HeldClock
let log: string[]
beforeEach(() => {
  clock = holdClock()
  log = []
})

function keysOf({ url }: Issuer): KeySource {
  const dispatcher = new Agent()
  closers.push(() => dispatcher.destroy())
  const logger = createLogger('info', { write: (line) => void log.push(line) })
  return createKeySource(url, { clock, log: logger, dispatcher })
}

function json(body: unknown, status = 200): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
}

function setOf(...keys: readonly object[]): Answer {
  return json({ keys })
}

/** An issuer that has given its first key, and is asked again from the next unknown key on. */
async function startKnown(): Promise<{ issuer: Issuer; keys: KeySource }> {
  const issuer = await startIssuer(setOf(first))
  const keys = keysOf(issuer)
  await keys.find('first')
  clock.advance(cooldown)
  return { issuer, keys }
}

async function modulusOf(keys: KeySource, kid: string): Promise<string | undefined> {
  const key = await keys.find(kid)
  return key && (await exportJWK(key)).n
}

const unavailable = { code: 'KEYS_UNAVAILABLE' }

describe('the first key that is looked for', () => {
  it('is fetched, with all the others of its set', async () => {
    const issuer = await startIssuer(setOf(first, second))
    const keys = keysOf(issuer)
    expect(keys.isReady()).toBe(false)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
    expect(await modulusOf(keys, 'second')).toBe(second.n)
    expect(keys.isReady()).toBe(true)
    expect(issuer.asked).toEqual(['/jwk'])
  })

  it('cannot be told from an unknown one while the issuer fails', async () => {
    const issuer = await startIssuer(json({}, 500))
    const keys = keysOf(issuer)
    await expect(keys.find('first')).rejects.toMatchObject(unavailable)
    expect(keys.isReady()).toBe(false)
  })

  it('is not fetched again for thirty seconds when that failed', async () => {
    const issuer = await startIssuer(json({}, 500))
    const keys = keysOf(issuer)
    await expect(keys.find('first')).rejects.toMatchObject(unavailable)
    issuer.answer = setOf(first)
    clock.advance(cooldown - 1)
    await expect(keys.find('first')).rejects.toMatchObject(unavailable)
    expect(issuer.asked).toHaveLength(1)
    clock.advance(1)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
  })

  it('cannot be checked when nobody listens', async () => {
    const issuer = await startIssuer(setOf(first))
    for (const close of closers.splice(0)) await close()
    await expect(keysOf(issuer).find('first')).rejects.toMatchObject(unavailable)
  })
})

describe('an unknown key', () => {
  it('is fetched once it may be new', async () => {
    const { issuer, keys } = await startKnown()
    issuer.answer = setOf(second)
    expect(await modulusOf(keys, 'second')).toBe(second.n)
    expect(keys.has('first')).toBe(false)
    expect(issuer.asked).toHaveLength(2)
  })

  it('is nobody’s when the issuer does not have it', async () => {
    const { issuer, keys } = await startKnown()
    expect(await keys.find('foreign')).toBeUndefined()
    expect(issuer.asked).toHaveLength(2)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
  })

  it('causes one fetch in thirty seconds at most, whichever key it is', async () => {
    const { issuer, keys } = await startKnown()
    for (const kid of ['a', 'b', 'a', 'c']) expect(await keys.find(kid)).toBeUndefined()
    expect(issuer.asked).toHaveLength(2)
    clock.advance(cooldown - 1)
    expect(await keys.find('d')).toBeUndefined()
    expect(issuer.asked).toHaveLength(2)
    clock.advance(1)
    expect(await keys.find('e')).toBeUndefined()
    expect(issuer.asked).toHaveLength(3)
  })

  it('causes no second fetch when the first attempt failed', async () => {
    const { issuer, keys } = await startKnown()
    issuer.answer = json({}, 500)
    await expect(keys.find('second')).rejects.toMatchObject(unavailable)
    issuer.answer = setOf(first, second)
    clock.advance(cooldown - 1)
    await keys.find('foreign').catch(() => undefined)
    expect(issuer.asked).toHaveLength(2)
    clock.advance(1)
    expect(await modulusOf(keys, 'second')).toBe(second.n)
    expect(issuer.asked).toHaveLength(3)
  })

  it('never makes a known one wait', async () => {
    const { issuer, keys } = await startKnown()
    let release: () => void = () => undefined
    const asked = new Promise<void>((resolve) => {
      issuer.answer = (response) => {
        release = () => setOf(second)(response)
        resolve()
      }
    })
    const waiting = keys.find('second')
    await asked
    expect(await modulusOf(keys, 'first')).toBe(first.n)
    release()
    expect(await waiting).toBeDefined()
  })
})

describe('finds at the same time', () => {
  it('share one fetch, whichever key they look for', async () => {
    const issuer = await startIssuer(setOf(first, second))
    const keys = keysOf(issuer)
    const found = await Promise.all(
      ['first', 'second', 'first', 'foreign'].map((kid) => keys.find(kid)),
    )
    expect(found.map((key) => key !== undefined)).toEqual([true, true, true, false])
    expect(issuer.asked).toHaveLength(1)
  })

  it('share its failure', async () => {
    const issuer = await startIssuer(json({}, 500))
    const keys = keysOf(issuer)
    const found = await Promise.allSettled(['first', 'second'].map((kid) => keys.find(kid)))
    expect(found.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(issuer.asked).toHaveLength(1)
  })
})

describe('an answer that is no usable key set', () => {
  const many = Array.from({ length: 21 }, (_, place) => ({ ...second, kid: `${place}` }))

  it.each<[string, Answer, string]>([
    ['without keys', setOf(), 'no usable key'],
    ['with an id twice', setOf(first, { ...second, kid: 'first' }), 'two keys with one id'],
    ['with an id twice, once for each key', setOf(second, second), 'two keys with one id'],
    ['with weak keys alone', setOf(weak), 'no usable key'],
    ['with more keys than any issuer has', setOf(...many), 'not a key set'],
    ['of more than 256 KiB', json({ keys: [second], more: ' '.repeat(256 * 1024) }), 'too large'],
    ['without a list', json({ keys: { second } }), 'not a key set'],
    ['of another shape', json([second]), 'not a key set'],
    ['of nothing', (response) => void response.end(), 'JSON'],
    ['of HTML', (response) => void response.end('<html><body>Login</body></html>'), 'JSON'],
    ['of half a set', (response) => void response.end('{"keys":[{"kty":"RSA"'), 'JSON'],
    ['with an error', json({ keys: [second] }, 500), 'status 500'],
    ['that is not found', json({ keys: [second] }, 404), 'status 404'],
    ['that broke off', (response) => void response.socket?.destroy(), 'other side closed'],
    [
      'that broke off in the middle',
      (response) => {
        response.writeHead(200, { 'content-length': 1_000 }).write('{"keys":')
        setImmediate(() => response.socket?.destroy())
      },
      '',
    ],
  ])('leaves the keys as they are: %s', async (_, answer, reason) => {
    const { issuer, keys } = await startKnown()
    issuer.answer = answer
    await expect(keys.find('second')).rejects.toMatchObject(unavailable)
    expect(issuer.asked).toHaveLength(2)
    expect(keys.isReady()).toBe(true)
    expect(keys.has('second')).toBe(false)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
    expect(log).toHaveLength(1)
    expect(JSON.parse(log[0] ?? '')).toMatchObject({
      msg: 'key set could not be fetched',
      reason: expect.stringContaining(reason) as string,
    })
  })

  it.each([301, 302, 303, 307, 308])('leaves the keys as they are: redirect %i', async (status) => {
    const { issuer, keys } = await startKnown()
    issuer.answer = (response) => {
      issuer.answer = setOf(second)
      response.writeHead(status, { location: '/elsewhere' }).end()
    }
    await expect(keys.find('second')).rejects.toMatchObject(unavailable)
    expect(issuer.asked).toEqual(['/jwk', '/jwk'])
    expect(await modulusOf(keys, 'first')).toBe(first.n)
  })
})

describe('a key in a set', () => {
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey

  it.each([
    ['has a modulus of 1024 bits', weak],
    ['is for encryption', { ...second, use: 'enc' }],
    ['is for another algorithm', { ...second, alg: 'PS256' }],
    ['is symmetric', { kty: 'oct', kid: 'second', k: 'c2VjcmV0', alg: 'HS256' }],
    ['is on a curve', { ...elliptic.export({ format: 'jwk' }), kid: 'second' }],
    ['has an empty id', { ...second, kid: '' }],
    ['has no id', { ...second, kid: undefined }],
    ['has an id without end', { ...second, kid: 'x'.repeat(129) }],
    ['is no object', 'second'],
  ])('is left out when it %s, and the others are taken', async (_, key) => {
    const issuer = await startIssuer(json({ keys: [key, first] }))
    const keys = keysOf(issuer)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
    for (const kid of ['weak', 'second', '', 'x'.repeat(129)]) {
      expect(await keys.find(kid)).toBeUndefined()
    }
    expect(log).toEqual([])
  })

  it.each([
    [undefined, 'SHA-256'],
    ['RS256', 'SHA-256'],
    ['RS384', 'SHA-384'],
    ['RS512', 'SHA-512'],
  ])('is for the algorithm that it names: %s', async (alg, hash) => {
    const issuer = await startIssuer(setOf({ ...first, use: 'sig', alg }))
    const key = await keysOf(issuer).find('first')
    expect(key?.algorithm).toMatchObject({ name: 'RSASSA-PKCS1-v1_5', hash: { name: hash } })
    expect(key?.usages).toEqual(['verify'])
  })

  it('is public even when the issuer gives its private half away', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const issuer = await startIssuer(
      setOf({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'first' }),
    )
    const key = await keysOf(issuer).find('first')
    expect(key?.type).toBe('public')
  })
})

describe('keys that are kept fresh', () => {
  it('are fetched every five seconds until there are some, then every quarter of an hour', async () => {
    const issuer = await startIssuer(json({}, 500))
    const keys = keysOf(issuer)
    const stop = new AbortController()
    const ready = keys.keepFresh(stop.signal)
    await clock.paused()
    expect(keys.isReady()).toBe(false)

    issuer.answer = setOf(first)
    clock.endPauses()
    await ready
    expect(await modulusOf(keys, 'first')).toBe(first.n)
    await clock.paused()

    issuer.answer = setOf(second)
    clock.endPauses()
    await clock.paused()
    expect(keys.has('first')).toBe(false)
    expect(await modulusOf(keys, 'second')).toBe(second.n)

    issuer.answer = json({}, 500)
    clock.endPauses()
    await clock.paused()
    expect(await modulusOf(keys, 'second')).toBe(second.n)

    expect(clock.pauses).toEqual([5_000, 900_000, 900_000, 5_000])
    stop.abort()
    clock.endPauses()
    expect(issuer.asked).toHaveLength(4)
  })
})

describe('an unknown key while the issuer does not answer', () => {
  it('is not called a forgery, neither at the failed fetch nor in the pause after it', async () => {
    const { issuer, keys } = await startKnown()
    issuer.answer = json({}, 500)
    await expect(keys.find('new')).rejects.toMatchObject(unavailable)
    await expect(keys.find('new')).rejects.toMatchObject(unavailable)
    expect(await modulusOf(keys, 'first')).toBe(first.n)
  })
})

it('a weak key is no use, also when its modulus is padded with zeros', async () => {
  const modulus = Buffer.concat([Buffer.alloc(128), Buffer.from(weak.n ?? '', 'base64url')])
  const issuer = await startIssuer(setOf({ ...weak, n: modulus.toString('base64url') }))
  await expect(keysOf(issuer).find('weak')).rejects.toMatchObject(unavailable)
})
