import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface GuardSettings {
  /** Where the admin port listens. */
  readonly host: string
  /** Absent: nobody gets in, unless the port is on loopback. */
  readonly token: string | undefined
}

/**
 * May this request see more than the health addresses? On loopback whoever can reach the port may,
 * but for a web page that had its own name point here: its requests say that name.
 */
export function createGuard({
  host,
  token,
}: GuardSettings): (request: Pick<IncomingMessage, 'headers'>) => boolean {
  if (isLoopback(host)) return ({ headers }) => isLoopback(nameIn(headers.host ?? ''))
  if (token === undefined) return () => false
  const expected = digest(`Bearer ${token}`)
  return ({ headers }) => timingSafeEqual(digest(headers.authorization ?? ''), expected)
}

function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/i.test(host)
}

function nameIn(host: string): string {
  return host.replace(/:\d+$/, '')
}

/** Of one length, whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
