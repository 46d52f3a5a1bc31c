import path from 'node:path'
import { parseDateTime } from '../../altinn2/date-time.ts'
import type { Altinn2Dates } from '../../decide/decide.ts'
import { checkTogether } from './check-together.ts'
import { ConfigurationError, problemsOf } from './problems.ts'
import { fillIn, type SettingSchema } from './defaults.ts'
import { ConfigFile } from './schema.ts'
import { readSettings, type Environment, type Tree } from './sources.ts'
import { nameOf } from './variables.ts'
import { usualCopyOf } from '../register/services-copy.ts'

/** The configuration of a running gateway: checked, defaults filled in, frozen. */
export interface Config {
  readonly file: Readonly<ConfigFile>
  /** Base of every link, without a trailing slash. */
  readonly publicUrl: string
  /** Milliseconds since 1970. */
  readonly altinn2Closes: number | undefined
  /** From then on Altinn 2 takes nothing new; milliseconds since 1970. */
  readonly altinn2SubmissionsClose: number | undefined
  readonly servicesFile: string
  /** Where a start finds the last good services file; absent: nowhere. */
  readonly servicesCopy: string | undefined
}

/** Is Altinn 2 open at this moment (milliseconds since 1970)? */
export function isAltinn2Open({ file, altinn2Closes = Infinity }: Config, now: number): boolean {
  return file.altinn2.url !== undefined && now < altinn2Closes
}

export function altinn2DatesOf(config: Config): Altinn2Dates {
  return { closes: config.altinn2Closes, submissionsClose: config.altinn2SubmissionsClose }
}

/**
 * Reads `CONFIG` and the variables that override it. Throws a `ConfigurationError` with every
 * problem, each under its variable or its path in the file.
 */
export function loadConfig(environment: Environment): Config {
  const { config, problems } = readConfig(environment)
  if (config === undefined) throw new ConfigurationError(problems)
  return config
}

export interface ReadConfig {
  /** Absent when there are problems. */
  readonly config: Config | undefined
  readonly problems: readonly string[]
  /** As far as it is named, whatever else is wrong. */
  readonly servicesFile: string | undefined
}

/** Reads as `loadConfig` does, and says what is wrong. */
export function readConfig(environment: Environment): ReadConfig {
  const problems: string[] = []
  const file = readSettings(environment, problems)
  fillIn(ConfigFile as SettingSchema, file, file.environment)
  problems.push(...problemsOf(ConfigFile, file, nameOf), ...checkTogether(file, nameOf))
  const publicUrl = readPublicUrl(file, problems)
  const checked = file as unknown as ConfigFile
  const altinn2Dates = readAltinn2Dates(file, problems)
  const named: unknown = checked.servicesFile
  const servicesFile =
    typeof named === 'string' ? besideConfig(named, 'SERVICES_FILE', environment) : ''
  if (copyOf(servicesFile, checked.servicesCopy, environment) === servicesFile) {
    problems.push(`${nameOf('servicesCopy')} must not be the services file itself`)
  }
  if (problems.length > 0) {
    return { config: undefined, problems, servicesFile: servicesFile || undefined }
  }
  const config = deepFreeze({
    file: checked,
    publicUrl: publicUrl.replace(/\/+$/, ''),
    ...altinn2Dates,
    servicesFile,
    servicesCopy: copyOf(servicesFile, checked.servicesCopy, environment),
  })
  return { config, problems, servicesFile }
}

type ReadDates = Pick<Config, 'altinn2Closes' | 'altinn2SubmissionsClose'>

function readAltinn2Dates(file: Tree, problems: string[]): ReadDates {
  const altinn2Closes = readMoment(file, 'closes', problems)
  const altinn2SubmissionsClose = readMoment(file, 'submissionsClose', problems)
  if ((altinn2SubmissionsClose ?? -Infinity) > (altinn2Closes ?? Infinity)) {
    problems.push(
      `${nameOf('altinn2.submissionsClose')} must not come after ${nameOf('altinn2.closes')}`,
    )
  }
  return { altinn2Closes, altinn2SubmissionsClose }
}

/** A sandbox is called where it listens; everything else has an address of its own. */
function readPublicUrl({ publicUrl, environment, port }: Tree, problems: string[]): string {
  if (typeof publicUrl === 'string') return publicUrl
  if (environment === 'sandbox') return `http://127.0.0.1:${String(port)}`
  if (publicUrl === undefined) problems.push(`${nameOf('publicUrl')} is missing`)
  return ''
}

function readMoment(
  file: Tree,
  setting: 'closes' | 'submissionsClose',
  problems: string[],
): number | undefined {
  const text = ((file.altinn2 ?? {}) as Tree)[setting]
  if (typeof text !== 'string') return undefined
  const moment = parseDateTime(text)
  if (moment === undefined || moment < 0) {
    problems.push(`${nameOf(`altinn2.${setting}`)} must be a date or a date and time after 1969`)
  }
  return moment
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
