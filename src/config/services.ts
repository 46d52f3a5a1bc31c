import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { parseDateTime } from '../altinn2/date-time.ts'
import { parseServiceKey, writeServiceKey } from '../altinn2/service-key.ts'
import type { GroupEntry, Moved, Register, ServiceEntry } from '../decide/register.ts'
import { groups, type Endpoint, type GroupName } from '../endpoint.ts'
import { ConfigurationError, problemsOf } from './problems.ts'
import { ServicesFile } from './services-schema.ts'

/**
 * Reads a services file. Throws a `ConfigurationError` with every problem, each naming its row; an
 * empty document is one, so that a half-written file never counts.
 */
export function readRegister(text: string, endpoints: readonly Endpoint[]): Register {
  const file = parseFile(text)
  const problems = problemsOf(ServicesFile, file, rowName(file))
  if (problems.length > 0) throw new ConfigurationError(problems)
  const { services, groups: named } = file as ServicesFile
  const entries = (services ?? []).flatMap((row, index) => toEntry(row, index, problems) ?? [])
  const groupEntries = Object.entries(named ?? {}).map(
    ([name, group]) => [name, toGroup(name, group, endpoints, problems)] as const,
  )
  problems.push(...overlaps(entries))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return Object.freeze({
    version: createHash('sha256').update(text).digest('hex').slice(0, 10),
    services: byCode(entries),
    groups: new Map(groupEntries),
  })
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
    ...(row.rollout === undefined ? {} : { rollout: row.rollout }),
  }
}

function toGroup(
  name: string,
  { on, since, until }: { on: GroupEntry['on']; since?: string; until?: string },
  endpoints: readonly Endpoint[],
  problems: string[],
): GroupEntry {
  if (!Object.hasOwn(groups, name)) problems.push(`groups.${name} is not a group of this gateway`)
  const rows = endpoints.filter(({ group }) => group === (name as GroupName))
  if (on === 'both' && !rows.some(({ whenMoved }) => whenMoved.kind === 'merged')) {
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
  const keys = entries.map(({ service }) => writeServiceKey(service).toLowerCase())
  const twice = new Set(keys.filter((key, index) => keys.indexOf(key) !== index))
  return [...twice].map((key) => `service ${key} has more than one entry`)
}

function byCode(entries: readonly ServiceEntry[]): ReadonlyMap<string, readonly ServiceEntry[]> {
  const found = new Map<string, ServiceEntry[]>()
  for (const entry of entries) {
    const code = entry.service.code.toLowerCase()
    found.set(code, [...(found.get(code) ?? []), entry])
  }
  return found
}
