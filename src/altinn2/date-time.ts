// Altinn 2 wrote local Norwegian time without an offset (Altinn/docs content/api/rest, all samples
// but the broker's), with up to seven decimals and trailing zeros trimmed.
const oslo = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

const written =
  /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?(Z|[+-]\d{2}:\d{2})?)?$/i

/**
 * Reads a date or a date and time into milliseconds since 1970. Without an offset it is Norwegian
 * local time; a local time that daylight saving repeats is its first occurrence. An offset that leads
 * out of .NET's calendar leads to its nearest end, as in XmlConvert (dotnet/runtime XsdDateTime.cs).
 */
export function parseDateTime(text: string): number | undefined {
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number((part as string | undefined) ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const milliseconds = Number((parts[7] ?? '').padEnd(3, '0').slice(0, 3))
  const date = new Date(Date.UTC(2000, 0, 1, hour, minute, second, milliseconds))
  // Date.UTC takes the years 1 to 99 for the last century; .NET's first moment is in year 1.
  const asUtc = date.setUTCFullYear(year, month - 1, day)
  const isOnClock = hour <= 23 && minute <= 59 && second <= 59
  if (year === 0 || !isOnClock || !isSameDay(asUtc, year, month, day)) return undefined
  const instant = atOffset(asUtc, parts[8])
  return instant === undefined ? undefined : Math.min(Math.max(instant, firstMoment), lastMoment)
}

function atOffset(asUtc: number, offset: string | undefined): number | undefined {
  if (offset === undefined) return fromLocal(asUtc)
  if (offset.toUpperCase() === 'Z') return asUtc
  const minutes = Number(offset.slice(4, 6))
  const total = Number(offset.slice(1, 3)) * 60 + minutes
  if (minutes > 59 || total > 14 * 60) return undefined
  return asUtc - (offset.startsWith('-') ? -1 : 1) * total * 60_000
}

/**
 * A date that may be missing. .NET's default date, with a zone or without one, stands for a missing
 * date, and a text that is no date is none.
 */
export function toKnownDate(text: string | null | undefined): string | undefined {
  const instant = text ? parseDateTime(text) : undefined
  return instant === undefined || instant === firstMoment ? undefined : (text ?? undefined)
}

/** Writes an instant (ISO 8601 with an offset, as Altinn 3 sends it) the way Altinn 2 did. */
export function toAltinn2DateTime(instant: string): string | undefined {
  const milliseconds = parseDateTime(instant)
  if (milliseconds === undefined) return undefined
  // Altinn 2 wrote the default date for a date that was never set; it is a mark and no moment.
  if (milliseconds === firstMoment) return '0001-01-01T00:00:00'
  // .NET's last moment has no later local time.
  const shifted = Math.min(milliseconds + offsetAt(milliseconds), lastMoment)
  const local = new Date(shifted).toISOString().slice(0, 19)
  const decimals = /\.(\d{1,7})/.exec(instant)?.[1]?.replace(/0+$/, '') ?? ''
  return decimals === '' ? local : `${local}.${decimals}`
}

/** Likewise into microseconds since 1970, which is as finely as Altinn 3 keeps moments. */
export function parseMicroseconds(text: string): number | undefined {
  const milliseconds = parseDateTime(text)
  if (milliseconds === undefined) return undefined
  const decimals = /\.(\d{1,7})/.exec(text)?.[1] ?? ''
  return milliseconds * 1000 + Number(decimals.padEnd(6, '0').slice(3, 6))
}

/** Writes an instant (milliseconds since 1970) in Norwegian time, with its offset. */
export function toNorwegianTime(instant: number): string {
  const minutes = Math.round(offsetAt(instant) / 60_000)
  const local = new Date(Math.min(instant + minutes * 60_000, lastMoment)).toISOString()
  const offset = [minutes / 60, minutes % 60].map((part) =>
    String(Math.floor(part)).padStart(2, '0'),
  )
  return `${local.slice(0, 19)}+${offset.join(':')}`
}

/** The first moment of .NET's calendar, in the year 1: `default(DateTime)`. */
const firstMoment = -62_135_596_800_000
const lastMoment = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

function isSameDay(instant: number, year: number, month: number, day: number): boolean {
  const date = new Date(instant)
  return (
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  )
}

function fromLocal(asUtc: number): number {
  const summer = asUtc - 2 * 3_600_000
  return offsetAt(summer) === 2 * 3_600_000 ? summer : asUtc - 3_600_000
}

// Reckoning is dear, a list has thousands of moments, and clocks change at whole hours.
const offsets = new Map<number, number>()
const mostOffsets = 20_000
const hour = 3_600_000

function offsetAt(instant: number): number {
  const place = Math.floor(instant / hour)
  const known = offsets.get(place)
  if (known !== undefined) return known
  if (offsets.size >= mostOffsets) offsets.clear()
  const offset = reckonOffset(instant)
  offsets.set(place, offset)
  return offset
}

/** When Norway's clocks began to show the time of one zone; earlier times are taken as that, too. */
const firstOfZone = Date.UTC(1895, 0, 1)

function reckonOffset(instant: number): number {
  if (instant < firstOfZone) return hour
  const part = Object.fromEntries(
    oslo.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  )
  const local = Date.UTC(
    part.year ?? 0,
    (part.month ?? 1) - 1,
    part.day,
    part.hour,
    part.minute,
    part.second,
  )
  // Time zone data gives Oslo the history of Berlin, where clocks were three hours ahead in 1945.
  return Math.min(local - Math.floor(instant / 1000) * 1000, 2 * hour)
}
