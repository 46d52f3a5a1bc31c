import type { Dates } from '../decide/dates.ts'

/** `Deprecation` (RFC 9745: a structured-field date), `Sunset` (RFC 8594: an HTTP date), `Link`. */
export function toDateHeaders({ deprecation, sunset, successor }: Dates): Record<string, string> {
  return {
    ...(deprecation === undefined ? {} : { Deprecation: `@${Math.floor(deprecation / 1000)}` }),
    ...(sunset === undefined ? {} : { Sunset: new Date(sunset).toUTCString() }),
    ...(successor === undefined ? {} : { Link: `<${successor}>; rel="successor-version"` }),
  }
}
