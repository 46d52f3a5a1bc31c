import { generateKeyPairSync, sign } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchKeySet, type KeySet } from '../../src/authenticate/key-set.ts'
import { createKeySource } from '../../src/authenticate/key-source.ts'
import { json, keyPair, setOf, startIssuer, type Issuer } from '../support/network/key-issuer.ts'

const good = keyPair('good').jwk
const pair = keyPair('second')
const second = pair.jwk
const weak = keyPair('weak', 1024).jwk
const nearly = keyPair('nearly', 2047).jwk
/** 8192 bits, as long as it can be written. */
const longest = Buffer.concat([Buffer.alloc(1), Buffer.alloc(1_024, 0xff)]).toString('base64')
const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
const edwards = generateKeyPairSync('ed25519').publicKey

let issuer: Issuer
beforeEach(async () => {
  issuer = await startIssuer(setOf(good))
})
afterEach(() => issuer.close())

function fetched(...keys: readonly unknown[]): Promise<KeySet> {
  issuer.answer = json({ keys })
  return fetchKeySet(issuer.url, issuer.parts)
}

const text = Buffer.from('signed')

/** Whether the key of that id takes what the second pair has signed. */
async function takes({ keys }: KeySet, kid = 'second'): Promise<boolean> {
  const key = keys.get(kid)?.key
  if (key === undefined) return false
  const signature = sign('sha256', text, pair.privateKey)
  return crypto.subtle.verify(key.algorithm.name, key, signature, text)
}

describe('a key in a set', () => {
  it.each([
    ['has a modulus of 1024 bits', weak, 'weak', 'strength'],
    ['has a modulus of 2047 bits', nearly, 'nearly', 'strength'],
    ['hides a short modulus behind zeros', { ...weak, n: padded(weak.n) }, 'weak', 'strength'],
    ['has a modulus of nothing', { ...second, n: 'A'.repeat(342) }, 'second', 'strength'],
    ['has an exponent of one', { ...second, e: 'AQ' }, 'second', 'strength'],
    ['has an even exponent', { ...second, e: 'AQAC' }, 'second', 'strength'],
    ['has an exponent of nothing', { ...second, e: 'AA' }, 'second', 'strength'],
    ['has a modulus beyond all use', { ...second, n: 'x'.repeat(1_369) }, 'second', 'kind'],
    ['has an exponent beyond all use', { ...second, e: 'A'.repeat(16) }, 'second', 'kind'],
    ['has a modulus in other signs', { ...second, n: `${second.n} ` }, 'second', 'kind'],
    ['has no modulus', { ...second, n: undefined }, 'second', 'kind'],
    ['is for encryption', { ...second, use: 'enc' }, 'second', 'kind'],
    ['is for signing', { ...second, key_ops: ['sign'] }, 'second', 'kind'],
    ['is for nothing', { ...second, key_ops: [] }, 'second', 'kind'],
    ['is for another algorithm', { ...second, alg: 'PS256' }, 'second', 'kind'],
    ['is for the algorithm none', { ...second, alg: 'none' }, 'second', 'kind'],
    ['is symmetric', { kty: 'oct', kid: 'second', k: 'c2U', alg: 'HS256' }, 'second', 'kind'],
    ['is RSA by its numbers alone', { ...second, kty: 'EC' }, 'second', 'kind'],
    ['is on a curve', { ...elliptic.export({ format: 'jwk' }), kid: 'second' }, 'second', 'kind'],
    ['is on another', { ...edwards.export({ format: 'jwk' }), kid: 'second' }, 'second', 'kind'],
    ['has an empty id', { ...second, kid: '' }, '', 'kind'],
    ['has no id', { ...second, kid: undefined }, undefined, 'kind'],
    ['has a number as id', { ...second, kid: 1 }, undefined, 'kind'],
    ['has an id without end', { ...second, kid: 'x'.repeat(129) }, undefined, 'kind'],
    ['is text', 'second', undefined, 'kind'],
    ['is null', null, undefined, 'kind'],
  ])('is left out when it %s, and the others are taken', async (_, key, kid, because) => {
    const { keys, leftOut } = await fetched(key, good)
    expect([...keys.keys()]).toEqual(['good'])
    expect(leftOut).toEqual([{ kid, because }])
  })

  it.each([
    ['for signatures', { use: 'sig' }],
    ['for checking', { key_ops: ['verify'] }],
    ['for several things', { key_ops: ['sign', 'verify'] }],
    ['with null for what is not said', { use: null, key_ops: null, alg: null }],
    ['with its certificate', { use: 'sig', x5c: ['MIIC'], x5t: 'abc' }],
    ['with things that nobody knows', { 'urn:x': { y: 1 } }],
    ['in ordinary base64', { n: ordinary(second.n), e: ordinary(second.e) }],
    ['with zeros in front', { n: padded(second.n) }],
  ])('is taken %s', async (_, more) => {
    const set = await fetched({ ...second, ...more })
    expect(set.leftOut).toEqual([])
    expect(await takes(set)).toBe(true)
  })

  it('is taken up to 8192 bits', async () => {
    const { keys } = await fetched({ ...second, n: longest })
    expect(keys.get('second')?.key.algorithm).toMatchObject({ modulusLength: 8_192 })
  })

  it('is taken as Altinn publishes its own', async () => {
    const kid = '0A1B2C3D4E5F60718293A4B5C6D7E8F901234567'
    const n = ordinary(second.n)
    const set = await fetched({ kty: 'RSA', use: 'sig', kid, x5c: ['MIIC'], n, e: 'AQAB' })
    expect(n).toMatch(/==$/)
    expect(await takes(set, kid)).toBe(true)
  })

  it.each([
    [undefined, 'SHA-256'],
    ['RS256', 'SHA-256'],
    ['RS384', 'SHA-384'],
    ['RS512', 'SHA-512'],
  ])('is for the algorithm that it names: %s', async (alg, hash) => {
    const { keys } = await fetched({ ...good, alg })
    const key = keys.get('good')?.key
    expect(key?.algorithm).toMatchObject({ name: 'RSASSA-PKCS1-v1_5', hash: { name: hash } })
    expect(key?.usages).toEqual(['verify'])
  })

  it('is public even when the issuer gives its private half away', async () => {
    const { keys } = await fetched({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'second' })
    expect(keys.get('second')?.key.type).toBe('public')
  })

  it('may have the id of one that is left out', async () => {
    const set = await fetched({ ...good, kid: 'second', use: 'enc' }, second)
    expect(await takes(set)).toBe(true)
  })

  it.each(['__proto__', 'constructor', 'toString'])('may be called %s', async (kid) => {
    const { keys } = await fetched({ ...good, kid })
    expect([...keys.keys()]).toEqual([kid])
    expect((await fetched(good)).keys.get(kid)).toBeUndefined()
  })
})

describe('a set', () => {
  it('may have twenty keys, and a quarter of a megabyte', async () => {
    const twenty = Array.from({ length: 20 }, (_, place) => ({ ...second, kid: `${place}` }))
    expect((await fetched(...twenty)).keys.size).toBe(20)
    const short = JSON.stringify({ keys: [good] })
    const rest = ' '.repeat(256 * 1024 - short.length)
    issuer.answer = (response) => void response.end(short + rest)
    expect((await fetchKeySet(issuer.url, issuer.parts)).keys.size).toBe(1)
    issuer.answer = (response) => void response.end(`${short}${rest} `)
    await expect(fetchKeySet(issuer.url, issuer.parts)).rejects.toThrow('too large')
  })

  it.each(['text/html', 'application/octet-stream', undefined])(
    'is what it is, whatever its type says: %s',
    async (type) => {
      issuer.answer = (response) => {
        if (type !== undefined) response.setHeader('content-type', type)
        response.end(JSON.stringify({ keys: [good] }))
      }
      expect((await fetchKeySet(issuer.url, issuer.parts)).keys.size).toBe(1)
    },
  )
})

describe('what is logged of the keys that were left out', () => {
  const lines = (): unknown[] => issuer.warnings().map(({ msg, keys }) => ({ msg, keys }))
  const msg = 'keys were left out'

  it('is their ids and what was wrong, once until it changes', async () => {
    const keys = createKeySource(issuer.url, issuer.parts)
    let count = 0
    const fetchOf = async (...given: readonly object[]): Promise<void> => {
      issuer.answer = setOf(...given)
      await keys.find(`unknown-${(count += 1)}`)
      await issuer.settle()
      issuer.parts.clock.advance(30_000)
    }
    await fetchOf(weak, good)
    await fetchOf(weak, good)
    expect(lines()).toEqual([{ msg, keys: [{ kid: 'weak', because: 'strength' }] }])
    await fetchOf(good)
    expect(lines()).toHaveLength(1)
    await fetchOf(weak, { ...second, use: 'enc' }, good)
    expect(lines().slice(1)).toEqual([
      {
        msg,
        keys: [
          { kid: 'weak', because: 'strength' },
          { kid: 'second', because: 'kind' },
        ],
      },
    ])
    for (const { n } of [weak, second]) expect(JSON.stringify(lines())).not.toContain(n)
  })

  it('never quotes what could not be read', async () => {
    const keys = createKeySource(issuer.url, issuer.parts)
    issuer.answer = (response) => void response.end('26899299344 is nobody’s business')
    await expect(keys.find('good')).rejects.toThrow()
    expect(issuer.warnings()).toHaveLength(1)
    expect(JSON.stringify(issuer.warnings())).not.toContain('2689')
  })
})

function ordinary(number: string): string {
  return Buffer.from(number, 'base64url').toString('base64')
}

function padded(number: string): string {
  return Buffer.concat([Buffer.alloc(1), Buffer.from(number, 'base64url')]).toString('base64url')
}
