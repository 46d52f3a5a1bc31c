import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createSecureServer } from 'node:http2'
import { connect, createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import type { RegisterStatus } from '../../../src/config/register/live-register.ts'
import { createParseInWorker } from '../../../src/config/register/parse-in-worker.ts'
import { readContent } from '../../../src/config/register/services.ts'
import type * as RenderInWorker from '../../../src/render/render-in-worker.ts'
import { render } from '../../../src/render/render-worker.ts'
import { builtMain } from '../../support/built.ts'
import { clock } from '../../support/gateway.ts'
import { selfSigned } from '../../../sandbox/maskinporten/certificate.ts'
import { http } from '../../support/network/http.ts'

const root = new URL('../../../', import.meta.url)
let main: string
const folder = mkdtempSync(path.join(tmpdir(), 'process-'))
const config = path.join(folder, 'config.yaml')
let ports: number[]

beforeAll(async () => {
  main = await builtMain()
  ports = await freePorts(5)
  const [gateway = 0, admin = 0, maskinporten = 0, altinn2 = 0, altinn3 = 0] = ports
  const file = parse(readFileSync(new URL('config/sandbox.yaml', root), 'utf8')) as object
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const changed = {
    ...file,
    port: gateway,
    publicUrl: at(gateway),
    servicesFile: new URL('config/services.sandbox.yaml', root).pathname,
    servicesCopy: 'services.copy.yaml',
    admin: { port: admin, host: '127.0.0.1' },
    altinn2: { url: at(altinn2), publicOrigins: ['https://tt02.altinn.no'], statusCompat: true },
    altinn3: { platformUrl: at(altinn3), orgsUrl: `${at(altinn3)}/orgs/altinn-orgs.json` },
    maskinporten: {
      issuer: `${at(maskinporten)}/`,
      jwksUrl: `${at(maskinporten)}/jwk`,
      audiencePolicy: 'compat',
      audiences: [],
      delegationSources: [],
    },
    sandbox: { maskinportenPort: maskinporten, altinn2Port: altinn2, altinn3Port: altinn3 },
  }
  writeFileSync(config, stringify(changed))
}, 120_000)
afterAll(() => rmSync(folder, { recursive: true }))

/** Below the ports that the system gives to connections: one of those could be taken meanwhile. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = 20_000 + Math.floor(10_000 * Math.random())
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

function run(args: string[], environment: Record<string, string> = {}) {
  const { PATH = '' } = process.env
  const env = { PATH, CONFIG: config, ...environment }
  return spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8', timeout: 30_000 })
}

/** Starts the gateway and waits for a line that says it is ready. */
async function start(
  environment: Record<string, string> = {},
): Promise<{ child: ChildProcess; output: () => string }> {
  const { PATH = '' } = process.env
  const env = { PATH, CONFIG: config, ...environment }
  const child = spawn(process.execPath, [main], { env })
  let text = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('"event":"ready"')) resolve()
    })
    child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
    child.once('exit', () => reject(new Error(text)))
  })
  return { child, output: () => text }
}

async function stop(child: ChildProcess): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}

it('starts the sandbox, says where everything is, and its own examples work', async () => {
  const { child, output } = await start()
  try {
    const line =
      output()
        .split('\n')
        .find((one) => one.startsWith('{"event":"ready"')) ?? ''
    const addresses = JSON.parse(line) as Record<string, string>
    expect(Object.keys(addresses)).toEqual([
      'event',
      'gateway',
      'admin',
      'maskinporten',
      'altinn2',
      'altinn3',
    ])
    const commands = output()
      .split('\n')
      .filter((one) => /^ {2}(?:(?:TOKEN|INBOX|LETTER)=|get)/.test(one))
    expect(commands).toHaveLength(5)
    const shell = spawnSync('sh', ['-c', commands.join('\n')], { cwd: folder, encoding: 'utf8' })
    expect(shell.stdout).toContain('"Subject":"Vedtak om tilskudd"')
    expect(shell.stdout).toContain('tall.csv')
    const token = run(['token', '--org', '313876144', '--scope', 'altinn:broker.read'])
    expect(token.stdout.trim()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
  } finally {
    expect(await stop(child)).toBe(0)
  }
})

it('ends at once although a connection has sent nothing and another half a request', async () => {
  const { child } = await start()
  const port = ports[0] ?? 0
  const silent = connect(port, '127.0.0.1').on('error', () => undefined)
  const half = connect(port, '127.0.0.1', () => half.write('GET /api/meta'))
  half.on('error', () => undefined)
  await new Promise((resolve) => silent.once('connect', resolve))
  await http(`http://127.0.0.1:${port}`, '/api/nothing')
  expect(await stop(child)).toBe(0)
})

it('takes a changed services file while it runs, and still ends at once', async () => {
  const file = path.join(folder, 'services.yaml')
  const text = 'services:\n  - service: 5997/1\n    moved: { to: broker, resource: a-broker }\n'
  writeFileSync(file, text)
  const { child } = await start({ SERVICES_FILE: file })
  const shown = async (): Promise<RegisterStatus> => {
    const { body } = await http(`http://127.0.0.1:${ports[1] ?? 0}`, '/register')
    return JSON.parse(body) as RegisterStatus
  }
  try {
    expect(await shown()).toMatchObject({ version: readContent(text, []).version, services: 1 })
    const changed = text.replace('5997', '5996')
    writeFileSync(file, changed)
    const expected = { version: readContent(changed, []).version, from: 'file' }
    await expect.poll(shown, { timeout: 10_000 }).toMatchObject(expected)
    writeFileSync(file, `${text.replace('broker', 'bro')}    since: 5\n`)
    await expect.poll(async () => (await shown()).problems.length, { timeout: 10_000 }).toBe(2)
    expect(await shown()).toMatchObject(expected)
  } finally {
    expect(await stop(child)).toBe(0)
  }
  expect(readFileSync(path.join(folder, 'services.copy.yaml'), 'utf8')).toContain('5996/1')
})

it('reads a services file in a thread exactly as on the main thread', async () => {
  const script = new URL('dist/src/config/register/parse-worker.js', root)
  const merged = ['end-user/broker-inbox']
  const parse = createParseInWorker({ merged, script, clock })
  const groups = { 'end-user/broker-inbox': { on: 'both', since: '2026-03-01' } }
  const services = Array.from({ length: 100 }, (_, place) => ({
    service: `A${place}/1`,
    moved: { to: 'broker', resource: `broker-${place}` },
  }))
  const text = stringify({ services, groups })
  expect(await parse(text)).toEqual(readContent(text, merged))
  const broken = text.replace('to: broker', 'to: bro').replace('resource:', 'resources:')
  for (const unusable of [broken, 'services: [']) {
    const problem: unknown = await parse(unusable).catch((error: unknown) => error)
    expect(() => readContent(unusable, merged)).toThrow(problem)
  }
})

it('renders a long message body in a thread exactly as on the main thread', async () => {
  const built = new URL('dist/src/render/render-in-worker.js', root).href
  const { createRenderThread } = (await import(built)) as typeof RenderInWorker
  const thread = createRenderThread({ onError: (error) => expect.fail(error.message) })
  const job = { text: 'Hei **du**\n\n'.repeat(1_000), isMigrated: false, maxLength: 100_000 }
  expect(await thread.render(job, AbortSignal.timeout(20_000))).toBe(render(job))
  await thread.close()
})

it('refuses to start with a services file that cannot be used, and says all that is wrong', () => {
  const file = path.join(folder, 'broken.yaml')
  writeFileSync(
    file,
    'services:\n  - service: 5997/1\n    moved: { to: bro }\n  - service: 5996/1\n',
  )
  const { status, stderr } = run([], { SERVICES_FILE: file, SERVICES_COPY: '' })
  expect([status, stderr]).toEqual([
    2,
    'The configuration cannot be used:\n' +
      '  - service 5997/1.moved.to must be one of app, broker, correspondence, consent, resource, lookup, nowhere\n' +
      '  - service 5996/1.moved is missing\n',
  ])
})

it('prints its version, whatever the configuration is', () => {
  const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
    version: string
  }
  const { status, stdout } = run(['--version'], { PORT: 'many' })
  expect([status, stdout]).toEqual([0, `${version}\n`])
})

it('starts a sandbox whatever proxy there is, and warns of a variable that is misspelt', async () => {
  const { child, output } = await start({
    HTTPS_PROXY: 'http://127.0.0.1:1',
    ALTIN2_URL: 'https://altinn2.example',
  })
  await stop(child)
  const line =
    output()
      .split('\n')
      .find((one) => one.includes('is not read')) ?? '{}'
  expect(JSON.parse(line)).toMatchObject({
    level: 40,
    variable: 'ALTIN2_URL',
    meant: 'ALTINN2_URL',
  })
})

it('refuses to start with all its problems at once', () => {
  const { status, stderr } = run([], {
    PORT: 'many',
    ALTINN2_URL: 'http://altinn.example',
    MASKINPORTEN_ISSUER: 'https://maskinporten.no/',
    TMPDIR: '/nowhere',
  })
  expect(status).toBe(2)
  expect(stderr).toContain('TMPDIR: no file can be written in the temporary folder /nowhere')
  expect(stderr).toContain('PORT (port)')
  expect(stderr).toContain('ALTINN2_URL (altinn2.url) must be https')
  expect(stderr).toContain("MASKINPORTEN_ISSUER (maskinporten.issuer) is production's")
})

it('repeats no identity number from its files when it refuses to start', () => {
  const services = path.join(folder, 'numbers.yaml')
  writeFileSync(services, stringify({ groups: { 'x 26899299344': { on: 'both' } } }))
  const { status, stderr } = run([], { SERVICES_FILE: services, SERVICES_COPY: '' })
  expect(status).toBe(2)
  expect(stderr).toContain('groups.x *********** is not a group of this gateway')
  expect(stderr).not.toContain('26899299344')
})

it.each([
  ['the admin port', 1],
  ['a stand-in’s port', 4],
])('ends with the reason when %s is taken, and leaves nothing running', async (_, place) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(ports[place], '127.0.0.1', resolve))
  const { status, stderr } = run([])
  await new Promise((resolve) => taken.close(resolve))
  expect(status).toBe(2)
  expect(stderr).toContain('EADDRINUSE')
})

it('explains a request without asking anybody', () => {
  const list = '/api/my/brokerservice/inbox?serviceCode=u7372&serviceEditionCode=1357'
  const today = run(['explain', 'GET', `https://www.altinn.no${list}`])
  expect(today.status).toBe(0)
  expect(JSON.parse(today.stdout)).toMatchObject({ altinn2: 'open', plan: { do: 'forward' } })
  const closed = run(['explain', 'GET', list], { ALTINN2_URL: '' })
  expect(closed.status).toBe(3)
  expect(JSON.parse(closed.stdout)).toMatchObject({ altinn2: 'closed', plan: { do: 'refuse' } })
  expect(run(['explain', 'GET', list, '--token', 'garbage'])).toMatchObject({
    status: 2,
    stdout: '',
    stderr: 'the token cannot be used: TOKEN_INVALID\n',
  })
})

/** While it runs, servers in this process can answer it. */
async function runBeside(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ status: number | null; output: string }> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH, CONFIG: config, ...environment },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, output }
}

it('checks itself and what it needs, with an exit code for each outcome', async () => {
  const { child } = await start()
  const [gateway = 0] = ports
  try {
    const well = await runBeside(['check', '--through', `http://127.0.0.1:${gateway}`])
    expect(well.output).not.toContain('FAILED')
    expect(well.status).toBe(0)
  } finally {
    expect(await stop(child)).toBe(0)
  }
  const [down, misconfigured] = await Promise.all([
    runBeside(['check']),
    runBeside(['check'], { PORT: 'many' }),
  ])
  expect([down.status, misconfigured.status]).toEqual([1, 2])
})

it('tells that HTTP/2 in front of it loses reason phrases', async () => {
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const certificate = selfSigned(pair, 'localhost').toString()
  const file = path.join(folder, 'trusted.pem')
  writeFileSync(file, certificate)
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' })
  const server = createSecureServer({ key, cert: certificate, allowHTTP1: true })
  server.on('request', (_request, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const { port } = server.address() as AddressInfo
  try {
    const environment = { NODE_EXTRA_CA_CERTS: file }
    const { output } = await runBeside(
      ['check', '--through', `https://localhost:${port}`],
      environment,
    )
    expect(output).toContain(
      'FAILED  HTTP/1.1: HTTP/2 is spoken, which has no reason phrases: callers lose them',
    )
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
})
