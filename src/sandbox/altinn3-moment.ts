/** A moment as System.Text.Json writes a DateTimeOffset: no more decimals than it has. */
export function toOffsetMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.?0*Z$/, '+00:00')
}

/** As .NET's round-trip format has it: seven decimals, always. */
export function toRoundTripMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '0000Z')
}

/** What DateTimeOffset reads of a query; without a zone it is the server's, which runs on UTC. */
export function parseMoment(text: string): number | undefined {
  const [, date = '', zone] =
    /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)?)(Z|[+-]\d\d:\d\d)?$/i.exec(text) ?? []
  const isWhole = date.length === 10
  const at = Date.parse(`${date}${isWhole ? 'T00:00' : ''}${zone ?? 'Z'}`)
  return Number.isNaN(at) ? undefined : at
}

export function hasZone(text: string): boolean {
  return /(?:Z|[+-]\d\d:\d\d)$/i.test(text)
}
