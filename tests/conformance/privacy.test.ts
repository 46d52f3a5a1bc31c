import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { errors } from '../../src/errors.ts'
import { consentFrom } from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { descriptions } from '../../src/authenticate/token-faults.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import type { HttpAnswer } from '../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../support/network/scripted-server.ts'
import { eventually } from '../support/virtual-clock.ts'
import { mint, onAltinn2, onAltinn3, send, shown, type Attack } from './refused.ts'

const { customer, vendor } = organizations
// A number of Skatteetaten's synthetic range.
const canary = '26899299344'

let gateway: TestGateway
let failing: TestGateway
let altinn2: ScriptedServer
let altinn3: ScriptedServer
beforeAll(async () => {
  const problem = JSON.stringify({ title: 'Failed', detail: `for ${canary}`, traceId: canary })
  const fails = answerBytes(
    `HTTP/1.1 500 Failed for ${canary}`,
    { 'Content-Type': 'application/problem+json', 'X-Detail': canary },
    problem,
  )
  altinn2 = await scriptedServer((socket) => socket.write(fails))
  altinn3 = await scriptedServer((socket, request) =>
    socket.write(
      request.includes('/exchange/') ? answerBytes('HTTP/1.1 200 OK', {}, 'aa.bb.cc') : fails,
    ),
  )
  gateway = await startTestGateway()
  failing = await startTestGateway({ altinn2Url: altinn2.url, altinn3Url: altinn3.url })
})
afterAll(async () => {
  for (const one of [gateway, failing, altinn2, altinn3]) await one.close()
})

/** Sends it and gives what was logged of it, once that is there. */
async function logged(one: TestGateway, attack: Attack): Promise<[HttpAnswer, string]> {
  const before = one.log().length
  const answer = await send(one, attack)
  const id = String(answer.headers['x-request-id'])
  await eventually(() => one.log().includes(id, before))
  return [answer, one.log().slice(before)]
}

async function expectUnseen(attack: Attack): Promise<void> {
  const [answer, log] = await logged(gateway, attack)
  expect(shown(answer)).not.toContain(canary)
  expect(log).not.toContain(canary)
}

describe('an identity number is in no log line and no answer', () => {
  const posted = {
    method: 'POST',
    path: '/api/my/messages',
    headers: { 'content-type': 'application/json' },
  }
  const places: readonly [string, Omit<Attack, 'token'>][] = [
    ['whom the path names', { path: `/api/${canary}/messages` }],
    ['whom the path of a file names', { path: `/api/${canary}/brokerservice/inbox` }],
    ['a reference in the path', { path: `/api/my/brokerservice/inbox/${canary}` }],
    ['a service in the query', { path: `${onAltinn3.split('?')[0] ?? ''}?serviceCode=${canary}` }],
    ['an edition in the query', { path: onAltinn3.replace('Code=1', `Code=${canary}`) }],
    ['a date in the query', { path: `${onAltinn3}&minSentDateTime=${canary}` }],
    ['a recipient', { path: `/api/brokerservice/inbox/hasavailablefiles?recipients=${canary}` }],
    ['a subject', { path: `/api/serviceowner/reportees?subject=${canary}` }],
    ['a path that is no operation', { path: `/api/unknown/${canary}` }],
    ['the name of a query parameter', { path: `/api/unknown?${canary}=${canary}` }],
    ['a bad escape', { path: `/api/my/%zz${canary}` }],
    ['bytes that are no text', { path: `/api/my/%ff${canary}` }],
    ['a target that is refused', { path: `//api/${canary}` }],
    ['the API key', { path: `/api/${canary}/messages`, headers: { apikey: canary } }],
    ['a request id', { path: '/api/unknown', headers: { 'x-request-id': canary } }],
    ['a cookie', { path: '/api/unknown', headers: { cookie: `AltinnPartyId=${canary}` } }],
    ['the type of a body', { path: '/api/unknown', headers: { 'content-type': canary } }],
    ['a method', { path: '/api/my/messages', headers: { 'x-http-method-override': canary } }],
    ['a service in the body', { ...posted, body: `{"ServiceCode":"${canary}"}` }],
    ['somebody in the body', { ...posted, body: `{"InstanceOwner":"${canary}"}` }],
    ['a body that breaks off', { ...posted, body: `{"ServiceCode":"${canary}` }],
    [
      'the description of a file',
      {
        method: 'POST',
        path: `/api/my/brokerservice/outbox?fileName=a&brokerServiceDescription=${encodeURIComponent(
          JSON.stringify({ ServiceCode: '4947', ServiceEditionCode: 1, Recipients: canary }),
        )}`,
      },
    ],
  ]

  it.each(places)('%s [94]', async (_, attack) => {
    const organisation = await mint(gateway)
    const systemUser = await mint(gateway, {
      org: vendor.number,
      systemUser: customer.number,
      scope: 'altinn:enduser',
    })
    await expectUnseen({ ...attack, token: organisation })
    await expectUnseen({ ...attack, token: systemUser })
    await expectUnseen(attack)
  })

  it.each<[string, Parameters<typeof mint>[1]]>([
    ['of a token that has run out', { claims: { pid: canary, exp: 1 } }],
    ['of a token that names a person', { claims: { pid: canary } }],
    ['of a token that is not signed', { claims: { pid: canary }, header: { alg: 'none' } }],
    ['of a consent', { claims: consentFrom(canary, customer.number) }],
    ['of a token for another audience', { claims: { pid: canary, aud: canary } }],
    ['of a token from another issuer', { claims: { pid: canary, iss: `https://${canary}/` } }],
    ['for a consumer', { claims: { consumer: { authority: canary, ID: `0192:${canary}` } } }],
    ['for a client', { claims: { client_id: canary, exp: 1 } }],
    ['for a scope', { scope: canary }],
    ['for a key id', { header: { kid: canary } }],
  ])('the claims %s [94]', async (_, wish) => {
    const path = `/api/${canary}/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1`
    await expectUnseen({ token: await mint(gateway, wish), path })
  })

  it('what should have been a token [94]', () => expectUnseen({ token: `${canary}.a.b` }))

  it('what Altinn 2 says when it fails is its caller’s alone [94]', async () => {
    const [answer, log] = await logged(failing, { token: await mint(failing), path: onAltinn2 })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([500, 'altinn2'])
    expect(log).not.toContain(canary)
  })

  it('what Altinn 3 says when it fails [94]', async () => {
    const [answer, log] = await logged(failing, { token: await mint(failing), path: onAltinn3 })
    expect(answer.status).toBe(502)
    expect(shown(answer)).not.toContain(canary)
    expect(log).not.toContain(canary)
  })

  it('all that was logged here [94]', () => {
    for (const one of [gateway, failing]) {
      expect(one.log()).not.toMatch(/\d{11}/)
      expect(one.log()).not.toContain('?')
      expect(one.log()).not.toMatch(/eyJ[\w-]{10}/)
    }
  })
})

describe('what an answer says of an error', () => {
  const inputs = [
    '"><script>alert(1)</script>',
    '\\", error="none',
    'æøå',
    'x\r\nSet-Cookie: a=b',
    'unknown-key-of-a-test',
  ]

  it.each(inputs)(
    'holds nothing of what was sent, and plain characters alone: %j [95]',
    async (text) => {
      const tokens = await Promise.all([
        mint(gateway, { header: { kid: text } }),
        mint(gateway, { header: { typ: text } }),
        mint(gateway, { claims: { iss: text } }),
        mint(gateway, { claims: { aud: text } }),
        mint(gateway, { claims: { token_type: text } }),
        mint(gateway, { claims: { consumer: text } }),
        mint(gateway, { claims: { delegation_source: text, supplier: text } }),
        mint(gateway, { claims: { exp: text } }),
      ])
      const answers = await Promise.all(tokens.map((token) => send(gateway, { token })))
      for (const answer of answers) {
        const challenge = String(answer.headers['www-authenticate'])
        const [, description] = /error_description="([^"]*)"/.exec(challenge) ?? []
        expect(Object.values<string | undefined>(descriptions)).toContain(description)
        expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
        expect(shown(answer)).not.toContain(text)
      }
    },
  )

  it.each([
    ['a scope that is missing', { scope: 'altinn:"broker".read' }],
    ['a token that has run out', { claims: { exp: 1, aud: 'æ"\\' } }],
  ])('is plain in a challenge for %s [95]', async (_, wish) => {
    const answer = await send(gateway, { token: await mint(gateway, wish) })
    expect(answer.headers['www-authenticate']).toMatch(
      /^Bearer realm="altinn", error="[a-z_]+", [a-z_]+="[\x20-\x21\x23-\x5b\x5d-\x7e]+"$/,
    )
  })

  it.each(Object.entries(errors))('is written in ASCII: %s [95]', (_, { reason }) => {
    expect(reason).toMatch(/^[\x20-\x7e]+$/)
  })
})

describe('an answer that is somebody’s own', () => {
  const answers: readonly [string, Attack, number][] = [
    ['from Altinn 2', { path: onAltinn2 }, 200],
    ['from Altinn 3', { path: onAltinn3 }, 200],
    ['from Altinn 3, its head', { path: onAltinn3, method: 'HEAD' }, 200],
    [
      'a file that nobody has',
      { path: '/api/my/brokerservice/inbox/00000000-0000-4000-8000-000000000000' },
      404,
    ],
    ['an address that is no operation', { path: '/api/unknown' }, 404],
    ['a refusal', { path: '/api/my/messages' }, 403],
    ['a malformed target', { path: '//api' }, 400],
  ]

  it.each(answers)('is for no cache: %s [96]', async (_, attack, status) => {
    const answer = await send(gateway, { ...attack, token: await mint(gateway) })
    expect([answer.status, answer.headers['cache-control']]).toEqual([status, 'no-store'])
  })

  it('is for no cache: bytes that are no request [96]', async () => {
    const answer = await send(gateway, { bytes: 'hello\r\n\r\n' })
    expect([answer.status, answer.headers['cache-control']]).toEqual([400, 'no-store'])
  })

  it('is for no cache: a platform’s failure [96]', async () => {
    for (const path of [onAltinn2, onAltinn3]) {
      const answer = await send(failing, { path, token: await mint(failing) })
      expect(answer.headers['cache-control']).toBe('no-store')
    }
  })

  describe('with a Cache-Control of Altinn 2’s', () => {
    let said: string | string[] = ''
    let altinn2: ScriptedServer
    let behind: TestGateway
    beforeAll(async () => {
      altinn2 = await scriptedServer((socket) => {
        const lines = [said].flat().map((value) => `cache-control: ${value}\r\n`)
        const type = 'Content-Type: application/json\r\nContent-Length: 2'
        socket.write(`HTTP/1.1 200 OK\r\n${lines.join('')}${type}\r\n\r\n[]`)
      })
      behind = await startTestGateway({ altinn2Url: altinn2.url })
    })
    afterAll(async () => {
      await behind.close()
      await altinn2.close()
    })
    const ask = async (path: string): Promise<string | string[] | undefined> =>
      (await send(behind, { path, token: await mint(behind) })).headers['cache-control']

    it.each([
      'private, max-age=60',
      'PRIVATE',
      'max-age=0, no-store',
      'no-store, private',
      'public, no-store',
    ])('keeps it where it keeps to one caller: %s [96]', async (value) => {
      said = value
      expect(await ask(onAltinn2)).toBe(value)
    })

    it.each<string | string[]>([
      'public, max-age=3600',
      'max-age=60',
      's-maxage=60',
      'no-cache',
      'public, private',
      'private="x-name"',
      'max-age=60, no-cache="x, private"',
      'max-age=60, no-cache="x, private, y"',
      '',
    ])('has none of its own where others might get it: %s [96]', async (value) => {
      said = value
      expect(await ask(onAltinn2)).toBe('no-store')
    })

    it('reads it whole where it is said twice [96]', async () => {
      said = ['private', 'public']
      expect(await ask(onAltinn2)).toBe('no-store')
      said = ['max-age=1', 'private']
      expect(await ask(onAltinn2)).toBe('max-age=1, private')
    })

    it('keeps it on what anybody may know [96]', async () => {
      said = 'public, max-age=3600'
      expect(await ask('/api/metadata')).toBe('public, max-age=3600')
    })
  })

  it('is unlike what anybody may know [96]', async () => {
    const answer = await send(gateway, { path: '/api/metadata' })
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, undefined])
  })
})
