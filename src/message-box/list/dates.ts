import { parseDateTime, toAltinn2DateTime } from '../../altinn2/date-time.ts'
import type { LocalBounds } from '../../altinn2/odata/bounds.ts'
import { toSortableTime } from '../../altinn2/odata/parse/local-time.ts'
import type { Query } from '../../altinn2/query.ts'
import { GatewayError } from '../../errors.ts'

/** Between which last changes, as Altinn 2's database was asked. Throws `PARAMETER_MALFORMED`. */
export function needDates(query: Query): LocalBounds {
  const [from, to] = [needDate(query, 'dateFrom'), needDate(query, 'dateTo')]
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** What a Norwegian clock shows then, with seven decimals. */
function needDate(query: Query, name: string): string | undefined {
  const text = query.one(name)
  if (text === undefined) return undefined
  const isKnown = parseDateTime(text) !== undefined
  const local = hasOffset.test(text) ? toAltinn2DateTime(text) : text
  const date = isKnown && local !== undefined ? toSortableTime(local) : undefined
  if (date === undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: name })
  return date
}

const hasOffset = /T.*(?:Z|[+-]\d{2}:\d{2})$/i

/** @param shown a moment as Altinn 2 writes it */
export function isWithin(shown: unknown, { from, to }: LocalBounds): boolean {
  if (from === undefined && to === undefined) return true
  const moment = typeof shown === 'string' ? toSortableTime(shown) : undefined
  if (moment === undefined) return false
  return (from === undefined || from <= moment) && (to === undefined || moment <= to)
}

/** What is within both. */
export function narrower(one: LocalBounds, other: LocalBounds): LocalBounds {
  const [from] = [one.from, other.from]
    .filter((bound) => bound !== undefined)
    .sort()
    .reverse()
  const [to] = [one.to, other.to].filter((bound) => bound !== undefined).sort()
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

/** Is there no such moment? */
export function isCrossed({ from, to }: LocalBounds): boolean {
  return from !== undefined && to !== undefined && from > to
}

const hour = 3_600_000
const last = Date.UTC(2200, 0, 1)

/**
 * As Altinn 3 takes it, never narrower: a Norwegian clock is one hour or two ahead of UTC, and Altinn
 * 3 keeps finer moments than it is told. .NET's first and last moments, which clients send for none,
 * are none.
 */
export function toIsoBounds({ from, to }: LocalBounds): {
  readonly from?: string
  readonly to?: string
} {
  const earliest = from === undefined ? -Infinity : Date.parse(`${from}Z`) - 2 * hour
  const latest = to === undefined ? Infinity : Date.parse(`${to}Z`) - hour + 1
  return {
    ...(earliest <= 0 ? {} : { from: iso(earliest) }),
    ...(latest >= last ? {} : { to: iso(latest) }),
  }
}

function iso(instant: number): string {
  return new Date(Math.min(Math.max(instant, 0), last)).toISOString()
}
