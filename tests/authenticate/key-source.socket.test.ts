import { afterEach, describe, expect, it } from 'vitest'
import { createKeySource, type KeySource } from '../../src/authenticate/key-source.ts'
import {
  fails,
  hangs,
  json,
  keyPair,
  setOf,
  startIssuer,
  type Answer,
  type Issuer,
} from '../support/network/key-issuer.ts'
import { eventually, turn } from '../support/virtual-clock.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const cooldown = 30 * second
const timeout = 3 * second

const first = keyPair('first').jwk
const other = keyPair('other').jwk
const weak = keyPair('weak', 1024).jwk
const unavailable = { code: 'KEYS_UNAVAILABLE' }

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function start(answer: Answer): Promise<{ issuer: Issuer; keys: KeySource }> {
  const issuer = await startIssuer(answer)
  closers.push(() => issuer.close())
  return { issuer, keys: createKeySource(issuer.url, issuer.parts) }
}

/** A source that has its first key, and may ask again. */
async function startWarm(): Promise<{ issuer: Issuer; keys: KeySource }> {
  const { issuer, keys } = await start(setOf(first))
  await keys.find('first')
  issuer.parts.clock.advance(cooldown)
  return { issuer, keys }
}

/** The same, kept fresh until the test ends. */
async function startFresh(): Promise<{ issuer: Issuer; keys: KeySource; stop: AbortController }> {
  const { issuer, keys } = await start(setOf(first))
  const stop = new AbortController()
  closers.push(() => stop.abort())
  await keys.keepFresh(stop.signal)
  await issuer.settle()
  return { issuer, keys, stop }
}

/** What a find comes to, or `waiting` if it needs more than the moment. */
async function atOnce(keys: KeySource, kid: string): Promise<'key' | 'none' | 'error' | 'waiting'> {
  const outcome = keys.find(kid).then(
    (key) => (key === undefined ? 'none' : 'key'),
    () => 'error' as const,
  )
  return Promise.race([outcome, turn().then(() => 'waiting' as const)])
}

/** The pauses between fetches, without the limits of the fetches themselves. */
function rests({ parts }: Issuer): number[] {
  return parts.clock.pauses.filter((pause) => pause !== timeout)
}

const drips: Answer = (response) => {
  response.write('{"keys":[')
  const drip = setInterval(() => response.write(' '), 1)
  response.once('close', () => clearInterval(drip))
}

const never: readonly [string, Answer, string][] = [
  ['never comes', hangs, 'too late'],
  ['never gets past its head', (response) => response.flushHeaders(), 'too late'],
  ['comes byte by byte', drips, 'too late'],
]

const many = Array.from({ length: 21 }, (_, place) => ({ ...other, kid: `${place}` }))
const html = '<html><body>Login</body></html>'

const wrong: readonly [string, Answer, string][] = [
  ['is an error', fails, 'status 500'],
  ['is an error with keys in it', json({ keys: [other] }, 503), 'status 503'],
  ['is not found', json({ keys: [other] }, 404), 'status 404'],
  ['is empty', (response) => void response.end(), 'not JSON'],
  ['is HTML', (response) => void response.end(html), 'not JSON'],
  ['is half a set', (response) => void response.end('{"keys":[{"kty":"RSA"'), 'not JSON'],
  ['has no list', json({ keys: { other } }), 'not a key set'],
  ['is a list', json([other]), 'not a key set'],
  ['is null', json(null), 'not a key set'],
  ['has more keys than any issuer', setOf(...many), 'not a key set'],
  ['has no keys', setOf(), 'no usable key'],
  ['has weak keys alone', setOf(weak), 'no usable key'],
  ['has keys of other kinds alone', setOf({ kty: 'oct', kid: 'other', k: 'c2U' }), 'no usable key'],
  ['has an id twice', setOf(other, { ...first, kid: 'other' }), 'two keys with one id'],
  ['has a key twice', setOf(other, other), 'two keys with one id'],
  ['is huge', json({ keys: [other], more: ' '.repeat(256 * 1024) }), 'too large'],
  [
    'has no end',
    (response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(' '.repeat(64 * 1024)));
      }
      response.on('drain', pour)
      pour()
    },
    'too large',
  ],
  ['breaks off', (response) => void response.socket?.destroy(), 'other side closed'],
  [
    'breaks off in the middle',
    (response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('{"keys":')
      setImmediate(() => response.socket?.destroy())
    },
    '',
  ],
  ...[301, 302, 303, 307, 308].map((status): [string, Answer, string] => [
    `is a redirect, ${status}`,
    (response) => void response.writeHead(status, { location: '/elsewhere' }).end(),
    `status ${status}`,
  ]),
]

describe('the first keys', () => {
  it('are fetched by the first request, which waits for them', async () => {
    const { issuer, keys } = await start(setOf(first, other))
    expect(keys.isReady()).toBe(false)
    const key = await keys.find('first')
    expect(key?.type).toBe('public')
    expect(keys.isReady()).toBe(true)
    expect(await atOnce(keys, 'other')).toBe('key')
    expect(issuer.asked).toEqual(['/jwk'])
  })

  it('are fetched once for a hundred requests at the same time', async () => {
    const { issuer, keys } = await start(setOf(first, other))
    const kids = Array.from({ length: 100 }, (_, place) => ['first', 'other', 'none'][place % 3])
    const found = await Promise.all(kids.map((kid = '') => keys.find(kid)))
    expect(found.map((key) => key !== undefined)).toEqual(kids.map((kid) => kid !== 'none'))
    expect(issuer.attempts()).toBe(1)
  })

  it('are waited for in the fetch that is under way', async () => {
    const { issuer, keys } = await start(hangs)
    const stop = new AbortController()
    closers.push(() => stop.abort())
    const ready = keys.keepFresh(stop.signal)
    let release = (): void => undefined
    issuer.answer = (response) => {
      release = () => setOf(first)(response)
    }
    const found = keys.find('first')
    await eventually(() => issuer.asked.length === 1)
    release()
    expect(await found).toBeDefined()
    await ready
    expect(issuer.attempts()).toBe(1)
  })

  it('are not fetched again for thirty seconds by requests when that failed', async () => {
    const { issuer, keys } = await start(fails)
    await expect(keys.find('first')).rejects.toMatchObject(unavailable)
    issuer.answer = setOf(first)
    issuer.parts.clock.advance(cooldown - 1)
    expect(await atOnce(keys, 'first')).toBe('error')
    expect(issuer.attempts()).toBe(1)
    issuer.parts.clock.advance(1)
    expect(await keys.find('first')).toBeDefined()
  })

  it('cannot be had when nobody listens', async () => {
    const { issuer, keys } = await start(setOf(first))
    const { parts, url } = issuer
    await issuer.close()
    closers.length = 0
    const { issuer: elsewhere } = await start(setOf(first))
    const away = createKeySource(url, { ...parts, dispatcher: elsewhere.parts.dispatcher })
    await expect(away.find('first')).rejects.toMatchObject(unavailable)
    expect(keys.isReady()).toBe(false)
  })

  it.each(wrong)('are not there, and nobody is ready, when the answer %s', async (_, answer) => {
    const { issuer, keys } = await start(answer)
    const found = await Promise.allSettled(['first', 'other'].map((kid) => keys.find(kid)))
    for (const one of found) {
      expect(one).toMatchObject({ status: 'rejected', reason: unavailable })
    }
    expect(keys.isReady()).toBe(false)
    expect(issuer.asked).toEqual(['/jwk'])
  })

  it.each(never)('are waited for three seconds when the answer %s', async (_, answer) => {
    const { issuer, keys } = await start(answer)
    const found = expect(keys.find('first')).rejects.toMatchObject(unavailable)
    await eventually(() => issuer.asked.length === 1)
    issuer.parts.clock.advance(timeout - 1)
    expect(await atOnce(keys, 'first')).toBe('waiting')
    issuer.parts.clock.advance(1)
    await found
    expect(keys.isReady()).toBe(false)
    await eventually(() => issuer.open() === 0)
  })
})

describe('keys that are there', () => {
  it.each(wrong)('stay as they are when the answer %s', async (_, answer, reason) => {
    const { issuer, keys } = await startWarm()
    const before = await keys.find('first')
    issuer.answer = answer
    expect(await atOnce(keys, 'other')).toBe('none')
    expect(await atOnce(keys, 'first')).toBe('key')
    await issuer.settle()
    expect(issuer.asked).toEqual(['/jwk', '/jwk'])
    expect(await keys.find('first')).toBe(before)
    expect(await atOnce(keys, 'other')).toBe('error')
    expect(keys.isReady()).toBe(true)
    expect(issuer.warnings()).toEqual([
      expect.objectContaining({
        level: 40,
        msg: 'key set could not be fetched',
        url: issuer.url,
        reason: expect.stringContaining(reason) as string,
        failures: 1,
      }),
    ])
  })

  it.each(never)('stay as they are when the answer %s', async (_, answer, reason) => {
    const { issuer, keys } = await startWarm()
    issuer.answer = answer
    expect(await atOnce(keys, 'other')).toBe('none')
    await eventually(() => issuer.asked.length === 2)
    issuer.parts.clock.advance(timeout - 1)
    expect(await atOnce(keys, 'first')).toBe('key')
    expect(await atOnce(keys, 'other')).toBe('none')
    expect(issuer.warnings()).toEqual([])
    issuer.parts.clock.advance(1)
    await issuer.settle()
    expect(await atOnce(keys, 'first')).toBe('key')
    expect(await atOnce(keys, 'other')).toBe('error')
    expect(issuer.warnings()).toMatchObject([{ reason }])
    await eventually(() => issuer.open() === 0)
  })

  it.each<[string, Answer]>([
    ['answers with errors', fails],
    ['does not answer', hangs],
    ['answers byte by byte', drips],
    ['answers with a set of nobody’s', setOf(weak)],
  ])('serve ten minutes in which the issuer %s', async (_, answer) => {
    const { issuer, keys } = await startFresh()
    const before = await keys.find('first')
    issuer.answer = answer
    const isSlow = answer === hangs || answer === drips
    issuer.parts.clock.advance(15 * minute)
    for (let passed = 0; passed < 10 * minute; passed += second) {
      expect(await atOnce(keys, 'first')).toBe('key')
      if (!isSlow) await issuer.settle()
      issuer.parts.clock.advance(second)
    }
    expect(await keys.find('first')).toBe(before)
    expect(keys.isReady()).toBe(true)
    // At once and after 1, 2, 4 … 256 seconds.
    expect(issuer.attempts()).toBe(1 + 10)
  })

  it('are used for a day after the last set, and not a moment longer', async () => {
    const { issuer, keys } = await startWarm()
    const key = await keys.find('first')
    if (key === undefined) throw new Error('no key')
    issuer.parts.clock.advance(24 * hour - cooldown - 1)
    issuer.answer = fails
    expect(await atOnce(keys, 'other')).toBe('none')
    await issuer.settle()
    expect(await atOnce(keys, 'first')).toBe('key')
    expect([keys.has(key), keys.isReady()]).toEqual([true, true])

    issuer.parts.clock.advance(1)
    for (const kid of ['first', 'other']) {
      await expect(keys.find(kid)).rejects.toMatchObject(unavailable)
    }
    expect([keys.has(key), keys.isReady()]).toEqual([false, false])
    expect(issuer.attempts()).toBe(2)

    issuer.answer = setOf(first)
    issuer.parts.clock.advance(cooldown)
    expect(await keys.find('first')).toBe(key)
    expect([keys.has(key), keys.isReady()]).toEqual([true, true])
  })

  it('are used for a day after the last refresh, too', async () => {
    const { issuer, keys } = await startFresh()
    issuer.parts.clock.advance(15 * minute)
    await issuer.settle()
    issuer.answer = fails
    issuer.parts.clock.advance(24 * hour - 1)
    await issuer.settle()
    expect(keys.isReady()).toBe(true)
    issuer.parts.clock.advance(1)
    expect(keys.isReady()).toBe(false)
    await expect(keys.find('first')).rejects.toMatchObject(unavailable)
  })
})

describe('a key that is the issuer’s', () => {
  it('is had until a set comes without it', async () => {
    const { issuer, keys } = await startWarm()
    const key = await keys.find('first')
    if (key === undefined) throw new Error('no key')
    expect(keys.has(key)).toBe(true)
    issuer.answer = setOf(other)
    expect(await atOnce(keys, 'none')).toBe('none')
    await issuer.settle()
    expect(keys.has(key)).toBe(false)
    expect(await atOnce(keys, 'first')).toBe('none')
  })

  it.each([
    ['the same, spelled the same', first, true],
    ['the same in ordinary base64', toOrdinary(first), true],
    ['the same with zeros in front', { ...first, n: padded(first.n), e: 'AAEAAQ' }, true],
    ['another modulus', { ...first, n: other.n }, false],
    ['another exponent', { ...first, e: 'Aw' }, false],
    ['another algorithm', { ...first, alg: 'RS512' }, false],
  ])('is had after the next set gives its id %s', async (_, jwk, isSame) => {
    const { issuer, keys } = await startWarm()
    const key = await keys.find('first')
    if (key === undefined) throw new Error('no key')
    issuer.answer = setOf(jwk)
    void keys.find('none')
    await issuer.settle()
    expect(keys.has(key)).toBe(isSame)
    expect((await keys.find('first')) === key).toBe(isSame)
  })
})

describe('an unknown key', () => {
  it('is nobody’s at once, and the next token has it if it is new', async () => {
    const { issuer, keys } = await startWarm()
    issuer.answer = setOf(first, other)
    expect(await atOnce(keys, 'other')).toBe('none')
    await issuer.settle()
    expect(await atOnce(keys, 'other')).toBe('key')
    expect(issuer.attempts()).toBe(2)
  })

  it('makes nobody wait while it is looked up', async () => {
    const { issuer, keys } = await startWarm()
    issuer.answer = hangs
    expect(await atOnce(keys, 'other')).toBe('none')
    expect(await atOnce(keys, 'other')).toBe('none')
    expect(await atOnce(keys, 'first')).toBe('key')
    expect(issuer.attempts()).toBe(2)
  })

  it('causes no second fetch while one is under way, however long', async () => {
    const { issuer, keys } = await startWarm()
    const slow = { ...issuer.parts, clock: { ...issuer.parts.clock, pause: forever } }
    const patient = createKeySource(issuer.url, slow)
    await patient.find('first')
    issuer.parts.clock.advance(cooldown)
    issuer.answer = hangs
    expect(await atOnce(patient, 'other')).toBe('none')
    issuer.parts.clock.advance(cooldown)
    expect(await atOnce(patient, 'another')).toBe('none')
    expect(issuer.attempts()).toBe(3)
    expect(keys.isReady()).toBe(true)
  })

  it('causes one fetch in thirty seconds at most, among ten thousand', async () => {
    const { issuer, keys } = await startWarm()
    for (let count = 0; count < 10_000; count += 1) {
      expect(await keys.find(`kid-${count}`)).toBeUndefined()
      if (count % 100 === 0) {
        await issuer.settle()
        expect(await atOnce(keys, 'first')).toBe('key')
      }
      issuer.parts.clock.advance(30)
    }
    // Three hundred seconds.
    expect(issuer.attempts()).toBe(1 + 10)
  })

  it('causes none before thirty seconds from the last attempt, worked or failed', async () => {
    const { issuer, keys } = await startWarm()
    for (const [attempts, answer] of [fails, setOf(first), fails].entries()) {
      issuer.answer = answer
      await keys.find(`kid-${attempts}`).catch(() => undefined)
      await issuer.settle()
      expect(issuer.attempts()).toBe(2 + attempts)
      issuer.parts.clock.advance(cooldown - 1)
      await keys.find('other').catch(() => undefined)
      await issuer.settle()
      expect(issuer.attempts()).toBe(2 + attempts)
      issuer.parts.clock.advance(1)
    }
  })

  it('is not called a forgery after a failed attempt, until one works', async () => {
    const { issuer, keys } = await startWarm()
    issuer.answer = fails
    expect(await atOnce(keys, 'other')).toBe('none')
    await issuer.settle()
    await expect(keys.find('other')).rejects.toMatchObject(unavailable)
    issuer.answer = setOf(first)
    issuer.parts.clock.advance(cooldown)
    await expect(keys.find('other')).rejects.toMatchObject(unavailable)
    await issuer.settle()
    expect(await atOnce(keys, 'other')).toBe('none')
  })

  it('starts no other fetch for a minute once a set came without it', async () => {
    const { issuer, keys } = await startWarm()
    for (let passed = 0; passed < 10 * minute; passed += second) {
      expect(await keys.find('foreign')).toBeUndefined()
      await issuer.settle()
      issuer.parts.clock.advance(second)
    }
    expect(issuer.attempts()).toBe(1 + 10)

    expect(await keys.find('foreign')).toBeUndefined()
    await issuer.settle()
    expect(issuer.attempts()).toBe(1 + 11)
    issuer.parts.clock.advance(cooldown)
    expect(await keys.find('foreign')).toBeUndefined()
    expect(issuer.attempts()).toBe(1 + 11)
    expect(await keys.find('other')).toBeUndefined()
    expect(issuer.attempts()).toBe(1 + 12)
  })

  it('starts another fetch after thirty seconds when the first failed', async () => {
    const { issuer, keys } = await startWarm()
    issuer.answer = fails
    expect(await atOnce(keys, 'other')).toBe('none')
    await issuer.settle()
    issuer.parts.clock.advance(cooldown)
    issuer.answer = setOf(first, other)
    expect(await atOnce(keys, 'other')).toBe('error')
    await issuer.settle()
    expect(await atOnce(keys, 'other')).toBe('key')
  })
})

describe('keys that are kept fresh', () => {
  it('are fetched every quarter of an hour', async () => {
    const { issuer, keys } = await startFresh()
    issuer.answer = setOf(other)
    issuer.parts.clock.advance(15 * minute - 1)
    await turn()
    expect(issuer.attempts()).toBe(1)
    issuer.parts.clock.advance(1)
    await issuer.settle()
    expect(issuer.attempts()).toBe(2)
    expect(await atOnce(keys, 'other')).toBe('key')
    expect(rests(issuer)).toEqual([15 * minute, 15 * minute])
  })

  it('are fetched a tenth sooner or later, as chance has it', async () => {
    const { issuer } = await startWarm()
    for (const [chance, tenths] of [
      [0, 9],
      [0.5, 10],
      [0.999_999_999, 11],
    ] as const) {
      const keys = createKeySource(issuer.url, { ...issuer.parts, random: () => chance })
      const stop = new AbortController()
      await keys.keepFresh(stop.signal)
      await issuer.settle()
      stop.abort()
      expect(rests(issuer).at(-1)).toBeCloseTo((tenths * 15 * minute) / 10, 0)
    }
  })

  it('are tried for after 1, 2, 4 … 300 seconds while there are none', async () => {
    const { issuer, keys } = await start(fails)
    const stop = new AbortController()
    closers.push(() => stop.abort())
    let isReady = false
    void keys.keepFresh(stop.signal).then(() => (isReady = true))
    const expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300].map((rest) => rest * second)
    for (const [place, rest] of expected.entries()) {
      await issuer.settle()
      expect(rests(issuer)).toEqual(expected.slice(0, place + 1))
      expect([isReady, keys.isReady()]).toEqual([false, false])
      issuer.parts.clock.advance(rest - 1)
      await turn()
      expect(issuer.attempts()).toBe(place + 1)
      if (place === expected.length - 1) issuer.answer = setOf(first)
      issuer.parts.clock.advance(1)
      await turn()
    }
    await issuer.settle()
    expect([isReady, keys.isReady()]).toEqual([true, true])
    expect(rests(issuer).at(-1)).toBe(15 * minute)

    issuer.answer = fails
    issuer.parts.clock.advance(15 * minute)
    await issuer.settle()
    expect(rests(issuer).at(-1)).toBe(second)
  })

  it('back off by chance, too', async () => {
    const issuer = await startIssuer(fails)
    closers.push(() => issuer.close())
    const keys = createKeySource(issuer.url, { ...issuer.parts, random: () => 0 })
    const stop = new AbortController()
    closers.push(() => stop.abort())
    void keys.keepFresh(stop.signal)
    await issuer.settle()
    expect(rests(issuer)).toEqual([0.9 * second])
  })

  it('are fetched again a second after a request’s fetch failed', async () => {
    const { issuer, keys } = await startFresh()
    issuer.parts.clock.advance(cooldown)
    issuer.answer = fails
    expect(await atOnce(keys, 'other')).toBe('none')
    await issuer.settle()
    expect(rests(issuer)).toEqual([15 * minute, second])
    issuer.answer = setOf(first, other)
    issuer.parts.clock.advance(second)
    await issuer.settle()
    expect(await atOnce(keys, 'other')).toBe('key')
    expect(rests(issuer)).toEqual([15 * minute, second, 15 * minute])
    // The long pause that was cut short ends in nothing.
    issuer.parts.clock.advance(14.5 * minute - second)
    await turn()
    expect(issuer.attempts()).toBe(3)
  })

  it('are not put off by requests whose fetches fail, too', async () => {
    const { issuer, keys } = await startFresh()
    issuer.answer = fails
    issuer.parts.clock.advance(15 * minute)
    for (const rest of [1, 2, 4, 8, 16, 32]) {
      await issuer.settle()
      issuer.parts.clock.advance(rest * second)
    }
    await issuer.settle()
    const before = rests(issuer)
    expect(before.at(-1)).toBe(64 * second)
    for (let asked = 0; asked < 2; asked += 1) {
      issuer.parts.clock.advance(cooldown)
      expect(await atOnce(keys, 'other')).toBe('error')
      await issuer.settle()
    }
    expect(rests(issuer)).toEqual(before)
    expect(issuer.attempts()).toBe(1 + 7 + 2)
    issuer.parts.clock.advance(4 * second)
    await issuer.settle()
    expect(issuer.attempts()).toBe(1 + 7 + 2 + 1)
  })

  it('count as a request’s attempt', async () => {
    const { issuer, keys } = await startFresh()
    issuer.parts.clock.advance(15 * minute)
    await issuer.settle()
    issuer.parts.clock.advance(cooldown - 1)
    expect(await atOnce(keys, 'other')).toBe('none')
    expect(issuer.attempts()).toBe(2)
  })

  it('are there when a request was quicker to fetch them', async () => {
    const { issuer, keys } = await start(fails)
    const stop = new AbortController()
    closers.push(() => stop.abort())
    const ready = keys.keepFresh(stop.signal)
    await issuer.settle()
    issuer.answer = setOf(first)
    // As if the loop had overslept.
    issuer.parts.clock.advance(cooldown)
    expect(await keys.find('first')).toBeDefined()
    await ready
  })

  it('are left alone from the signal on, in a pause', async () => {
    const { issuer, keys, stop } = await startFresh()
    stop.abort()
    await turn()
    issuer.parts.clock.advance(hour)
    await turn()
    expect(issuer.attempts()).toBe(1)
    expect(rests(issuer)).toEqual([15 * minute])
    expect(await atOnce(keys, 'first')).toBe('key')
  })

  it('are left alone from the signal on, in a fetch', async () => {
    const { issuer, stop } = await startFresh()
    issuer.answer = fails
    issuer.parts.clock.advance(15 * minute)
    await turn()
    expect(issuer.attempts()).toBe(2)
    stop.abort()
    await issuer.settle()
    issuer.parts.clock.advance(hour)
    await turn()
    expect(issuer.attempts()).toBe(2)
    expect(rests(issuer)).toEqual([15 * minute])
  })
})

function forever(): Promise<void> {
  return new Promise(() => undefined)
}

function toOrdinary(jwk: typeof first): typeof first {
  const respell = (text: string): string => Buffer.from(text, 'base64url').toString('base64')
  return { ...jwk, n: respell(jwk.n), e: respell(jwk.e) }
}

function padded(text: string): string {
  return Buffer.concat([Buffer.alloc(2), Buffer.from(text, 'base64url')]).toString('base64url')
}
