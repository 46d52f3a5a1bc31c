import { LRUCache } from 'lru-cache'
import type { Principal } from '../authenticate/principal.ts'
import { missingScopes } from '../authorise/scopes.ts'
import type { Plan } from '../decide/plan.ts'
import type { ServiceEntry } from '../decide/register.ts'
import type { Endpoint } from '../endpoint.ts'
import type { ErrorCode } from '../errors.ts'

/** Somebody whose calls Altinn 2 answers, and who would be refused once they are answered elsewhere. */
export interface Unready {
  readonly endpoint: string
  /** `code/edition`, as far as the requests named it; left out where the services file has none. */
  readonly service?: string
  /** The service owner's code, where the services file has it. */
  readonly owner?: string
  readonly organisation: string
  readonly client?: string
  /** What would be answered. */
  readonly error: Extract<ErrorCode, 'SCOPE_MISSING' | 'NOT_CONTINUED' | 'NEEDS_CONFIGURATION'>
  /** Any of these, or each of them, would help with `SCOPE_MISSING`. */
  readonly missingScopes: readonly string[]
  /** When the service moves, ISO 8601, where that is known. */
  readonly moves?: string
  readonly requests: number
  readonly last: string
}

/** A call that goes to Altinn 2. */
export interface Forwarded {
  readonly row: Endpoint
  readonly plan: Plan
  readonly principal: Principal | undefined
  readonly service: string | undefined
  readonly entries: readonly ServiceEntry[]
  /** Milliseconds since 1970. */
  readonly now: number
}

export interface UnreadyCallers {
  /** Counts the call if it would fail after the move; gives the scopes that it would lack. */
  readonly note: (call: Forwarded) => readonly string[]
  /** The busiest first. */
  readonly list: () => readonly Unready[]
  /** Callers that there was no more room for. */
  readonly dropped: () => number
}

const most = 10_000

/** Who would break when services move: remembered by this process, for as long as it runs. */
export function createUnreadyCallers(): UnreadyCallers {
  let dropped = 0
  const callers = new LRUCache<string, Unready>({
    max: most,
    dispose: (_caller, _key, reason) => {
      if (reason === 'evict') dropped += 1
    },
  })
  return {
    note: (call) => {
      const found = failureAfterMove(call)
      if (found === undefined) return []
      const key = [found.endpoint, found.service, found.organisation, found.client].join(' ')
      const { requests = 0 } = callers.get(key) ?? {}
      callers.set(key, { ...found, requests: requests + 1 })
      return found.missingScopes
    },
    list: () => [...callers.values()].sort((one, other) => other.requests - one.requests),
    dropped: () => dropped,
  }
}

function failureAfterMove(call: Forwarded): Unready | undefined {
  const { row, plan, principal, service, entries, now } = call
  if (plan.do !== 'forward' || principal === undefined) return undefined
  const missing = missingScopes(row, 'altinn3', principal.scopes)
  const error = errorOf(row, missing)
  if (error === undefined) return undefined
  const { client, organization } = principal
  const [owner] = entries.flatMap((entry) => entry.owner ?? [])
  const moves = Math.min(...entries.map(({ since = Infinity }) => since).filter((at) => at > now))
  return {
    endpoint: row.id,
    // Whoever makes codes up would fill the list with them.
    ...(service === undefined || entries.length === 0 ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    organisation: organization,
    ...(client === undefined ? {} : { client }),
    error,
    missingScopes: missing,
    ...(Number.isFinite(moves) ? { moves: new Date(moves).toISOString() } : {}),
    requests: 0,
    last: new Date(now).toISOString(),
  }
}

function errorOf(
  { whenMoved }: Endpoint,
  missing: readonly string[],
): Unready['error'] | undefined {
  if (whenMoved.kind === 'notContinued') return 'NOT_CONTINUED'
  if (whenMoved.kind === 'needsConfiguration') return 'NEEDS_CONFIGURATION'
  return missing.length > 0 ? 'SCOPE_MISSING' : undefined
}
