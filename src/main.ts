import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import type { Clock } from './runtime/clock.ts'
import type { Outcome } from './commands/outcome.ts'
import { getToken } from './commands/token.ts'
import { environment } from './config/file/environment.ts'
import { loadConfig, readConfig, type Config } from './config/file/load.ts'
import { misspeltIn } from './config/file/misspelt.ts'
import { ConfigurationError } from './config/file/problems.ts'
import { problemsOfTemporaryFolder } from './config/file/temporary-folder.ts'
import { version } from './config/version.ts'
import type { WhyStop } from './compose/stop.ts'
import { createLogger, describe } from './runtime/log.ts'
import { redact } from './runtime/redact.ts'
import type { Route } from './translation.ts'
import type { Sandbox } from '../sandbox/start.ts'

const clock: Clock = {
  now: () => Date.now(),
  pause: (milliseconds) => pause(milliseconds, undefined, { ref: false }),
}

const usage = `usage: main.js [command]
  (none)                                             serve
  explain <METHOD> <URL> [--token T] [--organization N] [--service C/E] [--at TIME] [--text]
                                                     what would happen to a request; exit code 0: it would
                                                     be answered, 1: no such operation, 2: the question is
                                                     malformed, 3: it would be refused
  check [--through PUBLIC_URL]                       what the start looks at, and whether all is reached; exit
                                                     code 0: all is well, 1: something failed, 2: the
                                                     configuration cannot be used
  rehearse <service> <payload> --token T             makes a draft of a file, has the app validate it, and
                                                     deletes it; exit code 0: all steps held, 1: one did
                                                     not, 2: the configuration cannot be used
  token --org N [--system-user N] [--scope "…"] [--claims JSON]
                                                     a token from the running sandbox
  scopes                                             operations, scopes and callers, in Markdown
  schemas                                            write config/*.schema.json
  --version                                          the version of this gateway
`

/** Milliseconds for all that follows the requests: threads, files, connections to the platforms. */
const graceForTheRest = 10_000

interface Closable {
  readonly close: (why?: WhyStop) => Promise<void>
}

async function serve(): Promise<void> {
  const config = await loadAll()
  const { drainWait, drainTimeout, logLevel } = config.file
  const log = createLogger(logLevel)
  for (const misspelt of misspeltIn(environment)) log.warn(misspelt, 'a variable is not read')
  const started: Closable[] = []
  // As early as there is a log: a process that is number one in its container ignores other signals.
  const delay = 1_000 * (drainWait + drainTimeout) + graceForTheRest
  const { uninstall } = closeWithGrace({ delay }, async ({ err }) => {
    if (err !== undefined) log.fatal(describe(err), 'unexpected end')
    for (const { close } of started.reverse())
      await close(err === undefined ? 'stopping' : 'failed')
  })
  try {
    await start(config, log, started)
  } catch (error) {
    for (const { close } of started.reverse()) await close('failed')
    uninstall()
    throw error
  }
}

/** Loaded late, as the commands are: a refused start and a small command need none of it. */
async function loadEndpoints(): Promise<readonly Route[]> {
  return (await import('../routes/index.ts')).endpoints
}

/** Throws a `ConfigurationError` with every problem, that of the temporary folder included. */
async function loadAll(): Promise<Config> {
  const { config, problems } = readConfig(environment)
  const all = [...problems, ...(await problemsOfTemporaryFolder(config))]
  if (config === undefined || all.length > 0) throw new ConfigurationError(all)
  return config
}

async function start(config: Config, log: Logger, started: Closable[]): Promise<void> {
  const sandbox = await startStandIns(config)
  if (sandbox !== undefined) started.push(sandbox)
  const endpoints = await loadEndpoints()
  const { mergedGroups } = await import('./config/register/services.ts')
  const { createParseInWorker } = await import('./config/register/parse-in-worker.ts')
  const { startGateway } = await import('./compose/gateway.ts')
  const parse = createParseInWorker({ merged: mergedGroups(endpoints), clock })
  const gateway = await startGateway(config, endpoints, log, clock, parse)
  started.push(gateway)
  await gateway.ready
  if (sandbox === undefined) {
    log.info({ address: gateway.url, admin: gateway.adminUrl }, 'ready')
    return
  }
  const { maskinporten, altinn2, altinn3 } = sandbox
  const standIns = {
    maskinporten: maskinporten.url,
    altinn2: altinn2.url,
    altinn3: altinn3.url,
  }
  const { welcome } = await import('../sandbox/welcome.ts')
  print(welcome({ gateway: config.publicUrl, admin: gateway.adminUrl, ...standIns }))
}

/** The stand-ins, where the configuration asks for them. The production image does not hold them. */
async function startStandIns({ file }: Config): Promise<Sandbox | undefined> {
  if (file.sandbox === undefined) return undefined
  const { startSandbox } = await import('../sandbox/start.ts').catch((cause: unknown) => {
    if (!isMissingModule(cause)) throw cause
    throw new ConfigurationError([
      'sandbox: this image holds no stand-ins. Build it with --target sandbox, or remove the setting',
    ])
  })
  return startSandbox(file.sandbox, file.altinn2.publicOrigins[0] ?? '')
}

function isMissingModule(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    'url' in error &&
    String(error.url).endsWith('/sandbox/start.js')
  )
}

function finish({ exitCode, output = '', complaint = '' }: Outcome): void {
  print(redact(output))
  process.stderr.write(redact(complaint))
  process.exitCode = exitCode
}

/** Ctrl-C ends the rehearsal, which deletes its draft first; a second one ends the process. */
async function runRehearsal(args: string[]): Promise<void> {
  const { runRehearse } = await import('./commands/rehearse/rehearse.ts')
  const { text } = await import('node:stream/consumers')
  const interrupting = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupting.abort())
  const outcome = await runRehearse(args, {
    ...{ endpoints: await loadEndpoints(), environment, interrupted: interrupting.signal },
    clock: { now: clock.now, pause: (milliseconds) => pause(milliseconds) },
    print: (line) => print(redact(line)),
    readStandardInput: () => text(process.stdin),
  })
  finish(outcome)
}

async function runToken(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      org: { type: 'string' },
      'system-user': { type: 'string' },
      scope: { type: 'string' },
      claims: { type: 'string' },
    },
  })
  if (values.org === undefined) {
    fail(usage)
    return
  }
  const { issuer } = loadConfig(environment).file.maskinporten
  const { org, scope, claims } = values
  print(`${await getToken(issuer, { org, scope, claims, systemUser: values['system-user'] })}\n`)
}

async function runSchemas(): Promise<void> {
  const { jsonSchemas } = await import('./commands/schemas.ts')
  for (const [name, text] of Object.entries(jsonSchemas())) {
    writeFileSync(new URL(`../../config/${name}`, import.meta.url), text)
  }
}

function print(text: string): void {
  process.stdout.write(text)
}

function fail(text: string): void {
  process.stderr.write(redact(text))
  process.exitCode = 2
}

async function main([command, ...args]: string[]): Promise<void> {
  if (command === undefined) await serve()
  else if (command === 'explain') {
    const { runExplain } = await import('./commands/explain.ts')
    finish(await runExplain(args, await loadEndpoints(), environment, clock.now()))
  } else if (command === 'check') {
    const { runCheck } = await import('./commands/check/check.ts')
    finish(await runCheck(args, { endpoints: await loadEndpoints(), environment, clock }))
  } else if (command === 'scopes') {
    const { scopeTable } = await import('./commands/scopes.ts')
    print(scopeTable(await loadEndpoints()))
  } else if (command === 'rehearse') await runRehearsal(args)
  else if (command === 'token') await runToken(args)
  else if (command === 'schemas') await runSchemas()
  else if (command === '--version') print(`${version()}\n`)
  else fail(usage)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof ConfigurationError) {
    fail(
      `The configuration cannot be used:\n${error.problems.map((one) => `  - ${one}\n`).join('')}`,
    )
  } else {
    fail(`${error instanceof Error ? error.message : 'unexpected error'}\n`)
  }
})
