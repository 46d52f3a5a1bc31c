import { parseArgs } from 'node:util'
import type { Clock } from '../../runtime/clock.ts'
import { readConfig, type Config } from '../../config/file/load.ts'
import { misspeltIn } from '../../config/file/misspelt.ts'
import { ConfigurationError } from '../../config/file/problems.ts'
import { problemsOfTemporaryFolder } from '../../config/file/temporary-folder.ts'
import { readText } from '../../config/register/services-source.ts'
import { readRegister } from '../../config/register/services.ts'
import { createProxy } from '../../http/upstreams/proxy.ts'
import type { Register } from '../../decide/register.ts'
import type { Endpoint } from '../../endpoint.ts'
import type { Outcome } from '../outcome.ts'
import { perform, type Finding } from './finding.ts'
import { throughChecks } from './through.ts'
import { upstreamsOf } from './upstreams.ts'

const usage = `usage: check [--through <PUBLIC_URL>]
  --through URL  also asks the gateway there, through whatever stands in front
exit code: 0 all is well, 1 something failed, 2 the configuration cannot be used
`

export interface CheckSettings {
  readonly endpoints: readonly Endpoint[]
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Milliseconds for each answer. */
  readonly within?: number
}

/** Everything that the start looks at, and then what the gateway needs to be of use. */
export async function runCheck(args: string[], settings: CheckSettings): Promise<Outcome> {
  const { values } = parseArgs({ args, options: { through: { type: 'string' } } })
  const through = values.through === undefined ? undefined : readUrl(values.through)
  if (through === 'malformed') return { exitCode: 2, complaint: usage }
  const warnings = misspeltIn(settings.environment)
    .map(({ variable, meant }) => `warn    ${variable} is not read: did you mean ${meant}?\n`)
    .join('')
  const read = await readAll(settings)
  if ('problems' in read) {
    const problems = read.problems.map((one) => `  - ${one}\n`).join('')
    const complaint = `The configuration cannot be used:\n${problems}${warnings}`
    return { exitCode: 2, complaint }
  }
  const findings = await lookAtAll(read.config, read.register, through, settings)
  const name = 'configuration'
  const said = `it can be used; register ${read.register.version}`
  return {
    exitCode: findings.every(({ isWell }) => isWell) ? 0 : 1,
    output:
      [{ name, isWell: true, said }, ...proxyOf(read.config), ...findings].map(toLine).join('') +
      warnings,
  }
}

async function lookAtAll(
  config: Config,
  register: Register,
  through: URL | undefined,
  { endpoints, clock, within = 10_000 }: CheckSettings,
): Promise<readonly Finding[]> {
  const upstreams = upstreamsOf(config, register, { clock, within })
  const checks = [
    ...upstreams.checks,
    ...(through === undefined
      ? []
      : throughChecks(through, { endpoints, register: register.version, within })),
  ]
  try {
    return await Promise.all(checks.map(perform))
  } finally {
    await upstreams.close()
  }
}

/** Its address without credentials: what is printed here is kept by terminals and pipelines. */
function proxyOf({ file: { proxy } }: Config): readonly Finding[] {
  const { origin, authorization } = createProxy(proxy) ?? {}
  if (origin === undefined) return []
  const credentials = authorization === undefined ? '' : ' with credentials'
  const except =
    proxy.except.length === 0 ? '' : `, except for NO_PROXY: ${proxy.except.join(', ')}`
  const said = `all but loopback is called through ${origin}${credentials}${except}`
  return [{ name: 'proxy', isWell: true, said }]
}

function toLine({ name, isWell, said }: Finding): string {
  return `${isWell ? 'ok    ' : 'FAILED'}  ${name}: ${said}\n`
}

/** An address with credentials in it is none: they would show in the list of processes. */
function readUrl(text: string): URL | 'malformed' {
  if (!URL.canParse(text)) return 'malformed'
  const url = new URL(text)
  const { protocol, username, password, search, hash } = url
  const isPlain = [username, password, search, hash].every((part) => part === '')
  return isPlain && /^https?:$/.test(protocol) ? url : 'malformed'
}

export type Read =
  | { readonly config: Config; readonly register: Register }
  | { readonly problems: readonly string[] }

/** The services file is read although the rest cannot be used, so that nobody mends in two rounds. */
export async function readAll({
  environment,
  endpoints,
}: Pick<CheckSettings, 'environment' | 'endpoints'>): Promise<Read> {
  const { config, problems, servicesFile } = readConfig(environment)
  const ofFolder = await problemsOfTemporaryFolder(config)
  const services = servicesFile === undefined ? [] : await tryRegister(servicesFile, endpoints)
  if (config !== undefined && 'version' in services && ofFolder.length === 0) {
    return { config, register: services }
  }
  return { problems: [...problems, ...ofFolder, ...('version' in services ? [] : services)] }
}

async function tryRegister(
  file: string,
  endpoints: readonly Endpoint[],
): Promise<Register | readonly string[]> {
  try {
    return readRegister(await readText(file), endpoints)
  } catch (error) {
    const problems = error instanceof ConfigurationError ? error.problems : [`${file}: unreadable`]
    return problems.map((problem) => `SERVICES_FILE: ${problem}`)
  }
}
