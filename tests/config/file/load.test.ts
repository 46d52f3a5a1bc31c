import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { loadConfig } from '../../../src/config/file/load.ts'
import { ConfigurationError } from '../../../src/config/file/problems.ts'
import { Limits } from '../../../src/config/file/settings/limits.ts'
import { variables } from '../../../src/config/file/variables.ts'

const valid = {
  environment: 'test',
  port: 8080,
  host: '127.0.0.1',
  publicUrl: 'https://gateway.example',
  logLevel: 'info',
  servicesFile: 'services.yaml',
  admin: { port: 9090, host: '127.0.0.1' },
  altinn2: {
    url: 'https://altinn2.example',
    closes: '2026-06-19',
    publicOrigins: ['https://altinn2.example'],
    statusCompat: true,
  },
  altinn3: { platformUrl: 'https://altinn3.example' },
  maskinporten: {
    issuer: 'https://issuer.example/',
    jwksUrl: 'https://issuer.example/jwk',
    audiencePolicy: 'compat',
    audiences: ['https://altinn2.example'],
    delegationSources: ['https://altinn2.example'],
  },
}

const production = {
  issuer: 'https://maskinporten.no/',
  platform: 'https://platform.altinn.no',
  altinn2: 'https://www.altinn.no',
}
const test = {
  issuer: 'https://test.maskinporten.no/',
  platform: 'https://platform.tt02.altinn.no',
  altinn2: 'https://tt02.altinn.no',
}

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function write(name: string, text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'config-'))
  folders.push(folder)
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

/** A file with the valid settings and these in place of theirs. */
function writeConfig(changes: object = {}): string {
  return write('config.yaml', stringify({ ...valid, ...changes }))
}

type Environment = Readonly<Record<string, string>>

function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

/** The valid settings, with these variables. */
function problemsWith(environment: Environment): readonly string[] {
  return problemsOf({ CONFIG: writeConfig(), ...environment })
}

describe('a configuration file', () => {
  it('gives its settings, and a default for each that it leaves out', () => {
    const config = loadConfig({ CONFIG: writeConfig({ limits: { underWay: 5 } }) })
    expect(config.file).toEqual({
      ...valid,
      insecureLoopback: false,
      corsOrigins: [],
      listScopes: 'all',
      defaultLanguage: 1044,
      drainTimeout: 130,
      drainWait: 5,
      altinn3: {
        ...valid.altinn3,
        orgsUrl: 'https://altinncdn.no/orgs/altinn-orgs.json',
        confirmWithoutDownload: 'refuse',
        inboxUrl: 'https://af.tt02.altinn.no/inbox',
        listPartial: 'error',
        submissionRetryWindow: 120,
        emptyReporteesAs: 'list',
        migratedCorrespondenceIds: 'own',
        refusedSubmissions: 'keep',
        deleteCorrespondences: 'bin',
      },
      maskinporten: { ...valid.maskinporten, altinnTokens: 'refuse' },
      apiKeys: { mode: 'forward', keys: [] },
      proxy: { except: [] },
      limits: {
        firstByteMs: 30_000,
        betweenBytesMs: 30_000,
        connectMs: 5_000,
        placeMs: 2_000,
        underWay: 5,
        maxLoopDelayMs: 1_000,
        spoolBytes: 2_147_483_648,
      },
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it.each([
    ['production', 'https://af.altinn.no/inbox'],
    ['tt02', 'https://af.tt02.altinn.no/inbox'],
    ['sandbox', 'https://af.tt02.altinn.no/inbox'],
  ])('has the inbox of its environment, unless it names one: %s', (environment, inboxUrl) => {
    const CONFIG = new URL(`../../../config/${environment}.yaml`, import.meta.url).pathname
    const inboxOf = (variables: Environment): string =>
      loadConfig({ CONFIG, PUBLIC_URL: 'https://gateway.example', ...variables }).file.altinn3
        .inboxUrl
    expect(inboxOf({})).toBe(inboxUrl)
    expect(inboxOf({ INBOX_URL: 'https://inbox.example' })).toBe('https://inbox.example')
  })

  it.each(['limits', 'apiKeys'])('gives no defaults for a section without content: %s', (name) => {
    expect(problemsOf({ CONFIG: writeConfig({ [name]: null }) })).toEqual([
      `${name} must be object`,
    ])
  })

  it('names the services file relative to itself', () => {
    const file = writeConfig({ servicesFile: 'below/services.yaml' })
    const expected = path.join(path.dirname(file), 'below', 'services.yaml')
    expect(loadConfig({ CONFIG: file }).servicesFile).toBe(expected)
    expect(loadConfig({ CONFIG: path.relative(process.cwd(), file) }).servicesFile).toBe(expected)
  })

  it('keeps the copy of the services file where it says, seen from itself, or nowhere', () => {
    const file = writeConfig({ servicesCopy: 'copies/services.yaml' })
    const expected = path.join(path.dirname(file), 'copies', 'services.yaml')
    expect(loadConfig({ CONFIG: file }).servicesCopy).toBe(expected)
    expect(loadConfig({ CONFIG: writeConfig({ servicesCopy: '' }) }).servicesCopy).toBeUndefined()
  })

  it('keeps that copy in the temporary folder, a file for each services file, if left out', () => {
    const copies = ['/etc/one.yaml', '/etc/other.yaml'].map(
      (servicesFile) => loadConfig({ CONFIG: writeConfig({ servicesFile }) }).servicesCopy ?? '',
    )
    expect(copies.map((copy) => path.dirname(copy))).toEqual([tmpdir(), tmpdir()])
    expect(new Set(copies).size).toBe(2)
  })

  it('leaves an absolute services file as it is', () => {
    const file = writeConfig({ servicesFile: '/etc/gateway/services.yaml' })
    expect(loadConfig({ CONFIG: file }).servicesFile).toBe('/etc/gateway/services.yaml')
  })

  it.each(['https://gateway.example/altinn', 'https://gateway.example/altinn//'])(
    'gives the base of links without a trailing slash: %s',
    (publicUrl) => {
      const config = loadConfig({ CONFIG: writeConfig({ publicUrl }) })
      expect(config.publicUrl).toBe('https://gateway.example/altinn')
    },
  )

  it.each([
    ['2026-06-19', '2026-06-19T00:00:00+02:00'],
    ['2026-12-01T12:00:00', '2026-12-01T12:00:00+01:00'],
    ['2026-06-19T00:00:00Z', '2026-06-19T00:00:00Z'],
  ])('reads when Altinn 2 closes in Norwegian time: %s', (closes, instant) => {
    const config = loadConfig({ CONFIG: writeConfig(), ALTINN2_CLOSES: closes })
    expect(config.altinn2Closes).toBe(Date.parse(instant))
  })

  it('reads when Altinn 2 takes nothing new any more, which may be as late as it closes', () => {
    const read = (environment: Record<string, string>): number | undefined =>
      loadConfig({ CONFIG: writeConfig(), ...environment }).altinn2SubmissionsClose
    expect(read({})).toBeUndefined()
    expect(read({ ALTINN2_SUBMISSIONS_CLOSE: '2026-06-01' })).toBe(
      Date.parse('2026-06-01T00:00:00+02:00'),
    )
    const late = Date.parse('2026-06-19T00:00:00+02:00')
    expect(read({ ALTINN2_SUBMISSIONS_CLOSE: '2026-06-18T22:00:00Z' })).toBe(late)
    expect(read({ ALTINN2_SUBMISSIONS_CLOSE: '2027-01-01', ALTINN2_CLOSES: '' })).toBeDefined()
  })

  it('may leave out Altinn 2 and the day of its closing', () => {
    const altinn2 = { ...valid.altinn2, url: undefined, closes: undefined }
    const config = loadConfig({ CONFIG: writeConfig({ altinn2 }) })
    expect(config.file.altinn2.url).toBeUndefined()
    expect(config.altinn2Closes).toBeUndefined()
  })

  it.each([
    ['does not exist', '/nowhere/config.yaml', /^CONFIG: .*\/nowhere\/config\.yaml/],
    ['is empty', '', /^CONFIG: .* holds no settings$/],
    ['is a single word', 'gateway', /^CONFIG: .* holds no settings$/],
    ['breaks off', 'admin: { port: 9090', /^CONFIG: .*line 1/],
    ['says a thing twice', 'port: 1\nport: 2', /^CONFIG: .*line 2/],
  ])('is a problem when it %s', (_, text, problem) => {
    const file = text.startsWith('/') ? text : write('config.yaml', text)
    expect(problemsOf({ CONFIG: file })).toContainEqual(expect.stringMatching(problem))
  })
})

describe('a variable', () => {
  const overriding: readonly (readonly [string, string, unknown])[] = [
    ['PORT', '18080', 18080],
    ['HOST', '0.0.0.0', '0.0.0.0'],
    ['PUBLIC_URL', 'https://other.example', 'https://other.example'],
    ['LOG_LEVEL', 'debug', 'debug'],
    ['SERVICES_FILE', 'others.yaml', 'others.yaml'],
    ['SERVICES_COPY', 'copy.yaml', 'copy.yaml'],
    ['INSECURE_LOOPBACK', 'true', true],
    ['REDIS_URL', 'rediss://:secret@redis.example:6380/1', 'rediss://:secret@redis.example:6380/1'],
    [
      'CORS_ORIGINS',
      'https://a.example,http://localhost:3000',
      ['https://a.example', 'http://localhost:3000'],
    ],
    ['RATE_LIMIT', '600', 600],
    ['DRAIN_WAIT', '30', 30],
    ['DRAIN_TIMEOUT', '60', 60],
    ['DEFAULT_LANGUAGE', '2068', 2068],
    ['ADMIN_PORT', '19090', 19090],
    ['ADMIN_HOST', '::1', '::1'],
    ['ADMIN_TOKEN', 'a-secret-of-some-length', 'a-secret-of-some-length'],
    ['LIST_SCOPES', 'partial', 'partial'],
    ['ALTINN2_URL', 'https://other.example', 'https://other.example'],
    ['ALTINN2_CLOSES', '2027-01-01', '2027-01-01'],
    ['ALTINN2_SUBMISSIONS_CLOSE', '2026-05-31', '2026-05-31'],
    [
      'ALTINN2_PUBLIC_ORIGINS',
      'https://a.example, https://b.example',
      ['https://a.example', 'https://b.example'],
    ],
    ['A2_STATUS_COMPAT', 'false', false],
    ['ALTINN3_PLATFORM_URL', 'https://other.example', 'https://other.example'],
    ['ALTINN3_APPS_URL', 'https://{org}.apps.example', 'https://{org}.apps.example'],
    ['DIALOGPORTEN_URL', 'https://dialog.example', 'https://dialog.example'],
    ['ORGS_URL', 'https://other.example/orgs.json', 'https://other.example/orgs.json'],
    ['ALTINN3_SUBSCRIPTION_KEY', 'a-key', 'a-key'],
    ['CONFIRM_WITHOUT_DOWNLOAD', 'touch', 'touch'],
    ['EMPTY_REPORTEES_AS', 'phrase', 'phrase'],
    ['MIGRATED_CORRESPONDENCE_IDS', 'genuine', 'genuine'],
    ['REFUSED_SUBMISSIONS', 'discard', 'discard'],
    ['DELETE_CORRESPONDENCES', 'purge', 'purge'],
    ['SUBMISSION_RETRY_WINDOW', '600', 600],
    ['INBOX_URL', 'https://inbox.example/box', 'https://inbox.example/box'],
    ['LIST_PARTIAL', 'warn', 'warn'],
    ['MASKINPORTEN_ISSUER', 'https://other.example/', 'https://other.example/'],
    ['MASKINPORTEN_JWKS_URL', 'https://other.example/jwk', 'https://other.example/jwk'],
    ['API_KEY_MODE', 'require', 'require'],
    ['API_KEY_SECRET', 'a-secret-of-thirty-two-characters', 'a-secret-of-thirty-two-characters'],
    ['ALTINN_TOKENS', 'accept', 'accept'],
    ['AUDIENCE_POLICY', 'strict', 'strict'],
    [
      'HTTPS_PROXY',
      'http://user:secret@proxy.example:3128',
      'http://user:secret@proxy.example:3128',
    ],
    ['NO_PROXY', 'localhost, .altinn.no', ['localhost', '.altinn.no']],
    ['LIMITS_FIRST_BYTE_MS', '1', 1],
    ['LIMITS_BETWEEN_BYTES_MS', '2', 2],
    ['LIMITS_CONNECT_MS', '3', 3],
    ['LIMITS_PLACE_MS', '4', 4],
    ['LIMITS_UNDER_WAY', '5', 5],
    ['LIMITS_MAX_LOOP_DELAY_MS', '0', 0],
    ['LIMITS_SPOOL_BYTES', '6', 6],
  ]

  it.each(overriding)('overrides the file: %s', (name, text, value) => {
    const [setting] = variables[name as keyof typeof variables]
    const config = loadConfig({ CONFIG: writeConfig(), [name]: text })
    expect(config.file).toHaveProperty(setting, value)
  })

  it('has a row in this table, each of them', () => {
    expect(overriding.map(([name]) => name)).toEqual(Object.keys(variables))
  })

  it.each(Object.keys(Limits.properties))('is there for each limit, by its name: %s', (limit) => {
    const name = `LIMITS_${limit.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
    expect(variables).toHaveProperty(name, [`limits.${limit}`, 'integer'])
  })

  it('that is empty clears the setting', () => {
    const config = loadConfig({ CONFIG: writeConfig(), ALTINN2_URL: '', ALTINN2_CLOSES: '' })
    expect(config.file.altinn2).not.toHaveProperty('url')
    expect(config.file.altinn2).not.toHaveProperty('closes')
    expect(config.altinn2Closes).toBeUndefined()
  })

  it('that is empty leaves a needed setting missing', () => {
    expect(problemsWith({ PORT: '', ALTINN3_PLATFORM_URL: '' })).toEqual([
      'PORT (port) is missing',
      'ALTINN3_PLATFORM_URL (altinn3.platformUrl) is missing',
    ])
  })

  it('makes a section that the file does not have', () => {
    const CONFIG = writeConfig({ admin: undefined })
    const config = loadConfig({ CONFIG, ADMIN_PORT: '1', ADMIN_HOST: '::1' })
    expect(config.file.admin).toEqual({ port: 1, host: '::1' })
  })

  it('names the services file relative to where the gateway was started', () => {
    const config = loadConfig({ CONFIG: writeConfig(), SERVICES_FILE: 'below/services.yaml' })
    expect(config.servicesFile).toBe(path.resolve('below/services.yaml'))
  })

  it('says where the copy of the services file is, or, empty, that there is none', () => {
    const CONFIG = writeConfig({ servicesCopy: 'copy.yaml' })
    const said = loadConfig({ CONFIG, SERVICES_COPY: 'below/copy.yaml' })
    expect(said.servicesCopy).toBe(path.resolve('below/copy.yaml'))
    expect(loadConfig({ CONFIG, SERVICES_COPY: '' }).servicesCopy).toBeUndefined()
  })

  it('never puts that copy in the place of the file itself', () => {
    const same = { SERVICES_FILE: 'services.yaml', SERVICES_COPY: './below/../services.yaml' }
    expect(() => loadConfig({ CONFIG: writeConfig(), ...same })).toThrow(
      'SERVICES_COPY (servicesCopy) must not be the services file itself',
    )
  })

  it('of another program is left alone', () => {
    expect(problemsWith({ PATH: '/bin', PORTAL: 'x', CONFIG_FILE: '/nowhere' })).toEqual([])
  })
})

describe('a secret in a file', () => {
  it('is read without the line break at its end', () => {
    const secret = write('key', 'a-subscription-key\n')
    const config = loadConfig({ CONFIG: writeConfig(), ALTINN3_SUBSCRIPTION_KEY_FILE: secret })
    expect(config.file.altinn3.subscriptionKey).toBe('a-subscription-key')
  })

  it('is converted as the variable itself would be', () => {
    const config = loadConfig({ CONFIG: writeConfig(), PORT_FILE: write('port', '18080\n') })
    expect(config.file.port).toBe(18080)
  })

  it('is a problem beside the variable itself', () => {
    const secret = write('key', 'a-subscription-key')
    expect(
      problemsWith({ ALTINN3_SUBSCRIPTION_KEY: 'b', ALTINN3_SUBSCRIPTION_KEY_FILE: secret }),
    ).toEqual(['ALTINN3_SUBSCRIPTION_KEY and ALTINN3_SUBSCRIPTION_KEY_FILE are both set'])
  })

  it('is a problem when the file cannot be read', () => {
    expect(problemsWith({ ALTINN3_SUBSCRIPTION_KEY_FILE: '/nowhere/key' })).toEqual([
      'ALTINN3_SUBSCRIPTION_KEY_FILE: /nowhere/key cannot be read',
    ])
  })

  it('is not looked for when the name of the file is empty', () => {
    expect(problemsWith({ ALTINN3_SUBSCRIPTION_KEY_FILE: '' })).toEqual([])
  })
})

describe('a setting that is wrong', () => {
  it.each([
    [{ PORT: 'http' }, 'PORT (port) must be integer'],
    [{ PORT: '80.5' }, 'PORT (port) must be integer'],
    [{ PORT: '65536' }, 'PORT (port) must be <= 65535'],
    [{ ADMIN_PORT: '-1' }, 'ADMIN_PORT (admin.port) must be >= 0'],
    [{ INSECURE_LOOPBACK: 'yes' }, 'INSECURE_LOOPBACK (insecureLoopback) must be boolean'],
    [{ A2_STATUS_COMPAT: 'TRUE' }, 'A2_STATUS_COMPAT (altinn2.statusCompat) must be boolean'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL (logLevel) must '],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS (corsOrigins.0) must be an origin'],
    [
      { CONFIRM_WITHOUT_DOWNLOAD: 'yes' },
      'CONFIRM_WITHOUT_DOWNLOAD (altinn3.confirmWithoutDownload) must ',
    ],
    [{ DEFAULT_LANGUAGE: '1020' }, 'DEFAULT_LANGUAGE (defaultLanguage) must '],
    [{ INBOX_URL: 'http://inbox.example' }, 'INBOX_URL (altinn3.inboxUrl) must be an address'],
    [{ LIST_PARTIAL: 'yes' }, 'LIST_PARTIAL (altinn3.listPartial) must '],
    [{ EMPTY_REPORTEES_AS: '400' }, 'EMPTY_REPORTEES_AS (altinn3.emptyReporteesAs) must '],
    [
      { MIGRATED_CORRESPONDENCE_IDS: 'both' },
      'MIGRATED_CORRESPONDENCE_IDS (altinn3.migratedCorrespondenceIds) must ',
    ],
    [
      { DELETE_CORRESPONDENCES: 'yes' },
      'DELETE_CORRESPONDENCES (altinn3.deleteCorrespondences) must ',
    ],
    [{ API_KEY_MODE: 'registry' }, 'API_KEY_SECRET (apiKeys.secret) is missing'],
    [
      { ALTINN_TOKENS: 'accept', AUDIENCE_POLICY: 'strict' },
      'ALTINN_TOKENS (maskinporten.altinnTokens) must not be accept with AUDIENCE_POLICY=strict',
    ],
    [{ AUDIENCE_POLICY: 'none' }, 'AUDIENCE_POLICY (maskinporten.audiencePolicy) must '],
    [{ PUBLIC_URL: 'gateway.example' }, 'PUBLIC_URL (publicUrl) must be an address'],
    [{ ALTINN2_URL: 'ftp://altinn2.example' }, 'ALTINN2_URL (altinn2.url) must be an address'],
    [{ ALTINN2_CLOSES: '2026-02-30' }, 'ALTINN2_CLOSES (altinn2.closes) must be a date'],
    [{ ALTINN2_CLOSES: 'in summer' }, 'ALTINN2_CLOSES (altinn2.closes) must be a date'],
    [{ ALTINN2_CLOSES: '0001-01-01T00:00:00' }, 'ALTINN2_CLOSES (altinn2.closes) must be a date'],
    [
      { ALTINN2_SUBMISSIONS_CLOSE: '31. mai' },
      'ALTINN2_SUBMISSIONS_CLOSE (altinn2.submissionsClose) must be a date',
    ],
    [
      { ALTINN2_SUBMISSIONS_CLOSE: '2026-06-19T00:00:01' },
      'ALTINN2_SUBMISSIONS_CLOSE (altinn2.submissionsClose) must not come after ALTINN2_CLOSES (altinn2.closes)',
    ],
    [
      { ALTINN2_PUBLIC_ORIGINS: 'https://a.example/path' },
      'ALTINN2_PUBLIC_ORIGINS (altinn2.publicOrigins.0) must be an origin',
    ],
  ])('is named by its variable: %j', (environment, problem) => {
    const problems = problemsWith(environment)
    expect(problems).not.toHaveLength(0)
    for (const each of problems) expect(each).toContain(problem)
  })

  it.each([
    ['at the top', { prot: 8080 }, 'prot is not a known setting'],
    ['in a section', { admin: { ...valid.admin, path: '/' } }, 'admin.path is not a known setting'],
    ['among the limits', { limits: { connect: 1 } }, 'limits.connect is not a known setting'],
    [
      'that is too large',
      { limits: { connectMs: 600_001 } },
      'LIMITS_CONNECT_MS (limits.connectMs) must be <= 600000',
    ],
    ['that is missing', { environment: undefined }, 'environment is missing'],
    ['without a variable', { environment: 'staging' }, 'environment must '],
    [
      'in a list',
      { maskinporten: { ...valid.maskinporten, audiences: ['a', 1] } },
      'maskinporten.audiences.1 must be string',
    ],
  ])('is named by its path in the file: %s', (_, changes, problem) => {
    const problems = problemsOf({ CONFIG: writeConfig(changes) })
    expect(problems).not.toHaveLength(0)
    for (const each of problems) expect(each).toContain(problem)
  })

  it('is told together with every other', () => {
    const CONFIG = writeConfig({ prot: 1, limits: { connectMs: 0 }, admin: { port: 'x' } })
    const problems = problemsOf({
      CONFIG,
      PORT: 'http',
      HOST: '',
      ADMIN_HOST: '::1',
      ADMIN_HOST_FILE: '/nowhere',
      ALTINN2_URL: 'http://altinn2.example',
      ALTINN2_CLOSES: '2026-02-30',
    })
    expect(new Set(problems)).toEqual(
      new Set([
        'ADMIN_HOST and ADMIN_HOST_FILE are both set',
        'HOST (host) is missing',
        'prot is not a known setting: did you mean port?',
        'PORT (port) must be integer',
        'ADMIN_HOST (admin.host) is missing',
        'ADMIN_PORT (admin.port) must be integer',
        'LIMITS_CONNECT_MS (limits.connectMs) must be >= 1',
        'ALTINN2_URL (altinn2.url) must be https (http is for loopback, see INSECURE_LOOPBACK)',
        'ALTINN2_CLOSES (altinn2.closes) must be a date or a date and time after 1969',
      ]),
    )
  })

  it('is never quoted, since it may be a secret in the wrong place', () => {
    const secret = 'a-subscription-key'
    const problems = problemsWith({ PORT: secret, LOG_LEVEL: secret, ALTINN2_URL: secret })
    expect(problems).not.toHaveLength(0)
    expect(problems.join('\n')).not.toContain(secret)
  })

  it('stops the start with one message that holds all problems', () => {
    const load = (): unknown => loadConfig({ CONFIG: writeConfig(), PORT: 'http', HOST: '' })
    expect(load).toThrow(/^HOST \(host\) is missing\nPORT \(port\) must be integer$/)
  })
})

describe('platforms of different environments', () => {
  const maskinporten = (issuer: string): object => ({ ...valid.maskinporten, issuer })
  const altinn2 = (url: string): object => ({ ...valid.altinn2, url })

  it.each([
    ['production', production],
    ['test', test],
  ])('go together when all are of %s', (environment, addresses) => {
    const CONFIG = writeConfig({
      environment,
      maskinporten: maskinporten(addresses.issuer),
      altinn2: altinn2(addresses.altinn2),
      altinn3: { platformUrl: addresses.platform },
    })
    expect(problemsOf({ CONFIG })).toEqual([])
  })

  it.each([
    [
      'a sandbox and the production issuer',
      { environment: 'sandbox', maskinporten: maskinporten(production.issuer) },
      "MASKINPORTEN_ISSUER (maskinporten.issuer) is production's: a sandbox must not take it",
    ],
    [
      'stand-ins and the production issuer',
      {
        environment: 'production',
        maskinporten: maskinporten(production.issuer),
        sandbox: { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
      },
      "MASKINPORTEN_ISSUER (maskinporten.issuer) is production's: a sandbox must not take it",
    ],
    [
      'http on loopback and the production issuer',
      {
        environment: 'production',
        maskinporten: maskinporten(production.issuer),
        insecureLoopback: true,
      },
      "INSECURE_LOOPBACK (insecureLoopback) must not be set with production's issuer",
    ],
    [
      'the test issuer and production’s Altinn 3',
      { maskinporten: maskinporten(test.issuer), altinn3: { platformUrl: production.platform } },
      "ALTINN3_PLATFORM_URL (altinn3.platformUrl) is production's, but the issuer is not",
    ],
    [
      'the test issuer and production’s Altinn 2',
      { maskinporten: maskinporten(test.issuer), altinn2: altinn2(production.altinn2) },
      "ALTINN2_URL (altinn2.url) is production's, but the issuer is not",
    ],
    [
      'an issuer of one’s own and production’s Altinn 2 without its www',
      { altinn2: altinn2('https://altinn.no') },
      "ALTINN2_URL (altinn2.url) is production's, but the issuer is not",
    ],
    [
      'the production issuer and the test environment’s Altinn 3',
      {
        environment: 'production',
        maskinporten: maskinporten(production.issuer),
        altinn3: { platformUrl: test.platform },
      },
      "ALTINN3_PLATFORM_URL (altinn3.platformUrl) is a test environment's, but the issuer is production's",
    ],
    [
      'the production issuer and a development environment’s Altinn 3',
      {
        environment: 'production',
        maskinporten: maskinporten(production.issuer),
        altinn3: { platformUrl: 'https://platform.at22.altinn.cloud' },
      },
      "ALTINN3_PLATFORM_URL (altinn3.platformUrl) is a test environment's, but the issuer is production's",
    ],
    [
      'the production issuer and the test environment’s Altinn 2',
      {
        environment: 'production',
        maskinporten: maskinporten(production.issuer),
        altinn2: altinn2(test.altinn2),
      },
      "ALTINN2_URL (altinn2.url) is a test environment's, but the issuer is production's",
    ],
    [
      'production and the test issuer',
      { environment: 'production', maskinporten: maskinporten(test.issuer) },
      'MASKINPORTEN_ISSUER (maskinporten.issuer) must be https://maskinporten.no/ in production',
    ],
    [
      'production and an issuer that only looks like production’s',
      { environment: 'production', maskinporten: maskinporten('https://maskinporten.no') },
      'MASKINPORTEN_ISSUER (maskinporten.issuer) must be https://maskinporten.no/ in production',
    ],
  ])('are refused: %s', (_, changes, problem) => {
    expect(problemsOf({ CONFIG: writeConfig(changes) })).toEqual([problem])
  })

  it('are told apart by whole host names', () => {
    const CONFIG = writeConfig({ altinn2: altinn2('https://notaltinn.no') })
    expect(problemsOf({ CONFIG })).toEqual([])
  })

  it('are told all at once, with a date that cannot be', () => {
    const CONFIG = writeConfig({
      environment: 'production',
      insecureLoopback: true,
      maskinporten: maskinporten(production.issuer),
      altinn2: { ...altinn2('http://tt02.altinn.no'), closes: '2026-13-01' },
      altinn3: { platformUrl: test.platform },
    })
    expect(new Set(problemsOf({ CONFIG }))).toEqual(
      new Set([
        "INSECURE_LOOPBACK (insecureLoopback) must not be set with production's issuer",
        'ALTINN2_URL (altinn2.url) must be https (http is for loopback, see INSECURE_LOOPBACK)',
        "ALTINN2_URL (altinn2.url) is a test environment's, but the issuer is production's",
        "ALTINN3_PLATFORM_URL (altinn3.platformUrl) is a test environment's, but the issuer is production's",
        'ALTINN2_CLOSES (altinn2.closes) must be a date or a date and time after 1969',
      ]),
    )
  })
})

describe('plain http', () => {
  const upstreams = [
    'ALTINN2_URL',
    'ALTINN3_PLATFORM_URL',
    'ALTINN3_APPS_URL',
    'DIALOGPORTEN_URL',
    'MASKINPORTEN_ISSUER',
    'MASKINPORTEN_JWKS_URL',
  ]
  const loopback = [
    'http://127.0.0.1:8082',
    'http://127.9.9.9',
    'http://localhost/',
    'http://[::1]:1',
  ]
  const elsewhere = [
    'http://altinn2.example',
    'http://10.0.0.1',
    'http://0.0.0.0',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'http://127.0.0.1@altinn2.example',
  ]

  it.each(upstreams)('is refused without INSECURE_LOOPBACK, even on loopback: %s', (name) => {
    for (const address of loopback) {
      expect(problemsWith({ [name]: address })).toEqual([
        expect.stringContaining(
          `${name} (${variables[name as keyof typeof variables][0]}) must be https`,
        ),
      ])
    }
  })

  it.each(upstreams)('is taken on loopback with INSECURE_LOOPBACK: %s', (name) => {
    for (const address of loopback) {
      expect(problemsWith({ [name]: address, INSECURE_LOOPBACK: 'true' })).toEqual([])
    }
  })

  it.each(elsewhere)('is refused elsewhere, whatever INSECURE_LOOPBACK says: %s', (address) => {
    const problems = problemsWith({ ALTINN2_URL: address, INSECURE_LOOPBACK: 'true' })
    expect(problems).toContainEqual(
      expect.stringContaining('ALTINN2_URL (altinn2.url) must be https'),
    )
  })
})

describe('an address', () => {
  it.each(['https://user:secret@altinn2.example', 'https://altinn2.example/?code=secret'])(
    'holds no credentials and no query: %s',
    (address) => {
      expect(problemsWith({ ALTINN2_URL: address })).toEqual([
        'ALTINN2_URL (altinn2.url) must not hold credentials, a query or a fragment',
      ])
    },
  )
})

describe('the address of the gateway itself', () => {
  const sandbox = { CONFIG: new URL('../../../config/sandbox.yaml', import.meta.url).pathname }

  it.each(['https://gateway.example/altinn/', 'http://127.0.0.1:8080', 'http://localhost:8080/a'])(
    'may have a path, and be plain on loopback: %s',
    (PUBLIC_URL) => {
      expect(problemsWith({ PUBLIC_URL })).toEqual([])
    },
  )

  it.each([
    ['http://gateway.example', 'must be https (http is for loopback and for a sandbox)'],
    ['https://gateway.example?', 'must not hold credentials, a query or a fragment'],
    ['https://gateway.example/#', 'must not hold credentials, a query or a fragment'],
    ['https://gateway.example/?a=1', 'must not hold credentials, a query or a fragment'],
    ['https://gateway.example/#a', 'must not hold credentials, a query or a fragment'],
    ['https://user:secret@gateway.example', 'must not hold credentials, a query or a fragment'],
  ])('is refused when links with it would not do: %s', (PUBLIC_URL, problem) => {
    expect(problemsWith({ PUBLIC_URL })).toEqual([`PUBLIC_URL (publicUrl) ${problem}`])
  })

  it('may be plain in a sandbox, which is called by other names in a network of containers', () => {
    expect(problemsOf({ ...sandbox, PUBLIC_URL: 'http://gateway:8080' })).toEqual([])
    expect(problemsOf({ ...sandbox, PUBLIC_URL: 'http://gateway:8080?a' })).toHaveLength(1)
  })
})

describe('the address of Redis', () => {
  it('is read from a file, too, with its password', () => {
    const REDIS_URL_FILE = write('redis', 'rediss://:secret@redis.example:6380/1\n')
    const { file } = loadConfig({ CONFIG: writeConfig(), REDIS_URL_FILE })
    expect(file.redisUrl).toBe('rediss://:secret@redis.example:6380/1')
  })

  it.each([
    ['https://:secret@redis.example', 'must be an address that begins with rediss://'],
    ['redis://:secret@', 'is not an address'],
    ['redis://:secret@redis.example/first', 'must hold a host, and a port'],
    ['redis://:secret@redis.example/1?a=b', 'must hold a host, and a port'],
    ['redis://:secret%@redis.example', 'must hold its password percent-encoded'],
  ])('is refused without being quoted: %s', (REDIS_URL, problem) => {
    const problems = problemsWith({ REDIS_URL })
    expect(problems).toEqual([expect.stringContaining(`REDIS_URL (redisUrl) ${problem}`)])
    expect(problems.join()).not.toContain('secret')
  })
})

describe('the address of a proxy', () => {
  it('is read from a file, too, with its credentials', () => {
    const HTTPS_PROXY_FILE = write('proxy', 'https://user:se%40cret@proxy.example:3128\n')
    const { file } = loadConfig({ CONFIG: writeConfig(), HTTPS_PROXY_FILE })
    expect(file.proxy.url).toBe('https://user:se%40cret@proxy.example:3128')
  })

  it('is nothing where its variables are empty', () => {
    const { file } = loadConfig({ CONFIG: writeConfig(), HTTPS_PROXY: '', NO_PROXY: '' })
    expect(file.proxy).toEqual({ except: [] })
  })

  it.each([
    ['proxy.example:3128', 'must be an address that begins with https:// or http://'],
    ['socks5://user:secret@proxy.example', 'must be an address that begins with https://'],
    ['http://user:secret@proxy.example/path', 'must hold a host and a port alone'],
    ['http://user:secret@proxy.example/?a', 'must hold a host and a port alone'],
    ['http://user:secret%@proxy.example', 'must hold its credentials percent-encoded'],
    ['http://user:secret@proxy.example:99999', 'is not an address'],
  ])('is refused without being quoted: %s', (HTTPS_PROXY, problem) => {
    const problems = problemsWith({ HTTPS_PROXY })
    expect(problems).toEqual([expect.stringContaining(`HTTPS_PROXY (proxy.url) ${problem}`)])
    expect(problems.join()).not.toContain('secret')
  })
})

describe('the address of apps', () => {
  it.each([
    'https://{org}.apps.altinn.example',
    'https://apps.{org}.example:8443/path',
    'https://apps.example/',
  ])('may say where the owner’s code goes: %s', (address) => {
    expect(problemsWith({ ALTINN3_APPS_URL: address })).toEqual([])
  })

  it.each([
    'https://{org}',
    'https://{org}/',
    'https://{org}.',
    'https://apps.{org}',
    'https://{org}:443',
    'https://{app}.example',
    'https://apps.example/{org}',
  ])('does not take it for a whole host, its end or a path: %s', (address) => {
    expect(problemsWith({ ALTINN3_APPS_URL: address })).toEqual([
      expect.stringContaining(
        'ALTINN3_APPS_URL (altinn3.appsUrl) must be an address in which {org}',
      ),
    ])
  })

  it.each([
    ['production’s', 'https://{org}.apps.altinn.no', "is production's, but the issuer is not"],
    ['without https', 'http://{org}.apps.example', 'must be https'],
    ['with credentials', 'https://a:b@{org}.apps.example', 'must not hold credentials'],
  ])('is held to what every address is: one %s', (_, address, problem) => {
    expect(problemsWith({ ALTINN3_APPS_URL: address })).toEqual([
      expect.stringContaining(`ALTINN3_APPS_URL (altinn3.appsUrl) ${problem}`),
    ])
  })
})

describe('the files that come with the gateway', () => {
  const folder = new URL('../../../config/', import.meta.url)

  it.each([
    ['sandbox', {}],
    ['tt02', { PUBLIC_URL: 'https://gateway.example' }],
    ['production', { PUBLIC_URL: 'https://gateway.example' }],
  ])('load without a problem, with the services of their environment: %s.yaml', (name, more) => {
    const environment = { CONFIG: new URL(`${name}.yaml`, folder).pathname, ...more }
    expect(problemsOf(environment)).toEqual([])
    const { servicesFile } = loadConfig(environment)
    expect(servicesFile).toBe(new URL(`services.${name}.yaml`, folder).pathname)
    expect(readFileSync(servicesFile, 'utf8')).toContain('services:')
  })

  it.each(['tt02', 'production'])('need PUBLIC_URL, and nothing else: %s.yaml', (name) => {
    expect(problemsOf({ CONFIG: new URL(`${name}.yaml`, folder).pathname })).toEqual([
      'PUBLIC_URL (publicUrl) is missing',
    ])
  })
})
