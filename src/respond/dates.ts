import type { Dates } from '../decide/dates.ts'
import { linksOf } from '../pointer.ts'

/** `Deprecation` (RFC 9745: a structured-field date), `Sunset` (RFC 8594: an HTTP date), `Link`. */
export function toDateHeaders({
  deprecation,
  sunset,
  pointer = {},
}: Dates): Record<string, string> {
  const { successor, guide } = pointer
  // One address is enough beside an answer; a guide where nothing replaces the call.
  const links = linksOf(successor === undefined ? { ...(guide && { guide }) } : { successor })
  return {
    ...(deprecation === undefined ? {} : { Deprecation: `@${Math.floor(deprecation / 1000)}` }),
    ...(sunset === undefined ? {} : { Sunset: new Date(sunset).toUTCString() }),
    ...(links === undefined ? {} : { Link: links }),
  }
}
