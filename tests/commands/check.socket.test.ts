import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { stringify } from 'yaml'
import { endpoints } from '../../routes/index.ts'
import { runCheck } from '../../src/commands/check/check.ts'
import type { Outcome } from '../../src/commands/outcome.ts'
import type { FlowTask } from '../../sandbox/altinn3/storage/flow.ts'
import { selfSigned } from '../../sandbox/maskinporten/certificate.ts'
import { startConnectProxy } from '../support/network/connect-proxy.ts'
import { startFront, without, type Meddling } from '../support/network/front.ts'
import { clock, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { answerBytes, scriptedServer } from '../support/network/scripted-server.ts'

let gateway: TestGateway
const folder = mkdtempSync(path.join(tmpdir(), 'check-'))
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(async () => {
  await gateway.close()
  rmSync(folder, { recursive: true })
})

async function check(
  environment: Readonly<Record<string, string>> = {},
  through?: string,
  within = 2_000,
): Promise<Outcome> {
  const args = through === undefined ? [] : ['--through', through]
  const settings = { endpoints, clock, within }
  return runCheck(args, { ...settings, environment: { CONFIG: gateway.config, ...environment } })
}

/** What was said of each thing, `FAILED` in front where it failed. */
function linesOf({ output = '' }: Outcome): ReadonlyMap<string, string> {
  return new Map(
    output
      .trim()
      .split('\n')
      .map((line) => {
        const [, state = '', name = '', said = ''] =
          /^(ok {4}|FAILED) {2}([^:]+): (.+)$/.exec(line) ?? []
        return [name, state === 'FAILED' ? `FAILED ${said}` : said] as const
      }),
  )
}

function failedIn(outcome: Outcome): readonly string[] {
  return [...linesOf(outcome)].flatMap(([name, said]) => (said.startsWith('FAILED') ? name : []))
}

const upstreams = [
  'Altinn 2',
  "Altinn 3's platform",
  "Altinn 3's exchange of tokens",
  "Maskinporten's keys",
  "Altinn's keys",
  'the list of service owners',
  "Altinn 3's Dialogporten",
]
const redis = 'Redis'
const apps = "Altinn 3's apps"
const inFront = [
  'HTTP/1.1',
  'reason phrases',
  'headers of answers',
  'the register',
  'error bodies',
  'tokens',
  'odd addresses',
  'the admin port',
]

describe('a check of what is behind', () => {
  it('is well, one line each, where everything answers', async () => {
    const outcome = await check()
    expect(outcome.exitCode).toBe(0)
    expect([...linesOf(outcome).keys()]).toEqual(['configuration', ...upstreams, redis, apps])
    expect(linesOf(outcome).get(redis)).toBe(
      'REDIS_URL is not set, so nothing is shared: run one replica',
    )
    expect(failedIn(outcome)).toEqual([])
  })

  it('never sends a token, and the subscription key to the exchange of tokens alone', async () => {
    const key = 'a-key-that-nobody-may-see'
    const fronts = await Promise.all([
      startFront(gateway.sandbox.altinn2.url),
      startFront(gateway.sandbox.altinn3.url),
    ])
    const [altinn2, altinn3] = fronts
    try {
      const outcome = await check({
        ALTINN2_URL: altinn2.url,
        ALTINN3_PLATFORM_URL: altinn3.url,
        ORGS_URL: `${altinn3.url}/orgs/altinn-orgs.json`,
        ALTINN3_SUBSCRIPTION_KEY: key,
      })
      const asked = fronts.flatMap((front) => front.asked)
      expect(asked.length).toBeGreaterThan(4)
      expect(asked.filter(({ authorization }) => authorization !== undefined)).toEqual([])
      const withKey = asked.filter((headers) => headers['ocp-apim-subscription-key'] === key)
      expect(withKey).toHaveLength(1)
      expect(JSON.stringify(outcome)).not.toContain(key)
      // Its address is another than the one that it knows itself by.
      expect(failedIn(outcome)).toEqual(["Altinn 3's platform"])
    } finally {
      await Promise.all(fronts.map((front) => front.close()))
    }
  })

  it('asks an Altinn 2 neither where there is none nor when it has closed', async () => {
    const before = gateway.sandbox.altinn2.asked.length
    expect(linesOf(await check({ ALTINN2_URL: '' })).get('Altinn 2')).toContain('there is none')
    const closed = await check({ ALTINN2_CLOSES: '2026-06-19' })
    expect(closed.exitCode).toBe(0)
    expect(linesOf(closed).get('Altinn 2')).toBe(
      'closed since 2026-06-19T00:00:00+02:00; not asked',
    )
    expect(gateway.sandbox.altinn2.asked).toHaveLength(before)
  })

  it('names the proxy without its credentials, and reports what it refuses', async () => {
    const proxy = await startConnectProxy({}, (socket) => socket.end('HTTP/1.1 407 No\r\n\r\n'))
    try {
      const HTTPS_PROXY = proxy.url.replace('//', '//user:secret@')
      const environment = { HTTPS_PROXY, NO_PROXY: '.example', ORGS_URL: 'https://orgs.invalid' }
      const outcome = await check(environment)
      const lines = linesOf(outcome)
      expect(lines.get('proxy')).toBe(
        `all but loopback is called through ${proxy.url} with credentials, except for NO_PROXY: .example`,
      )
      expect(failedIn(outcome)).toEqual(['the list of service owners'])
      expect(lines.get('the list of service owners')).toContain('the proxy answered 407: correct')
      expect(JSON.stringify(outcome)).not.toContain('secret')
      expect(proxy.asked).toEqual(['orgs.invalid:443'])
    } finally {
      await proxy.close()
    }
  })

  it('warns about a variable that is misspelt, and is well', async () => {
    const outcome = await check({ ALTIN2_URL: 'https://altinn2.example' })
    expect(outcome.exitCode).toBe(0)
    expect(outcome.output).toContain('warn    ALTIN2_URL is not read: did you mean ALTINN2_URL?\n')
    const refused = await check({ ALTIN2_URL: 'x', PORT: 'x' })
    expect(refused.complaint).toContain('warn    ALTIN2_URL is not read')
  })

  it('finds that no file can be written in the temporary folder', async () => {
    const missing = path.join(folder, 'missing')
    vi.stubEnv('TMPDIR', missing)
    try {
      const outcome = await check()
      expect(outcome.exitCode).toBe(2)
      expect(outcome.complaint).toContain(
        `TMPDIR: no file can be written in the temporary folder ${missing} (ENOENT)`,
      )
      expect((await check({ LIMITS_SPOOL_BYTES: '0' })).exitCode).toBe(0)
    } finally {
      vi.unstubAllEnvs()
    }
  })

  it('leaves keys alone that the gateway would not fetch', async () => {
    expect([...linesOf(await check({ ALTINN_TOKENS: 'refuse' })).keys()]).not.toContain(
      "Altinn's keys",
    )
  })

  it('fails everything whose port is dead, and says so', async () => {
    const dead = await scriptedServer(() => undefined)
    await dead.close()
    const outcome = await check({
      ALTINN2_URL: dead.url,
      ALTINN3_PLATFORM_URL: dead.url,
      ORGS_URL: `${dead.url}/orgs.json`,
      MASKINPORTEN_JWKS_URL: `${dead.url}/jwk`,
    })
    expect(outcome.exitCode).toBe(1)
    expect(failedIn(outcome)).toEqual(upstreams)
    for (const name of upstreams) {
      expect(linesOf(outcome).get(name)).toContain('nothing listens there')
    }
  })

  it('waits for nobody who hangs, and for all at once', async () => {
    const silent = await scriptedServer(() => undefined)
    try {
      const outcome = await check(
        { ALTINN2_URL: silent.url, ALTINN3_PLATFORM_URL: silent.url },
        undefined,
        100,
      )
      expect(failedIn(outcome)).toEqual(upstreams.filter((name) => name.startsWith('Altinn')))
      expect(linesOf(outcome).get('Altinn 2')).toContain('no answer in time')
    } finally {
      await silent.close()
    }
  })

  it('fails a platform that answers with something else, quoting nothing of it', async () => {
    const { faults } = gateway.sandbox.altinn3
    const secret = 'secret-text'
    const front = await startFront(gateway.sandbox.altinn3.url, {
      body: () => `<html>${secret}</html>`,
    })
    try {
      faults.exchange = 'error'
      const outcome = await check({
        ALTINN3_PLATFORM_URL: front.url,
        ORGS_URL: `${front.url}/orgs/altinn-orgs.json`,
        MASKINPORTEN_JWKS_URL: `${front.url}/orgs/altinn-orgs.json`,
        ALTINN2_URL: front.url,
      })
      expect(failedIn(outcome)).toEqual(upstreams)
      const lines = linesOf(outcome)
      expect(lines.get('Altinn 2')).toContain('was answered 500')
      expect(lines.get("Altinn 3's exchange of tokens")).toContain('was answered 500')
      expect(lines.get("Altinn's keys")).toContain('not JSON')
      expect(outcome.output).not.toContain(secret)
    } finally {
      faults.exchange = undefined
      await front.close()
    }
  })

  it.each([
    ['missing', {}],
    ['refused', { ALTINN3_SUBSCRIPTION_KEY: 'wrong' }],
  ])('tells that the subscription key is %s', async (how, environment) => {
    const server = await scriptedServer((socket) =>
      socket.end(
        'HTTP/1.1 401 Access Denied\r\nContent-Length: 0\r\n' +
          'WWW-Authenticate: AzureApiManagementKey realm="x"\r\n\r\n',
      ),
    )
    try {
      const outcome = await check({ ALTINN3_PLATFORM_URL: server.url, ...environment })
      expect(linesOf(outcome).get("Altinn 3's exchange of tokens")).toContain(
        `FAILED the subscription key is ${how}: set ALTINN3_SUBSCRIPTION_KEY`,
      )
    } finally {
      await server.close()
    }
  })

  it('asks one app of each owner, where services went to any', async () => {
    const app = (name: string): object => ({
      service: `5998/${name.length}`,
      moved: { to: 'app', app: name },
    })
    const withApps = async (...names: readonly string[]): Promise<string | undefined> => {
      const file = path.join(folder, 'apps.yaml')
      writeFileSync(file, stringify({ services: names.map(app) }))
      return linesOf(await check({ SERVICES_FILE: file })).get(apps)
    }
    expect(linesOf(await check()).get(apps)).toBe('no service went to an app; not asked')
    expect(await withApps('ttd/prove-skjema', 'ttd/not-there')).toBe('ttd/prove-skjema answered')
    expect(await withApps('ttd/not-there', 'ttd/prove-skjema')).toBe(
      'FAILED ttd/not-there was answered 404: correct ALTINN3_APPS_URL, or the app in SERVICES_FILE',
    )
  })

  it('says of each app what it would refuse, and what it demands', async () => {
    const type = (id: string): object => ({ id, appLogic: { classRef: 'Model' } })
    const answers: Readonly<Record<string, readonly [string, string]>> = {
      '/ttd/good/api/v1/applicationmetadata': [
        'application/json',
        JSON.stringify({ altinnNugetVersion: '8.6.0.1', dataTypes: [type('model'), type('sub')] }),
      ],
      '/ttd/good/api/v1/meta/process': ['text/xml', '<definitions><process/></definitions>'],
      '/ttd/good/api/xsdschema/model': ['application/xml', '<schema><element name="m"/></schema>'],
      '/ttd/old/api/v1/applicationmetadata': [
        'application/json',
        JSON.stringify({ altinnNugetVersion: '8.5.0.1', dataTypes: [] }),
      ],
    }
    const server = await scriptedServer((socket, request) => {
      const target = request.split(' ')[1] ?? ''
      const [type, body] = answers[target] ?? ['text/plain', '']
      const start = target in answers ? 'HTTP/1.1 200 OK' : 'HTTP/1.1 404 Not Found'
      socket.write(answerBytes(start, { 'Content-Type': type }, body))
    })
    const file = path.join(folder, 'each-app.yaml')
    const moved = { to: 'app', mainForm: '1/1', forms: { '1/1': 'model', '1/2': 'sub' } }
    writeFileSync(
      file,
      stringify({
        services: ['ttd/good', 'ttd/old', 'ttd/gone'].map((app, place) => ({
          service: `5998/${place}`,
          moved: { ...moved, app },
        })),
      }),
    )
    try {
      const outcome = await check({ SERVICES_FILE: file, ALTINN3_APPS_URL: server.url })
      const lines = linesOf(outcome)
      expect(lines.get('the app ttd/good')).toBe('sub has no schema: its root is not checked')
      expect(lines.get('the app ttd/old')).toBe(
        'FAILED it has 8.5.0 of app-lib, 8.6.0 is needed to send forms: ask its owner to update it; ' +
          'model is no data type of the app: correct forms.1/1 of 5998/1 in SERVICES_FILE; ' +
          'sub is no data type of the app: correct forms.1/2 of 5998/1 in SERVICES_FILE',
      )
      expect(lines.get('the app ttd/gone')).toBe(
        'FAILED it is not running: correct the app in SERVICES_FILE',
      )
      expect(server.requests.filter((one) => /^authorization:/im.test(one))).toEqual([])
    } finally {
      await server.close()
    }
  })

  it('says which services are never sent through the gateway, and why', async () => {
    const { process } = gateway.sandbox.altinn3.storage.modes
    const signing = (elementId: string): FlowTask => {
      return { elementId, name: 'Signering', altinnTaskType: 'signing' }
    }
    process.flows.set('ttd/bekreft', [signing('Task_2'), signing('Task_3')])
    process.files.set('ttd/retur', 'garbage').set('ttd/slettes', 'error')
    try {
      const outcome = await check({ SERVICES_FILE: 'config/services.sandbox.yaml' })
      const lines = linesOf(outcome)
      expect(lines.get('the app ttd/betaling')).toBe(
        'the gateway never sends 5985/1: it takes payment',
      )
      expect(lines.get('the app ttd/bekreft')).toBe(
        'the gateway sends 5989/1 with sign=false only: several persons sign it',
      )
      expect(lines.get('the app ttd/retur')).toContain('its process file cannot be read')
      expect(lines.get('the app ttd/prove-enkel')).not.toContain('the gateway')
      expect(failedIn(outcome)).toEqual(['the app ttd/slettes'])
      expect(lines.get('the app ttd/slettes')).toBe(
        'FAILED it answered 500: try again later, or ask its operator',
      )
    } finally {
      process.flows.clear()
      process.files.clear()
    }
  })

  it('trusts no certificate that the gateway would not trust', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const server = createTlsServer({
      key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }),
      cert: selfSigned(pair, 'localhost').toString(),
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    try {
      const outcome = await check({ ALTINN2_URL: url }, url)
      expect(linesOf(outcome).get('Altinn 2')).toContain('the certificate is not trusted')
      expect(failedIn(outcome)).toEqual(['Altinn 2', ...inFront])
    } finally {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
})

describe('a configuration that cannot be used', () => {
  it('is told with all its problems, those of the services file too', async () => {
    const services = path.join(folder, 'services.yaml')
    writeFileSync(services, 'services: [{ service: wrong, moved: { to: broker, resource: abcd } }]')
    const outcome = await check({ SERVICES_FILE: services, PORT: 'many', ALTINN2_URL: 'ftp://x' })
    expect(outcome.exitCode).toBe(2)
    expect(outcome.output).toBeUndefined()
    expect(outcome.complaint).toContain('PORT (port)')
    expect(outcome.complaint).toContain('ALTINN2_URL')
    expect(outcome.complaint).toContain('services.0.service')
  })

  it('is one whose services file the gateway would not read either', async () => {
    const file = path.join(folder, 'latin-1.yaml')
    writeFileSync(file, Buffer.from('services: []\n# prøve\n', 'latin1'))
    const outcome = await check({ SERVICES_FILE: file })
    expect(outcome.exitCode).toBe(2)
    expect(outcome.complaint).toContain('not UTF-8')
  })

  it('is one whose services file is missing', async () => {
    const outcome = await check({ SERVICES_FILE: path.join(folder, 'none.yaml') })
    expect(outcome).toMatchObject({ exitCode: 2 })
    expect(outcome.complaint).toContain('SERVICES_FILE')
  })

  it.each(['nowhere', 'ftp://x', 'https://user:hidden@gateway.example', 'https://x/?a=1'])(
    'is a question about %s',
    async (through) => {
      const outcome = await check({}, through)
      expect(outcome.exitCode).toBe(2)
      expect(outcome.complaint).not.toContain('hidden')
    },
  )
})

describe('a check through what stands in front', () => {
  async function through(meddling: Meddling, base = ''): Promise<ReadonlyMap<string, string>> {
    const front = await startFront(gateway.url, meddling)
    try {
      const outcome = await check({}, `${front.url}${base}`)
      const failed = failedIn(outcome)
      expect(outcome.exitCode).toBe(failed.length === 0 ? 0 : 1)
      return new Map([...linesOf(outcome)].filter(([name]) => failed.includes(name)))
    } finally {
      await front.close()
    }
  }

  it('is well where everything is handed on as it is', async () => {
    const outcome = await check({}, gateway.url)
    expect(outcome.exitCode).toBe(0)
    expect([...linesOf(outcome).keys()]).toEqual([
      'configuration',
      ...upstreams,
      redis,
      apps,
      ...inFront,
    ])
    expect(await through({})).toEqual(new Map())
  })

  it('is well below a path of its own', async () => {
    const target = (given: string): string => given.replace(/^\/altinn2/, '')
    expect(await through({ target }, '/altinn2/')).toEqual(new Map())
  })

  it.each([
    ['lost', ''],
    ['made up', 'Unauthorized'],
  ])('fails where reason phrases are %s', async (_, phrase) => {
    const failed = await through({ reason: () => phrase })
    expect([...failed.keys()]).toEqual(['reason phrases', 'error bodies', 'tokens'])
    expect(failed.get('reason phrases')).toContain('keep status lines as they come')
  })

  it.each([
    ['www-authenticate', 'WWW-Authenticate'],
    ['x-request-id', 'X-Request-Id'],
    ['x-served-by', 'X-Served-By'],
  ])('fails where %s is taken away', async (name, written) => {
    const answer: Meddling['answer'] = (headers) => without(headers, name)
    const failed = await through({ answer })
    expect([...failed.keys()]).toEqual(['headers of answers'])
    expect(failed.get('headers of answers')).toContain(`${written} did not come through`)
  })

  it.each([
    ['slashes are merged', (given: string) => given.replace(/\/\/+/g, '/'), '/api//my'],
    ['slashes are decoded', (given: string) => given.replace(/%2f/gi, '/'), '/api/my%2F'],
    ['dots are resolved', (given: string) => new URL(given, 'http://x').pathname, '/../my'],
  ])('fails where %s', async (_, target, path) => {
    const failed = await through({ target })
    expect([...failed.keys()]).toEqual(['odd addresses'])
    expect(failed.get('odd addresses')).toContain(path)
    expect(failed.get('odd addresses')).toContain('was mended')
  })

  it('fails where odd addresses are refused on the way', async () => {
    const failed = await through({ target: (given) => (given.includes('//') ? 400 : given) })
    expect(failed.get('odd addresses')).toContain('/api//my/messages never arrived (400)')
  })

  it('fails where the Authorization header is taken away', async () => {
    const ask: Meddling['ask'] = (headers) => without(headers, 'authorization')
    const failed = await through({ ask })
    expect([...failed.keys()]).toEqual(['tokens'])
  })

  it('fails where errors get other bodies', async () => {
    const body = (given: string, status: number): string => (status >= 400 ? '<html>' : given)
    expect([...(await through({ body })).keys()]).toEqual(['error bodies'])
  })

  it('fails where another register decides', async () => {
    const answer: Meddling['answer'] = (headers) => ({ ...headers, 'x-register': '0123456789' })
    const failed = await through({ answer })
    expect([...failed.keys()]).toEqual(['the register'])
    expect(failed.get('the register')).toMatch(/^FAILED 0123456789 there, [0-9a-f]{10} here: /)
  })

  it('fails where the admin port can be reached', async () => {
    const failed = await through({
      elsewhere: (target) => (target.startsWith('/health') ? gateway.adminUrl : undefined),
      ask: (headers) => ({ ...headers, host: 'localhost' }),
    })
    expect([...failed.keys()]).toEqual(['the admin port'])
    expect(failed.get('the admin port')).toContain('/health/live (200), /health/ready (200)')
  })

  it('fails where HTTP/1.0 is spoken', async () => {
    const server = await scriptedServer((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\n'))
    try {
      const lines = linesOf(await check({}, server.url))
      expect(lines.get('HTTP/1.1')).toContain('HTTP/1.0 is spoken')
    } finally {
      await server.close()
    }
  })

  it('fails, and waits no longer, where nobody answers', async () => {
    const silent = await scriptedServer(() => undefined)
    try {
      const lines = linesOf(await check({}, silent.url, 300))
      for (const name of inFront) expect(lines.get(name)).toContain('FAILED no answer in time')
    } finally {
      await silent.close()
    }
  })

  it('fails in the clear, but on loopback', async () => {
    const lines = linesOf(await check({}, 'http://gateway.invalid', 300))
    expect(lines.get('HTTP/1.1')).toContain('tokens would travel in the clear')
  })
})
