/** Of a moment with up to seven decimals; a number holds them for some centuries yet. */
export function toMicroseconds(moment: string): number {
  const found = /^(.{19})(?:\.(\d+))?(.*)$/.exec(moment)
  const [, whole = moment, fraction = '', zone = ''] = found ?? []
  const milliseconds = Date.parse(`${whole}${zone === '' ? 'Z' : zone}`)
  return milliseconds * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
}

/** As Newtonsoft writes a DateTime: no zeros at the end of the fraction. */
export function toMoment(microseconds: number): string {
  const seconds = Math.floor(microseconds / 1_000_000)
  const whole = new Date(seconds * 1_000).toISOString().slice(0, 19)
  const fraction = String(microseconds - seconds * 1_000_000).padStart(6, '0')
  return `${whole}.${fraction}`.replace(/\.?0*$/, '') + 'Z'
}

// Ticks between the years 1 and 1970.
const epoch = 621_355_968_000_000_000n

export function toTicks(microseconds: number): bigint {
  return BigInt(microseconds) * 10n + epoch
}

export function fromTicks(ticks: bigint): number {
  return Number((ticks - epoch) / 10n)
}

// What DateTime.Parse is sent in practice; without a zone it is taken for UTC.
const usual = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?:(:\d\d)(\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?)?$/

/** Undefined when .NET would not read it. */
export function parseMoment(text: string): number | undefined {
  const [, day, minutes = '00:00', seconds = ':00', fraction = '', zone = 'Z'] =
    usual.exec(text.trim()) ?? []
  if (day === undefined) return undefined
  const microseconds = toMicroseconds(`${day}T${minutes}${seconds}${fraction}${zone}`)
  return Number.isNaN(microseconds) ? undefined : microseconds
}
