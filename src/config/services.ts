import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { parseDateTime } from '../altinn2/date-time.ts'
import { parseServiceKey, writeServiceKey } from '../altinn2/service-key.ts'
import {
  toRegister,
  type GroupEntry,
  type Moved,
  type Register,
  type RegisterContent,
  type ServiceEntry,
} from '../decide/register.ts'
import { groups, type Endpoint } from '../endpoint.ts'
import { ConfigurationError, problemsOf } from './problems.ts'
import { ServicesFile } from './services-schema.ts'

/** Reads a services file for these rows; throws as `readContent` does. */
export function readRegister(text: string, endpoints: readonly Endpoint[]): Register {
  return toRegister(readContent(text, mergedGroups(endpoints)))
}

/** Groups of which a list can be answered from both sides. */
export function mergedGroups(endpoints: readonly Endpoint[]): readonly string[] {
  return endpoints.flatMap(({ group, whenMoved }) => (whenMoved.kind === 'merged' ? [group] : []))
}

/**
 * Reads a services file. Throws a `ConfigurationError` with every problem, each naming its row; an
 * empty document is one, so that a half-written file never counts.
 */
export function readContent(text: string, merged: readonly string[]): RegisterContent {
  const file = parseFile(text)
  const problems = problemsOf(ServicesFile, file, rowName(file))
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { services = [], groups: named = {} } = file as ServicesFile
  const entries = services.flatMap((row, index) => toEntry(row, index, problems) ?? [])
  const groupEntries = Object.entries(named).map(
    ([name, group]) => [name, toGroup(name, group, merged, problems)] as const,
  )
  problems.push(...overlaps(entries))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    version: createHash('sha256').update(text).digest('hex').slice(0, 10),
    services: entries,
    groups: Object.fromEntries(groupEntries),
  }
}

function parseFile(text: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    throw new ConfigurationError([error instanceof Error ? error.message : 'not YAML'])
  }
}

/** `services.2.moved` is hard to find by eye; the service's own name is not. */
function rowName(file: unknown): (path: string) => string {
  return (path) => {
    const [, place, rest = ''] = /^services\.(\d+)(.*)$/.exec(path) ?? []
    if (place === undefined) return path === '' ? 'the document' : path
    const row = (file as { services?: { service?: unknown }[] }).services?.[Number(place)]
    return typeof row?.service === 'string' ? `service ${row.service}${rest}` : path
  }
}

type ServiceRow = NonNullable<ServicesFile['services']>[number]

function toEntry(row: ServiceRow, index: number, problems: string[]): ServiceEntry | undefined {
  const service = parseServiceKey(row.service)
  if (service === undefined) {
    problems.push(`services.${index}.service must be ServiceCode/ServiceEditionCode`)
    return undefined
  }
  const moved = [row.moved].flat() as Moved[]
  if (moved.length > 1 && moved.filter((one) => one.default === true).length !== 1) {
    problems.push(`service ${row.service}: of several places exactly one must be the default`)
  }
  return {
    service,
    moved,
    ...(row.owner === undefined ? {} : { owner: row.owner }),
    ...needDates(`service ${row.service}`, row, problems),
    ...(row.name === undefined ? {} : { name: row.name }),
    ...(row.rollout === undefined ? {} : { rollout: row.rollout }),
    ...(row.shadow === undefined ? {} : { shadow: row.shadow }),
    ...(row.fallback === undefined ? {} : { fallback: row.fallback }),
  }
}

function toGroup(
  name: string,
  { on, since, until }: { on: GroupEntry['on']; since?: string; until?: string },
  merged: readonly string[],
  problems: string[],
): GroupEntry {
  if (!Object.hasOwn(groups, name)) problems.push(`groups.${name} is not a group of this gateway`)
  if (on === 'both' && !merged.includes(name)) {
    problems.push(`groups.${name}: none of its lists can be answered from both sides`)
  }
  const dates = {
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
  return { on, ...needDates(`groups.${name}`, dates, problems) }
}

function needDates(
  name: string,
  row: { readonly since?: string; readonly until?: string },
  problems: string[],
): { since?: number; until?: number } {
  const read = (key: 'since' | 'until'): number | undefined => {
    const text = row[key]
    const instant = text === undefined ? undefined : parseDateTime(text)
    if (text !== undefined && instant === undefined) {
      problems.push(`${name}.${key} must be a date or a date and time`)
    }
    return instant
  }
  const [since, until] = [read('since'), read('until')]
  if (since !== undefined && until !== undefined && until <= since) {
    problems.push(`${name}: until must come after since`)
  }
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) }
}

function overlaps(entries: readonly ServiceEntry[]): string[] {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { service } of entries) {
    const key = writeServiceKey(service).toLowerCase()
    ;(seen.has(key) ? twice : seen).add(key)
  }
  return [...twice].map((key) => `service ${key} has more than one entry`)
}
