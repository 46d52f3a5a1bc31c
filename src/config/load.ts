import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { parseDateTime } from '../altinn2/date-time.ts'
import { checkTogether } from './check-together.ts'
import { ConfigurationError, problemsOf } from './problems.ts'
import { ConfigFile, variables } from './schema.ts'
import { usualCopyOf } from './services-copy.ts'

/** The configuration of a running gateway: checked, defaults filled in, frozen. */
export interface Config {
  readonly file: Readonly<ConfigFile>
  /** Base of every link, without a trailing slash. */
  readonly publicUrl: string
  /** Milliseconds since 1970. */
  readonly altinn2Closes: number | undefined
  readonly servicesFile: string
  /** Where a start finds the last good services file; absent: nowhere. */
  readonly servicesCopy: string | undefined
  readonly limits: Required<NonNullable<ConfigFile['limits']>>
}

/** Is Altinn 2 open at this moment (milliseconds since 1970)? */
export function isAltinn2Open({ file, altinn2Closes = Infinity }: Config, now: number): boolean {
  return file.altinn2.url !== undefined && now < altinn2Closes
}

type Environment = Readonly<Record<string, string | undefined>>
type Tree = Record<string, unknown>

/**
 * Reads `CONFIG` and the variables that override it. Throws a `ConfigurationError` with every
 * problem, each under its variable or its path in the file.
 */
export function loadConfig(environment: Environment): Config {
  const problems: string[] = []
  const file = environment.CONFIG === undefined ? {} : readYaml(environment.CONFIG, problems)
  for (const [name, [setting, kind]] of Object.entries(variables)) {
    const text = readVariable(name, environment, problems)
    if (text !== undefined) put(file, setting.split('.'), convert(text, kind))
  }
  problems.push(...problemsOf(ConfigFile, file, nameOf), ...checkTogether(file, nameOf))
  const publicUrl = readPublicUrl(file, problems)
  const checked = file as unknown as ConfigFile
  const altinn2Closes = readCloses(file, problems)
  if (problems.length > 0) throw new ConfigurationError(problems)
  const servicesFile = besideConfig(checked.servicesFile, 'SERVICES_FILE', environment)
  return deepFreeze({
    file: checked,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    altinn2Closes,
    servicesFile,
    servicesCopy: copyOf(servicesFile, checked.servicesCopy, environment),
    limits: {
      firstByteMs: 30_000,
      betweenBytesMs: 30_000,
      connectMs: 5_000,
      underWay: 256,
      spoolBytes: 1_073_741_824,
      ...checked.limits,
    },
  })
}

function readYaml(file: string, problems: string[]): Tree {
  try {
    const parsed: unknown = parse(readFileSync(file, 'utf8'))
    const isMapping = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    if (isMapping) return parsed as Tree
    problems.push(`CONFIG: ${file} holds no settings`)
  } catch (error) {
    problems.push(`CONFIG: ${error instanceof Error ? error.message : file}`)
  }
  return {}
}

/** `NAME` itself, or the content of the file that `NAME_FILE` names. */
function readVariable(
  name: string,
  environment: Environment,
  problems: string[],
): string | undefined {
  const file = environment[`${name}_FILE`]
  if (file === undefined || file === '') return environment[name]
  if (environment[name] !== undefined && environment[name] !== '') {
    problems.push(`${name} and ${name}_FILE are both set`)
    return undefined
  }
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE: ${file} cannot be read`)
    return undefined
  }
}

function convert(text: string, kind: 'text' | 'integer' | 'boolean' | 'list'): unknown {
  if (text === '') return undefined
  if (kind === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text
  if (kind === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text
  if (kind === 'list') return text.split(',').map((part) => part.trim())
  return text
}

function put(tree: Tree, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length > 0) {
    const child = tree[name]
    const next = typeof child === 'object' && child !== null ? (child as Tree) : {}
    tree[name] = next
    put(next, rest, value)
  } else if (value === undefined) {
    Reflect.deleteProperty(tree, name)
  } else {
    tree[name] = value
  }
}

/** A setting's variable, where it has one, and its path; one of a list goes by the list's. */
function nameOf(setting: string): string {
  const list = setting.replace(/\.\d+$/, '')
  const found = Object.entries(variables).find(([, [path]]) => path === list)
  return found === undefined ? setting : `${found[0]} (${setting})`
}

/** A sandbox is called where it listens; everything else has an address of its own. */
function readPublicUrl({ publicUrl, environment, port }: Tree, problems: string[]): string {
  if (typeof publicUrl === 'string') return publicUrl
  if (environment === 'sandbox') return `http://127.0.0.1:${String(port)}`
  if (publicUrl === undefined) problems.push(`${nameOf('publicUrl')} is missing`)
  return ''
}

function readCloses(file: Tree, problems: string[]): number | undefined {
  const { closes: text } = (file.altinn2 ?? {}) as { readonly closes?: unknown }
  if (typeof text !== 'string') return undefined
  const closes = parseDateTime(text)
  if (closes === undefined) {
    problems.push(`${nameOf('altinn2.closes')} must be a date or a date and time`)
  }
  return closes
}

/** A path in the file counts from the file; one in a variable from where the gateway was started. */
function besideConfig(file: string, variable: string, environment: Environment): string {
  const isFromFile =
    (environment[variable] ?? environment[`${variable}_FILE`]) === undefined &&
    environment.CONFIG !== undefined
  return isFromFile
    ? path.resolve(path.dirname(environment.CONFIG ?? ''), file)
    : path.resolve(file)
}

/** Unlike other settings, an empty one is not the same as none. */
function copyOf(
  servicesFile: string,
  copy: string | undefined,
  environment: Environment,
): string | undefined {
  if (environment.SERVICES_COPY === '' || copy === '') return undefined
  if (copy === undefined) return usualCopyOf(servicesFile)
  return besideConfig(copy, 'SERVICES_COPY', environment)
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}
