import { createHmac, createPublicKey } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KeyFault } from '../../sandbox/maskinporten/key-endpoint.ts'
import {
  consentFrom,
  europeanSeal,
  subunitConsumer,
  suppliedBy,
  systemUserDetails,
  systemUsers,
} from '../../sandbox/maskinporten/claims.ts'
import { startMaskinporten, type Maskinporten } from '../../sandbox/maskinporten/start.ts'
import type { MaskinportenWish } from '../../sandbox/maskinporten/mint.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { strangersKey } from '../../sandbox/maskinporten/token.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'

const { customer, vendor, accountant } = organizations

let maskinporten: Maskinporten
const open: Socket[] = []
beforeEach(async () => {
  maskinporten = await startMaskinporten(0)
})
afterEach(async () => {
  for (const socket of open.splice(0)) socket.destroy()
  await maskinporten.close()
})

const fetchKeys = (): Promise<HttpAnswer> => http(maskinporten.url, '/jwk')

async function keysIn(): Promise<Record<string, unknown>[]> {
  return (JSON.parse((await fetchKeys()).body) as { keys: Record<string, unknown>[] }).keys
}

const idsIn = async (): Promise<unknown[]> => (await keysIn()).map(({ kid }) => kid)

function mint(wish: Partial<MaskinportenWish> = {}): Promise<string> {
  return maskinporten.mint({ org: customer.number, scope: 'altinn:broker.read', ...wish })
}

/** Whether a careful verifier takes the token, with the keys that are shown now. */
async function isGood(token: string): Promise<boolean> {
  const keys = createLocalJWKSet({ keys: await keysIn() })
  return jwtVerify(token, keys, { algorithms: ['RS256', 'RS384', 'RS512'] }).then(
    () => true,
    () => false,
  )
}

/** Asks for the keys and waits for the first bytes, or, when none will come, for the request. */
async function ask(until: 'asked' | 'answered'): Promise<Socket> {
  const before = maskinporten.keys.fetches
  const socket = connect(Number(new URL(maskinporten.url).port), '127.0.0.1')
  open.push(socket)
  const answered = new Promise((resolve) => socket.once('data', resolve))
  socket.write('GET /jwk HTTP/1.1\r\nHost: x\r\n\r\n')
  if (until === 'answered') await answered
  else {
    while (maskinporten.keys.fetches === before) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return socket
}

describe('Maskinporten’s keys', () => {
  it('are RSA keys with an id, and every fetch of them is counted', async () => {
    const [key] = await keysIn()
    expect(key).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256', e: 'AQAB' })
    expect(key).not.toHaveProperty('d')
    await fetchKeys()
    expect(maskinporten.keys.fetches).toBe(2)
    maskinporten.keys.fetches = 0
    await fetchKeys()
    expect(maskinporten.keys.fetches).toBe(1)
  })

  it('rotate: the new one signs, and the old one is gone', async () => {
    const earlier = await mint()
    expect(await isGood(earlier)).toBe(true)
    const { kid } = await maskinporten.keys.rotate()
    expect(kid).toMatch(/^[\w-]{43}$/)
    expect(await idsIn()).toEqual([kid])
    expect(decodeProtectedHeader(await mint()).kid).toBe(kid)
    expect(await isGood(await mint())).toBe(true)
    expect(await isGood(earlier)).toBe(false)
  })

  it('are published ahead: the next one is shown before it signs', async () => {
    const { keys } = maskinporten
    const { current } = keys
    const next = await keys.publishAhead()
    expect(await idsIn()).toEqual([current.kid, next.kid])
    expect(decodeProtectedHeader(await mint()).kid).toBe(current.kid)
    keys.current = next
    expect(decodeProtectedHeader(await mint()).kid).toBe(next.kid)
    expect(await isGood(await mint())).toBe(true)
  })

  it('are dropped, by default the one that goes on signing', async () => {
    const next = await maskinporten.keys.publishAhead()
    maskinporten.keys.drop()
    expect(await idsIn()).toEqual([next.kid])
    expect(await isGood(await mint())).toBe(false)
    maskinporten.keys.drop(next.kid)
    expect(await idsIn()).toEqual([])
  })

  it('show two keys under one id', async () => {
    await maskinporten.keys.duplicate()
    const [one, other] = await keysIn()
    expect(one?.kid).toBe(other?.kid)
    expect(one?.n).not.toBe(other?.n)
  })

  it('show a key of 1024 bits among good ones, and sign with it when told', async () => {
    const weak = await maskinporten.keys.addWeak()
    const [, shown] = await keysIn()
    expect(Buffer.from(String(shown?.n), 'base64url')).toHaveLength(128)
    expect(decodeProtectedHeader(await mint({ key: weak })).kid).toBe(weak.kid)
    expect(await isGood(await mint({ key: weak }))).toBe(false)
    expect(await isGood(await mint())).toBe(true)
  })

  it('show keys that are not RSA, a secret among them', async () => {
    await maskinporten.keys.addOtherKinds()
    expect((await keysIn()).map(({ kty }) => kty)).toEqual(['RSA', 'EC', 'OKP', 'oct'])
  })

  it('write their numbers in ordinary base64', async () => {
    const [before] = await keysIn()
    maskinporten.keys.useOrdinaryBase64()
    const [after] = await keysIn()
    expect(after?.n).toMatch(/==$/)
    expect(Buffer.from(String(after?.n), 'base64')).toEqual(
      Buffer.from(String(before?.n), 'base64url'),
    )
  })

  it('are whatever a test puts there', async () => {
    maskinporten.keys.published = [{ kid: 7 }]
    expect(await keysIn()).toEqual([{ kid: 7 }])
  })
})

describe('Maskinporten’s key endpoint', () => {
  const answers: readonly [KeyFault, number, string | undefined, RegExp][] = [
    ['error', 500, undefined, /An error occurred/],
    ['html', 200, 'text/html; charset=utf-8', /^<!DOCTYPE html>/],
    ['empty', 200, 'application/json; charset=utf-8', /^\{"keys":\[\]\}$/],
    ['not json', 200, 'application/json; charset=utf-8', /^\{"keys":\[$/],
    ['wrong type', 200, 'text/html; charset=utf-8', /^\{"keys":\[\{"kty":"RSA"/],
  ]

  it.each(answers)('answers %s', async (fault, status, type, body) => {
    maskinporten.faults.keys = fault
    const answer = await fetchKeys()
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type])
    expect(answer.body).toMatch(body)
    maskinporten.faults.keys = undefined
    expect(await keysIn()).toHaveLength(1)
  })

  it('redirects to where the same keys are', async () => {
    maskinporten.faults.keys = 'redirect'
    const { status, headers } = await fetchKeys()
    expect([status, headers.location]).toEqual([302, `${maskinporten.issuer}moved/jwk`])
    expect(maskinporten.asked).not.toContain('GET /moved/jwk')
    const moved = await http(maskinporten.url, '/moved/jwk')
    expect(JSON.parse(moved.body)).toEqual({ keys: maskinporten.keys.published })
  })

  it('sends a whole key set of more than eight megabytes', async () => {
    maskinporten.faults.keys = 'huge'
    const { body } = await fetchKeys()
    expect(body.length).toBeGreaterThan(8 * 1024 * 1024)
    expect(JSON.parse(body)).toMatchObject({ keys: maskinporten.keys.published })
  })

  it('hangs, for the one who asked then and nobody after', async () => {
    maskinporten.faults.keys = 'hang'
    const hanging = await ask('asked')
    maskinporten.faults.keys = undefined
    await ask('answered')
    expect([hanging.bytesRead, hanging.destroyed]).toEqual([0, false])
  })

  it('drips, and does not mind who leaves before the end', async () => {
    maskinporten.faults.keys = 'drip'
    const dripping = await ask('asked')
    let received = ''
    for await (const piece of dripping as AsyncIterable<Buffer>) {
      received += piece.toString()
      // The first two chunks, of a byte each; leaving the loop closes the connection.
      if (received.includes('\r\n\r\n1\r\n{\r\n1\r\n"\r\n')) break
    }
    expect(dripping.destroyed).toBe(true)
    maskinporten.faults.keys = undefined
    expect(await keysIn()).toHaveLength(1)
  })

  it('is not how the other stand-ins know the keys', async () => {
    await maskinporten.keys.rotate()
    maskinporten.faults.keys = 'error'
    const { kid } = maskinporten.keys.current
    expect(maskinporten.keys.find(kid)).toBe(maskinporten.keys.current.publicKey)
    expect(maskinporten.keys.find('sandbox-signing-key-of-the-stand-in')).toBeUndefined()
  })
})

describe('a token that a test spoils', () => {
  it('has nothing but a key id and an algorithm in its header while it is good', async () => {
    const token = await mint()
    expect(decodeProtectedHeader(token)).toEqual({
      kid: maskinporten.keys.current.kid,
      alg: 'RS256',
    })
    expect(await isGood(token)).toBe(true)
  })

  it.each(['RS384', 'RS512'])('is good under %s too, where the key allows it', async (alg) => {
    const { keys } = maskinporten
    const token = await mint({ header: { alg } })
    expect(await isGood(token)).toBe(false)
    keys.published = keys.published.map((jwk) => ({ ...jwk, alg }))
    expect(await isGood(token)).toBe(true)
  })

  it.each<[string, Record<string, unknown>]>([
    ['a type', { typ: 'dpop+jwt' }],
    ['a critical field', { crit: ['b64'], b64: false }],
    ['compression', { zip: 'DEF' }],
    ['an address of keys', { jku: 'http://127.0.0.1:1/jwk' }],
    ['a key', { jwk: { kty: 'RSA' }, x5c: ['AA=='] }],
    ['a number for a key id', { kid: 7 }],
  ])('carries %s in its header, and a signature over it', async (_, header) => {
    const token = await mint({ header })
    const [head = ''] = token.split('.')
    expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject(header)
  })

  it('loses its key id', async () => {
    expect(decodeProtectedHeader(await mint({ header: { kid: null } }))).toEqual({ alg: 'RS256' })
  })

  it('is signed by a stranger under the right key id', async () => {
    const token = await mint({ key: strangersKey() })
    expect(decodeProtectedHeader(token).kid).toBe(maskinporten.keys.current.kid)
    expect(await isGood(token)).toBe(false)
  })

  it.each(['PS256', 'ES256', 'EdDSA'])('is signed with %s by a stranger', async (alg) => {
    const key = strangersKey(alg)
    const token = await mint({ header: { alg }, key })
    await expect(jwtVerify(token, createPublicKey(key))).resolves.toBeDefined()
    expect(await isGood(token)).toBe(false)
  })

  it.each(['none', 'None', 'nOnE'])('is not signed at all: %s', async (alg) => {
    expect(await mint({ header: { alg } })).toMatch(/^[\w-]+\.[\w-]+\.$/)
  })

  it('is signed with the public key as a secret', async () => {
    const [head, payload, signature] = (await mint({ header: { alg: 'HS256' } })).split('.')
    const pem = maskinporten.keys.current.publicKey.export({ type: 'spki', format: 'pem' })
    const mac = createHmac('sha256', pem).update(`${head ?? ''}.${payload ?? ''}`)
    expect(signature).toBe(mac.digest('base64url'))
    const modulus = Buffer.from(String(maskinporten.keys.current.jwk.n), 'base64url')
    expect(await mint({ header: { alg: 'HS256' }, key: modulus })).toMatch(/\.[\w-]{43}$/)
  })

  it('is signed with another algorithm than it says', async () => {
    const token = await mint({ algorithm: 'RS512' })
    expect(decodeProtectedHeader(token).alg).toBe('RS256')
    expect(await isGood(token)).toBe(false)
  })

  it('has a header or a payload that is not what JSON can say', async () => {
    const { kid } = maskinporten.keys.current
    const payload = '{"exp":1e999}'
    const [, body = ''] = (await mint({ payload })).split('.')
    expect(Buffer.from(body, 'base64url').toString()).toBe(payload)
    const header = `{"alg":"none","alg":"RS256","kid":"${kid}"}`
    expect(await isGood(await mint({ header }))).toBe(true)
  })

  it('is altered after it was signed', async () => {
    const token = await mint({ alter: (head, payload) => `${head}.${payload}` })
    expect(token.split('.')).toHaveLength(2)
  })

  it('gains and loses claims', async () => {
    const claims = decodeJwt(await mint({ claims: { exp: null, pid: '26899299344' } }))
    expect(claims).not.toHaveProperty('exp')
    expect(claims.pid).toBe('26899299344')
  })

  it('comes from a clock that goes wrong', async () => {
    const { iat = 0 } = decodeJwt(await mint())
    maskinporten.faults.clockOffset = -3600
    const late = decodeJwt(await mint())
    expect(iat - (late.iat ?? 0)).toBeGreaterThan(3500)
    expect((late.exp ?? 0) - (late.iat ?? 0)).toBe(120)
  })
})

describe('a token of a special kind', () => {
  const claimsOf = async (claims: MaskinportenWish['claims'] = {}): Promise<object> =>
    decodeJwt(await mint({ claims }))

  it('is a supplier’s, with the place where that was delegated', async () => {
    expect(await claimsOf(suppliedBy(vendor.number))).toMatchObject({
      consumer: { ID: `0192:${customer.number}` },
      supplier: { authority: 'iso6523-actorid-upis', ID: `0192:${vendor.number}` },
      delegation_source: 'https://tt02.altinn.no',
    })
  })

  it('is a consent', async () => {
    expect(await claimsOf(consentFrom('26899299344', customer.number))).toMatchObject({
      authorization_details: [
        { type: 'urn:altinn:consent', from: 'urn:altinn:person:identifier-no:26899299344' },
      ],
    })
  })

  it('is a European seal’s', async () => {
    expect(await claimsOf(europeanSeal('NTRNO-313876144'))).toMatchObject({
      consumer: { authority: 'etsi-en-319-412', ID: 'NTRNO-313876144' },
      client_amr: 'CForESeal',
    })
  })

  it('is a sub-unit’s', async () => {
    expect(await claimsOf(subunitConsumer('313876144', '987464291'))).toMatchObject({
      consumer: { ID: '0192:313876144:ER//987464291:1' },
    })
  })

  it('is several system users’', async () => {
    const [one, other] = [customer, accountant].map(({ number }) =>
      systemUserDetails(number, vendor.number),
    )
    expect(await claimsOf(systemUsers(one ?? {}, other ?? {}))).toMatchObject({
      authorization_details: [
        { systemuser_org: { ID: `0192:${customer.number}` } },
        { systemuser_org: { ID: `0192:${accountant.number}` } },
      ],
    })
  })

  it('is a system user’s without an id', async () => {
    const details = systemUserDetails(customer.number, vendor.number, { systemuser_id: null })
    const [written] = decodeJwt(await mint({ claims: systemUsers(details) }))
      .authorization_details as object[]
    expect(written).not.toHaveProperty('systemuser_id')
  })
})
