import { toAltinn2DateTime } from '../../date-time.ts'

const written = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * Norwegian local time with all seven decimals of .NET, so that texts sort as times do without
 * a look at any time zone. `Z` is dropped: .NET compares what the clocks show, whatever a moment
 * says of UTC. Another offset is reckoned over, as XmlConvert does (OData/odata.net PlatformHelper.cs).
 */
export function toSortableTime(text: string): string | undefined {
  const parts = written.exec(text)
  if (parts === null) return undefined
  const [, date = '', minutes = '00:00', seconds = '00', decimals = '', offset = 'Z'] = parts
  const whole = `${date}T${minutes}:${seconds}`
  if (!isOnClock(whole)) return undefined
  if (offset === 'Z') return `${whole}.${decimals.slice(0, 7).padEnd(7, '0')}`
  const local = toAltinn2DateTime(`${whole}.${decimals.slice(0, 7).padEnd(1, '0')}${offset}`)
  return local === undefined ? undefined : toSortableTime(local)
}

/** Years begin at 1 in .NET. */
function isOnClock(whole: string): boolean {
  const date = new Date(`${whole}Z`)
  return (
    !whole.startsWith('0000') &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(whole)
  )
}
