import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { decodeJwt, exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { journey } from '../../../sandbox/welcome.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

let gateway: TestGateway
let key: CryptoKey
let clientId: string
beforeAll(async () => {
  gateway = await startTestGateway()
  const pair = await generateKeyPair('RS256')
  key = pair.privateKey
  const registered = await post('/sandbox/clients', 'application/json', {
    org: '310385980',
    scopes: ['altinn:enduser', 'altinn:broker.read'],
    jwk: await exportJWK(pair.publicKey),
  })
  clientId = (JSON.parse(registered.body) as { client_id: string }).client_id
})
afterAll(() => gateway.close())

function post(path: string, type: string, body: object | string): Promise<HttpAnswer> {
  return http(gateway.sandbox.maskinporten.url, path, {
    method: 'POST',
    headers: { 'content-type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

const now = (): number => Math.floor(Date.now() / 1000)

/** A grant as a client of Maskinporten's writes it, with what the test changes. */
async function assertion(changed: Record<string, unknown> = {}): Promise<string> {
  const claims = {
    iss: clientId,
    aud: gateway.sandbox.maskinporten.issuer,
    scope: 'altinn:enduser',
    iat: now(),
    exp: now() + 100,
    jti: randomUUID(),
    ...changed,
  }
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key)
}

function grant(signed: string): Promise<HttpAnswer> {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: signed,
  })
  return post('/token', 'application/x-www-form-urlencoded', form.toString())
}

const customer = (number: string): Record<string, unknown> => ({
  authorization_details: [
    {
      type: 'urn:altinn:systemuser',
      systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${number}` },
    },
  ],
})

describe('the stand-in for Maskinporten', () => {
  it('says where its token endpoint and its keys are', async () => {
    const { url, issuer } = gateway.sandbox.maskinporten
    const { body } = await http(url, '/.well-known/oauth-authorization-server')
    expect(JSON.parse(body)).toMatchObject({
      issuer,
      token_endpoint: `${issuer}token`,
      jwks_uri: `${issuer}jwk`,
    })
  })

  it('gives a system user’s token for a grant, and the gateway reads the message box with it', async () => {
    const answer = await grant(await assertion(customer('313876144')))
    expect(answer.status).toBe(200)
    const { access_token: token } = JSON.parse(answer.body) as { access_token: string }
    const headers = {
      authorization: `Bearer ${token}`,
      apikey: 'k',
      accept: 'application/hal+json',
    }
    const list = await http(gateway.url, '/api/my/messages', { headers })
    expect([list.status, list.headers['x-served-by']]).toEqual([200, 'altinn2'])
    const box = JSON.parse(list.body) as {
      _links: Record<string, { href: string }>
      _embedded: { messages: { Subject: string; _links: { self: { href: string } } }[] }
    }
    expect(box._links.self?.href).toBe('https://gateway.example/api/my/messages')
    expect(box._links.portalview?.href).toMatch(/^https:\/\/tt02\.altinn\.no\/Pages\//)
    const [message] = box._embedded.messages
    const single = await http(gateway.url, new URL(message?._links.self.href ?? '').pathname, {
      headers,
    })
    expect(JSON.parse(single.body)).toEqual({
      ...message,
      Body: '<p>Tilskuddet er innvilget.</p>',
    })
  })

  it('gives a token for one API, for one person or on another’s behalf, as the grant says', async () => {
    const aud = 'https://gateway.example/'
    const pid = '26899299344'
    const delegation = { supplier: '310385980', consumer: '313876144', scope: 'altinn:enduser' }
    expect((await post('/sandbox/delegations', 'application/json', delegation)).status).toBe(204)
    const answer = await grant(await assertion({ resource: aud, pid, consumer_org: '313876144' }))
    const { access_token: token } = JSON.parse(answer.body) as { access_token: string }
    expect(decodeJwt(token)).toMatchObject({
      aud,
      pid,
      consumer: { ID: '0192:313876144' },
      supplier: { ID: '0192:310385980' },
      delegation_source: 'https://tt02.altinn.no',
    })
  })

  it.each([
    ['another consumer', { consumer_org: '312658496' }, '312658496', 'altinn:enduser'],
    ['another scope', { scope: 'altinn:broker.read' }, '313876144', 'altinn:broker.read'],
    [
      'a scope beside it',
      { scope: 'altinn:enduser altinn:broker.read' },
      '313876144',
      'altinn:broker.read',
    ],
  ])('refuses a supplier what was not delegated to it: %s', async (_, changed, consumer, scope) => {
    const delegation = { supplier: '310385980', consumer: '313876144', scope: 'altinn:enduser' }
    await post('/sandbox/delegations', 'application/json', delegation)
    const answer = await grant(await assertion({ consumer_org: '313876144', ...changed }))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      403,
      {
        error: 'forbidden',
        error_description: expect.stringMatching(
          `^Consumer ${consumer} has not delegated access to the scope ${scope} to supplier 310385980\\. `,
        ) as string,
      },
    ])
  })

  it('takes each grant once', async () => {
    const signed = await assertion()
    expect((await grant(signed)).status).toBe(200)
    expect((await grant(signed)).status).toBe(400)
  })

  it.each([
    ['of an unknown client', { iss: 'x' }, 'invalid_client'],
    ['for somebody else', { aud: 'https://maskinporten.no/' }, 'invalid_grant'],
    ['that lasts too long', { exp: now() + 600 }, 'invalid_grant'],
    ['from the future', { iat: now() + 60 }, 'invalid_grant'],
    ['from the past', { iat: now() - 60, exp: now() + 10 }, 'invalid_grant'],
    ['for a scope that the client does not have', { scope: 'altinn:lookup' }, 'invalid_scope'],
    ['for what is no person', { pid: '1' }, 'invalid_grant'],
    ['on behalf of nobody', { consumer_org: '313876145' }, 'invalid_grant'],
    ['for an API without a name', { resource: 7 }, 'invalid_grant'],
    [
      'for an API that is an object',
      { resource: { aud: 'https://gateway.example' } },
      'invalid_grant',
    ],
    [
      'for APIs one of which has no name',
      { resource: ['https://gateway.example', 7] },
      'invalid_grant',
    ],
    ['for a customer without a system user', customer('314168267'), 'invalid_request'],
  ])('refuses a grant %s', async (_, changed, error) => {
    const answer = await grant(await assertion(changed))
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      400,
      expect.objectContaining({ error }),
    ])
  })
})

describe('every stand-in', () => {
  it('names what the real platform would not understand', async () => {
    const { maskinporten, altinn2, altinn3 } = gateway.sandbox
    const unknown = [
      [maskinporten.url, '/authorize'],
      [altinn2.url, '/api/unknown'],
      [altinn2.url, '/api/metadata?top=1'],
      [altinn3.url, '/events/api/v1/events'],
      [altinn3.url, '/resourceregistry/api/v1/resource/resourcelist?includeAltinn2=true'],
    ] as const
    for (const [url, path] of unknown) {
      const answer = await http(url, path)
      expect([path, answer.status]).toEqual([path, 500])
      expect(answer.body).toMatch(/^unlike the real one: /)
    }
  })

  it('survives what no platform is asked', async () => {
    const { maskinporten, altinn2, altinn3 } = gateway.sandbox
    for (const { url } of [maskinporten, altinn2, altinn3]) {
      await http(url, '/%ff').catch(() => undefined)
      expect((await http(url, '/nothing')).status).toBe(500)
    }
  })
})

describe('the stand-in for Altinn 3', () => {
  it('has a resource registry and a list of service owners', async () => {
    const { url } = gateway.sandbox.altinn3
    const registry = '/resourceregistry/api/v1/resource'
    const list = JSON.parse((await http(url, `${registry}/resourcelist`)).body) as object[]
    expect(list).toMatchObject([
      { identifier: 'acn-broker-02' },
      { identifier: 'acn-broker-ser-7531' },
      ...Array.from({ length: list.length - 2 }, () => ({})),
    ])
    expect((await http(url, `${registry}/acn-broker-02`)).status).toBe(200)
    expect((await http(url, `${registry}/none`)).status).toBe(404)
    const orgs = JSON.parse((await http(url, '/orgs/altinn-orgs.json')).body) as object
    expect(orgs).toMatchObject({ orgs: { ttd: { orgnr: '314168267' } } })
  })

  it('refuses a broker call without a token, or with an Accept that it does not know', async () => {
    const { url } = gateway.sandbox.altinn3
    const path = '/broker/api/v1/filetransfer?resourceId=acn-broker-02'
    expect((await http(url, path)).status).toBe(401)
    const headers = {
      authorization: `Bearer ${await gateway.token()}`,
      accept: 'application/hal+json',
    }
    expect((await http(url, path, { headers })).status).toBe(406)
  })
})

const read = (name: string): string =>
  readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')

describe('the lines that the sandbox prints for a terminal', () => {
  const run = promisify(execFile)
  const publicUrl = 'http://gateway.example'

  /** Runs them in a folder of their own, where curl knows the way to the gateway. */
  async function paste(
    at: TestGateway,
  ): Promise<{ readonly screen: string; readonly file: string }> {
    const folder = mkdtempSync(path.join(tmpdir(), 'journey-'))
    const { hostname, port } = new URL(at.url)
    writeFileSync(path.join(folder, '.curlrc'), `connect-to = "::${hostname}:${port}"\n`)
    const maskinporten = at.sandbox.maskinporten.url
    const [token = '', ...rest] = journey({ ...addresses, gateway: publicUrl, maskinporten })
    // The token comes from elsewhere.
    const lines = [token.replace('curl', 'curl -q'), ...rest].join('\n')
    const { stdout } = await run('bash', ['-c', lines], {
      cwd: folder,
      env: { ...process.env, HOME: folder, CURL_HOME: folder },
    })
    const file = readFileSync(path.join(folder, 'tall.csv'), 'utf8')
    rmSync(folder, { recursive: true })
    return { screen: stdout, file }
  }

  const here = 'http://127.0.0.1'
  const addresses = {
    gateway: `${here}:8080`,
    admin: `${here}:9090`,
    ...{ maskinporten: `${here}:8081`, altinn2: `${here}:8082`, altinn3: `${here}:8083` },
  }

  it('are those of the README', () => {
    expect(read('README.md')).toContain(`\n\`\`\`sh\n${journey(addresses).join('\n')}\n\`\`\`\n`)
  })

  it.each([
    ['open', {}, true],
    ['closed', { altinn2Url: '' }, false],
  ])('list an inbox, open a letter and save its attachment with Altinn 2 %s', async (...given) => {
    const [, settings, isOfBoth] = given
    const register: unknown = parse(read('config/services.sandbox.yaml'))
    const at = await startTestGateway({
      ...{ ...settings, register },
      reconfigure: (config) => ({ ...config, publicUrl }),
    })
    const { screen, file } = await paste(at).finally(() => at.close())
    expect(screen).toContain('"Subject":"Årsoppgave for økonomi"')
    expect(screen.includes('"Subject":"Vedtak om tilskudd"')).toBe(isOfBoth)
    expect(screen).toContain('"Body":"<p>Dette er')
    expect([screen.includes('tall.csv'), file]).toEqual([true, 'år;sum\n2025;1\n'])
  })
})
