import { createHash } from 'node:crypto'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { parseDocument } from 'yaml'
import { parseDateTime } from '../../altinn2/date-time.ts'
import { parseServiceKey } from '../../altinn2/service-key.ts'
import {
  toRegister,
  type GroupEntry,
  type Moved,
  type Register,
  type RegisterContent,
  type ServiceEntry,
} from '../../decide/register.ts'
import { groups, type Endpoint } from '../../endpoint.ts'
import { problemsOfEffect, problemsOfPlaces, problemsOfRollout } from './check-service.ts'
import { nearest } from '../file/nearest.ts'
import { overlapsOf } from './overlaps.ts'
import { ConfigurationError, problemsOf } from '../file/problems.ts'
import { Group, Service, ServicesFile } from './services-schema.ts'

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
  const problems: string[] = []
  const file = parseFile(text, problems)
  problems.push(...problemsOf(ServicesFile, file, rowName(file)))
  const { services, groups: named } = wellShaped(file)
  const entries = services.flatMap(([row, index]) => toEntry(row, index, problems) ?? [])
  const groupEntries = named.map(
    ([name, group]) => [name, toGroup(name, group, merged, problems)] as const,
  )
  problems.push(...overlapsOf(entries))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    version: createHash('sha256').update(text).digest('hex').slice(0, 10),
    services: entries,
    groups: Object.fromEntries(groupEntries),
  }
}

/** What is said twice is told with everything else; of what is not YAML nothing else can be told. */
function parseFile(text: string, problems: string[]): unknown {
  const document = parseDocument(text)
  const faults = [...document.errors, ...document.warnings].map(({ message }) => message)
  if (document.errors.some(({ code }) => code !== 'DUPLICATE_KEY')) {
    throw new ConfigurationError(faults)
  }
  problems.push(...faults)
  try {
    return document.toJS()
  } catch (error) {
    throw new ConfigurationError([error instanceof Error ? error.message : 'not YAML'])
  }
}

/** The rows whose meaning can be looked into; of the others it is known what is wrong. */
function wellShaped(file: unknown): {
  readonly services: readonly (readonly [ServiceRow, number])[]
  readonly groups: readonly (readonly [string, GroupRow])[]
} {
  const { services, groups: named } = Object(file) as Partial<Record<keyof ServicesFile, unknown>>
  const rows: readonly unknown[] = Array.isArray(services) ? services : []
  return {
    services: rows.flatMap((row, index) =>
      Value.Check(Service, row) ? [[row, index] as const] : [],
    ),
    groups: Object.entries(Object(named) as object).flatMap(([name, group]: [string, unknown]) =>
      Value.Check(Group, group) ? [[name, group] as const] : [],
    ),
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

type ServiceRow = Static<typeof Service>
type GroupRow = Static<typeof Group>

function toEntry(row: ServiceRow, index: number, problems: string[]): ServiceEntry | undefined {
  const service = parseServiceKey(row.service)
  if (service === undefined) {
    problems.push(`services.${index}.service must be ServiceCode/ServiceEditionCode`)
    return undefined
  }
  const name = `service ${row.service}`
  const moved = [row.moved].flat() as Moved[]
  problems.push(...problemsOfPlaces(name, moved))
  const entry = {
    service,
    moved,
    ...(row.owner === undefined ? {} : { owner: row.owner }),
    ...needDates(name, row, problems),
    ...(row.name === undefined ? {} : { name: row.name }),
    ...(row.rollout === undefined ? {} : { rollout: row.rollout }),
    ...(row.shadow === undefined ? {} : { shadow: row.shadow }),
    ...(row.fallback === undefined ? {} : { fallback: row.fallback }),
  }
  problems.push(...problemsOfEffect(name, entry), ...problemsOfRollout(name, row.rollout ?? {}))
  return entry
}

function toGroup(
  name: string,
  { on, ...dates }: GroupRow,
  merged: readonly string[],
  problems: string[],
): GroupEntry {
  const path = `groups.${name}`
  if (!Object.hasOwn(groups, name)) {
    const meant = nearest(name, Object.keys(groups))
    const hint = meant === undefined ? '' : `: did you mean ${meant}?`
    problems.push(`${path} is not a group of this gateway${hint}`)
  }
  if (on === 'both' && !merged.includes(name)) {
    problems.push(`${path}: none of its lists can be answered from both sides`)
  }
  if (on === 'altinn2' && Object.keys(dates).length > 0) {
    problems.push(`${path}: dates have no effect on altinn2, where it is before and after them`)
  }
  return { on, ...needDates(path, dates, problems) }
}

function needDates(
  name: string,
  row: { readonly since?: string; readonly until?: string },
  problems: string[],
): { since?: number; until?: number } {
  const read = (key: 'since' | 'until'): number | undefined => {
    const text = row[key]
    const instant = text === undefined ? undefined : parseDateTime(text)
    if (text !== undefined && (instant === undefined || !isInOurTime(instant))) {
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

/** What headers and clocks can say: years of four digits, after 1970. */
function isInOurTime(instant: number): boolean {
  return instant >= 0 && instant < Date.UTC(9999, 0, 1)
}
