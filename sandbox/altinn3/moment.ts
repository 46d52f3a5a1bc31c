/** A moment as System.Text.Json writes a DateTimeOffset: no more decimals than it has. */
export function toOffsetMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, '+00:00')
}

/** As .NET's round-trip format has it: seven decimals, always. */
export function toRoundTripMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z')
}

/**
 * What DateTimeOffset reads of a query; without a zone it is the server's, which runs on UTC. There
 * are days, years from 1 on, and zones within fourteen hours, as in .NET.
 */
export function parseMoment(text: string): number | undefined {
  const [, date = '', time = 'T00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)?(Z|[+-]\d\d:\d\d)?$/i.exec(text) ?? []
  const at = Date.parse(`${date}${time}${zone}`)
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  const isInZone = hours * 60 + minutes <= 14 * 60
  const isDay = !Number.isNaN(at) && new Date(`${date}T00:00Z`).toISOString().startsWith(date)
  return isDay && isInZone && at >= firstMoment && !/T24/i.test(time) ? at : undefined
}

/** `DateTimeOffset.MinValue` */
const firstMoment = Date.parse('0001-01-01T00:00:00Z')

export function hasZone(text: string): boolean {
  return /(?:Z|[+-]\d\d:\d\d)$/i.test(text)
}
