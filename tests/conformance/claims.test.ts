import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Config } from '../../src/config/file/load.ts'
import {
  europeanSeal,
  identifier,
  subunitConsumer,
  suppliedBy,
  toClaims,
  type Claims,
} from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { strangersKey } from '../../sandbox/maskinporten/token.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http } from '../support/network/http.ts'
import { expectRefused, mint, onAltinn2, refusals, send, type Refusal } from './refused.ts'

const { customer, vendor } = organizations
const canary = '26899299344'
const now = Math.floor(Date.now() / 1000)

let gateway: TestGateway
/** Its clock stands still, so that a second more or less can be told. */
let timeless: TestGateway
let offset = 0
beforeAll(async () => {
  gateway = await startTestGateway()
  timeless = await startTestGateway({ now: () => (now + offset) * 1000 })
})
afterAll(async () => {
  await gateway.close()
  await timeless.close()
})

async function expectClaimsRefused(
  claims: Claims,
  refusal: Refusal = refusals.invalidToken,
): Promise<void> {
  await expectRefused(gateway, { token: await mint(gateway, { claims }) }, refusal)
}

/** Of a token that was made when the clock stopped, unless told. */
async function expectTimesRefused(
  claims: Claims,
  refusal: Refusal = refusals.invalidToken,
): Promise<void> {
  const times = { iat: now, exp: now + 120 }
  const token = await mint(timeless, { claims: { ...times, ...claims } })
  await expectRefused(timeless, { token }, refusal)
}

async function expectClaimsTaken(claims: Claims): Promise<void> {
  expect((await send(gateway, { token: await mint(gateway, { claims }) })).status).toBe(200)
}

/** The claims of a good token as text, with a text in place of one value. */
function payloadWith(name: string, text: string): string {
  const scope = 'altinn:broker.read'
  const claims = toClaims(gateway.sandbox.maskinporten.issuer, { org: customer.number, scope }, now)
  return JSON.stringify({ ...claims, [name]: '(here)' }).replace('"(here)"', text)
}

describe('a token’s end', () => {
  it('eleven seconds ago is too long ago [40]', () =>
    expectTimesRefused({ iat: now - 100, exp: now - 11 }, refusals.expiredToken))

  it('five seconds ago by the gateway’s clock is within the tolerance [40]', async () => {
    offset = 605
    const token = await mint(timeless, { claims: { iat: now, exp: now + 600 } })
    expect((await send(timeless, { token })).status).toBe(200)
    offset = 0
  })

  it.each([
    ['missing', undefined],
    ['a text', '"2099-01-01"'],
    ['a number in a text', `"${now + 100}"`],
    ['infinite', '1e999'],
    ['null', 'null'],
    ['not a whole number', `${now + 100}.5`],
    ['true', 'true'],
    ['a list', `[${now + 100}]`],
  ])('that is no time is refused: %s [41]', async (_, text) => {
    const token = await mint(
      gateway,
      text === undefined ? { claims: { exp: null } } : { payload: payloadWith('exp', text) },
    )
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })
})

describe('a token’s beginning', () => {
  it('now is taken, with all that the others have [42]', async () => {
    const token = await mint(timeless, { claims: { iat: now, nbf: now, exp: now + 120 } })
    expect((await send(timeless, { token })).status).toBe(200)
  })

  it('an issue an hour ahead is refused [42]', () =>
    expectTimesRefused({ iat: now + 3_600, exp: now + 3_700 }))

  it('an issue by a clock that is an hour ahead is refused [42]', async () => {
    gateway.sandbox.maskinporten.faults.clockOffset = 3_600
    const token = await mint(gateway)
    gateway.sandbox.maskinporten.faults.clockOffset = 0
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it.each([
    ['an hour', 3_600],
    ['eleven seconds', 11],
  ])('a use from %s ahead is refused [43]', (_, ahead) => expectTimesRefused({ nbf: now + ahead }))

  it.each([
    ['longer ago than any token lives', { iat: now - 7_200 }],
    ['just longer ago', { iat: now - 3_611 }],
    ['missing', { iat: null }],
    ['a text', { iat: 'today' }],
  ])('an issue is refused though the end is to come: %s [44]', (_, claims) =>
    expectTimesRefused(claims),
  )

  it.each([
    ['a second', 3_601],
    ['a day', 86_400],
    ['ever', Number.MAX_SAFE_INTEGER - now],
  ])('an end later than tokens live is refused at once: by %s [44]', (_, lifetime) =>
    expectTimesRefused({ iat: now, exp: now + lifetime }),
  )

  it('an end an hour after it is taken [44]', async () => {
    const token = await mint(timeless, { claims: { iat: now, exp: now + 3_600 } })
    expect((await send(timeless, { token })).status).toBe(200)
  })
})

describe('an issuer', () => {
  const own = (): string => gateway.sandbox.maskinporten.issuer

  it.each<[string, () => unknown]>([
    ['without its slash', () => own().slice(0, -1)],
    ['with a slash too many', () => `${own()}/`],
    ['over https', () => own().replace('http:', 'https:')],
    ['in capitals', () => own().toUpperCase()],
    ['after a space', () => ` ${own()}`],
    ['with more behind it', () => `${own().slice(0, -1)}.evil.example/`],
    ['production’s', () => 'https://maskinporten.no/'],
    ['the test environment’s', () => 'https://test.maskinporten.no/'],
    ['a sibling', () => 'https://sky.maskinporten.no'],
    ['in a list', () => [own()]],
    ['missing', () => null],
    ['a number', () => 7],
    ['what every object has', () => 'constructor'],
  ])('is compared whole: %s [45]', (_, iss) => expectClaimsRefused({ iss: iss() }))
})

describe('an issuer at a gateway of another environment', () => {
  const production = 'https://maskinporten.no/'
  const test = 'https://test.maskinporten.no/'
  const gateways: Record<string, TestGateway> = {}
  beforeAll(async () => {
    for (const issuer of [production, test]) {
      const environment = issuer === production ? 'production' : 'test'
      gateways[issuer] = await startTestGateway({
        altinn2Url: '',
        reconfigure: (config) => reconfigured(config, environment, issuer),
      })
    }
  })
  afterAll(async () => {
    for (const one of Object.values(gateways)) await one.close()
  })

  function need(issuer: string): TestGateway {
    const found = gateways[issuer]
    if (found === undefined) throw new Error(issuer)
    return found
  }

  it.each([production, test])('is taken where it is the one: %s [45]', async (issuer) => {
    const one = need(issuer)
    const token = await mint(one, { claims: { iss: issuer } })
    expect((await send(one, { token, path: onAltinn2 })).status).toBe(410)
  })

  it.each([
    [production, test],
    [test, production],
    [production, 'https://maskinporten.no'],
    [production, 'http://maskinporten.no/'],
    [production, 'https://maskinporten.no.evil.no/'],
    [production, 'https://evil.no/https://maskinporten.no/'],
    [production, 'https://sky.maskinporten.no'],
    [test, 'https://test.sky.maskinporten.no'],
    [test, 'https://ver2.maskinporten.no/'],
  ])('is refused where it is another: %s gets %s [45]', async (issuer, iss) => {
    const one = need(issuer)
    const token = await mint(one, { claims: { iss } })
    await expectRefused(one, { token }, refusals.invalidToken)
  })

  it('that made a token with Altinn’s test tools is refused in production alone [54]', async () => {
    const claims = { actual_iss: 'altinn-test-tools' }
    const inProduction = need(production)
    const token = await mint(inProduction, { claims: { ...claims, iss: production } })
    await expectRefused(inProduction, { token }, refusals.invalidToken)
    const inTest = need(test)
    const same = await mint(inTest, { claims: { ...claims, iss: test } })
    expect((await send(inTest, { token: same, path: onAltinn2 })).status).toBe(410)
  })

  it('of Altinn tokens is refused in production when its test tools made them [54]', async () => {
    const one = need(production)
    const token = one.sandbox.altinn3.mintAltinnToken({
      org: customer.number,
      scope: 'altinn:broker.read',
      fromTestTools: true,
    })
    await expectRefused(one, { token }, refusals.invalidToken)
  })
})

describe('an audience', () => {
  it.each([
    ['another service', 'https://api.example'],
    ['other services', ['https://api.example', 'https://other.example']],
    ['a part of ours', 'https://gateway.example/api'],
    ['ours with more behind it', 'https://gateway.example.evil.example'],
    ['another environment of Altinn 2', 'https://www.altinn.no/'],
    ['nobody', []],
    ['an empty text', ''],
    ['an object', { aud: 'https://gateway.example' }],
    ['another service and left open', ['https://api.example', 'unspecified']],
    ['left open and another service', ['unspecified', 'https://api.example']],
    ['left open and no text', ['unspecified', 7]],
  ])('of another is refused: %s [46]', (_, aud) => expectClaimsRefused({ aud }))

  it.each([
    ['left out', null],
    ['left open', 'unspecified'],
    ['left open, in a list', ['unspecified']],
    ['left open and ours', ['unspecified', 'https://gateway.example']],
    ['ours', 'https://gateway.example'],
    ['ours with a slash', 'https://gateway.example/'],
    ['Altinn 2', 'https://tt02.altinn.no/'],
    ['several, us among them', ['https://x.example', 'https://gateway.example']],
  ])('is taken: %s [46]', (_, aud) => expectClaimsTaken({ aud }))

  describe('where the operator wants it named', () => {
    let strict: TestGateway
    beforeAll(async () => {
      const environment = { AUDIENCE_POLICY: 'strict', ALTINN_TOKENS: 'refuse' }
      strict = await startTestGateway({ environment })
    })
    afterAll(() => strict.close())

    it.each([
      ['left out', null],
      ['left open', 'unspecified'],
      ['another service', 'https://api.example'],
    ])('is refused: %s [46]', async (_, aud) => {
      const token = await mint(strict, { claims: { aud } })
      await expectRefused(strict, { token }, refusals.invalidToken)
    })

    it.each([
      ['ours', 'https://gateway.example/'],
      ['several, us among them', ['unspecified', 'https://gateway.example']],
    ])('is taken: %s [46]', async (_, aud) => {
      const token = await mint(strict, { claims: { aud } })
      expect((await send(strict, { token })).status).toBe(200)
    })

    it('may not be asked for while Altinn tokens are taken, which name none [57]', async () => {
      const token = strict.sandbox.altinn3.mintAltinnToken({
        org: customer.number,
        scope: 'altinn:broker.read',
      })
      await expectRefused(strict, { token }, refusals.invalidToken)
    })
  })
})

describe('a claim of the wrong form', () => {
  it.each([
    ['missing', null],
    ['a list', ['altinn:broker.read']],
    ['a number', 7],
    ['an object', { 'altinn:broker.read': true }],
  ])('scope: %s [47]', (_, scope) => expectClaimsRefused({ scope }))

  it.each([
    ['another type of token', { token_type: 'DPoP' }],
    ['another type in a list', { token_type: ['Bearer'] }],
    ['bound to a key', { cnf: { jkt: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' } }],
    ['bound to a certificate', { cnf: { 'x5t#S256': 'NzbLsXh8uDCcd' } }],
    ['bound to nothing', { cnf: {} }],
  ])('what binds a token to more than its bearer: %s [48]', (_, claims) =>
    expectClaimsRefused(claims),
  )

  it('what binds a token to more than its bearer: null [48]', async () => {
    const token = await mint(gateway, { payload: payloadWith('cnf', 'null') })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it('an id: missing [49]', () => expectClaimsRefused({ jti: null }))
})

describe('a consumer', () => {
  it.each([
    ['missing', null],
    ['a text', '0192:313876144'],
    ['empty', {}],
    ['in another letter case', { authority: 'iso6523-actorid-upis', id: '0192:313876144' }],
    ['without an authority', { ID: '0192:313876144' }],
    ['in a list', [identifier(customer.number)]],
    ['a number', { authority: 'iso6523-actorid-upis', ID: 313_876_144 }],
  ])('that is none is refused: %s [49]', (_, consumer) => expectClaimsRefused({ consumer }))

  it.each([
    ['of another list', '9908:313876144'],
    ['without a list', '313876144'],
    ['with eight digits', '0192:31387614'],
    ['with ten digits', '0192:3138761440'],
    ['with a wrong check digit', '0192:313876145'],
    ['after a space', ' 0192:313876144'],
    ['before a space', '0192:313876144 '],
    ['before a line break', '0192:313876144\n'],
    ['in other digits', '0192:٣١٣٨٧٦١٤٤'],
    ['twice', '0192:313876144,0192:310385980'],
  ])('whose number is none is refused: %s [50]', (_, ID) =>
    expectClaimsRefused({ consumer: { authority: 'iso6523-actorid-upis', ID } }),
  )

  it('that is a part of an organisation is not let in [51]', () =>
    expectClaimsRefused(subunitConsumer(customer.number, '987464291'), refusals.caller))

  it.each(['NTRNO-313876144', '0192:313876144', 'VATNO-313876144MVA', 'PNODE-313876144'])(
    'with a foreign seal is never the organisation whose number it holds: %s [52]',
    async (id) => {
      const before = gateway.log().length
      await expectClaimsRefused(europeanSeal(id), refusals.caller)
      expect(gateway.log().slice(before)).not.toContain(customer.number)
    },
  )

  it.each(['etsi_en_119_612', 'ISO6523-ACTORID-UPIS', ''])(
    'by another authority is never a Norwegian organisation: "%s" [52]',
    (authority) =>
      expectClaimsRefused(
        { consumer: { authority, ID: `0192:${customer.number}` } },
        refusals.caller,
      ),
  )
})

describe('a supplier', () => {
  it.each<[string, Claims]>([
    ['without a source', { supplier: identifier(vendor.number) }],
    ['from elsewhere', suppliedBy(vendor.number, 'https://evil.no')],
    ['from an address like Altinn’s', suppliedBy(vendor.number, 'https://tt02.altinn.no.evil.no')],
    ['from a place within Altinn', suppliedBy(vendor.number, 'https://tt02.altinn.no/evil')],
    ['from production', suppliedBy(vendor.number, 'https://www.altinn.no')],
    ['from an empty source', suppliedBy(vendor.number, '')],
    ['that is a text', { ...suppliedBy(vendor.number), supplier: `0192:${vendor.number}` }],
    ['whose number is none', suppliedBy('310385981')],
  ])('is refused: %s [53]', (_, claims) => expectClaimsRefused(claims))

  it('whose sources are a list is refused [53]', () =>
    expectClaimsRefused({
      ...suppliedBy(vendor.number),
      delegation_source: ['https://tt02.altinn.no'],
    }))

  it.each(['https://tt02.altinn.no', 'https://tt02.altinn.no/'])(
    'that Altinn knows of is taken: %s [53]',
    (source) => expectClaimsTaken(suppliedBy(vendor.number, source)),
  )
})

describe('a token of another kind', () => {
  it('is refused: the assertion that Maskinporten gives a token for [55]', async () => {
    const { url, issuer } = gateway.sandbox.maskinporten
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const scope = 'altinn:broker.read'
    const jwk = publicKey.export({ format: 'jwk' })
    const registered = await http(url, '/sandbox/clients', {
      method: 'POST',
      body: JSON.stringify({ org: customer.number, scopes: [scope], jwk }),
    })
    const { client_id: client } = JSON.parse(registered.body) as { client_id: string }
    const assertion = await new SignJWT({ scope, consumer: identifier(customer.number) })
      .setProtectedHeader({ alg: 'RS256', kid: gateway.sandbox.maskinporten.keys.current.kid })
      .setIssuer(client)
      .setAudience(issuer)
      .setIssuedAt()
      .setExpirationTime('100s')
      .setJti(randomUUID())
      .sign(privateKey)
    await expectRefused(gateway, { token: assertion }, refusals.invalidToken)
    const granted = await http(url, '/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=${assertion}`,
    })
    expect(granted.status).toBe(200)
  })

  it.each([
    ['ID-porten’s', () => strangersKey()],
    ['Maskinporten’s', () => gateway.sandbox.maskinporten.keys.current.privateKey],
  ])('is refused: a person’s ID token, signed with a key of %s [56]', async (_, key) => {
    const claims = {
      iss: 'https://test.idporten.no',
      aud: 'client-of-somebody',
      sub: 'pairwise-subject-of-somebody',
      nonce: 'nonce-of-somebody',
      pid: canary,
      acr: 'idporten-loa-substantial',
      amr: ['BankID'],
      scope: null,
      consumer: null,
      token_type: null,
    }
    const token = await mint(gateway, { claims, key: key() })
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })

  it('is refused: a person’s access token with all that an organisation’s has [56]', () =>
    expectClaimsRefused({ iss: 'https://test.idporten.no', pid: canary, sub: 'somebody-else' }))

  it('is refused: Altinn’s, where those are not taken [57]', async () => {
    const without = await startTestGateway({ environment: { ALTINN_TOKENS: 'refuse' } })
    try {
      const { altinn3 } = without.sandbox
      const wish = { org: customer.number, scope: 'altinn:broker.read' }
      const token = altinn3.mintAltinnToken(wish)
      await expectRefused(without, { token }, refusals.invalidToken)
      const named = altinn3.mintAltinnToken({
        ...wish,
        claims: { iss: without.sandbox.maskinporten.issuer },
      })
      await expectRefused(without, { token: named }, refusals.invalidToken)
    } finally {
      await without.close()
    }
  })

  it.each([
    ['that person', canary],
    ['its own organisation', 'my'],
  ])('is refused: one that names a person, for %s [58]', async (_, who) => {
    const token = await mint(gateway, { claims: { pid: canary } })
    const path = `/api/${who}/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1`
    await expectRefused(gateway, { token, path }, refusals.caller)
  })
})

/** The rules of an environment whose files no stand-in may be named in. */
function reconfigured(
  { file, ...config }: Config,
  environment: Config['file']['environment'],
  issuer: string,
): Config {
  const maskinporten = { ...file.maskinporten, issuer }
  return { ...config, file: { ...file, environment, maskinporten } }
}
