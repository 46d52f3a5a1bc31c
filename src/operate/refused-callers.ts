import { LRUCache } from 'lru-cache'
import type { Principal } from '../authenticate/principal.ts'
import { unanswered } from '../decide/operation.ts'
import type { Plan } from '../decide/plan.ts'
import type { ServiceEntry } from '../decide/register.ts'
import type { Endpoint } from '../endpoint.ts'
import type { ErrorCode } from '../errors.ts'
import type { LogEntry } from '../runtime/log.ts'
import { missingScopes } from '../decide/scopes.ts'
import { countedBy } from '../runtime/cache.ts'

/** A caller who was refused, or whose calls Altinn 2 answers and who would be refused after the move. */
export interface RefusedCaller {
  readonly endpoint: string
  /** `code/edition`, as far as the requests named it; left out where the services file has none. */
  readonly service?: string
  /** The service owner's code, where the services file has it. */
  readonly owner?: string
  readonly organisation: string
  readonly client?: string
  /** What was answered, or would be. */
  readonly code: ErrorCode
  /** The value of `code`, for readers that know its former name. */
  readonly error: ErrorCode
  /** `false`: Altinn 2 still answers. */
  readonly refused: boolean
  /** Any of these, or each of them, would help. */
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

/** A call that this gateway turned down. */
export interface TurnedDown {
  readonly row: Endpoint
  /** Its log entry names an organisation once its token is verified, and only then. */
  readonly entry: Pick<LogEntry, 'organisation' | 'client' | 'service' | 'missingScopes'>
  readonly entries: readonly ServiceEntry[]
  readonly code: ErrorCode
  readonly now: number
}

export interface RefusedCallers {
  /** Counts the call if it would fail after the move; gives the scopes that it would lack. */
  readonly note: (call: Forwarded) => readonly string[]
  /** Counts a refusal that the caller or a service owner can act on; no other. */
  readonly noteRefusal: (call: TurnedDown) => void
  /** The busiest first. */
  readonly list: () => readonly RefusedCaller[]
  /** Callers that there was no more room for. */
  readonly dropped: () => number
}

const most = 10_000

/** Who is refused, or would be once services move: remembered by this process, for as long as it runs. */
export function createRefusedCallers(): RefusedCallers {
  let dropped = 0
  const callers = new LRUCache<string, RefusedCaller>({
    ...countedBy(most),
    dispose: (_caller, _key, reason) => {
      if (reason === 'evict') dropped += 1
    },
  })
  const count = (found: RefusedCaller): void => {
    const { endpoint, service, organisation, client, code, refused } = found
    const key = [endpoint, service, organisation, client, code, refused].join(' ')
    const { requests = 0 } = callers.get(key) ?? {}
    callers.set(key, { ...found, requests: requests + 1 })
  }
  return {
    note: (call) => {
      const found = failureAfterMove(call)
      if (found === undefined) return []
      count(found)
      return found.missingScopes
    },
    noteRefusal: (call) => {
      const found = refusalNow(call)
      if (found !== undefined) count(found)
    },
    list: () => [...callers.values()].sort((one, other) => other.requests - one.requests),
    dropped: () => dropped,
  }
}

function failureAfterMove(call: Forwarded): RefusedCaller | undefined {
  const { row, plan, principal, service, entries, now } = call
  if (plan.do !== 'forward' || principal === undefined) return undefined
  const { organization, client, scopes } = principal
  const missing = missingScopes(row, 'altinn3', scopes)
  const code = codeAfterMove(row, missing)
  if (code === undefined) return undefined
  const moves = Math.min(...entries.map(({ since = Infinity }) => since).filter((at) => at > now))
  return {
    ...callerOf({ row, service, entries, organization, client }),
    code,
    error: code,
    refused: false,
    missingScopes: missing,
    ...(Number.isFinite(moves) ? { moves: new Date(moves).toISOString() } : {}),
    requests: 0,
    last: new Date(now).toISOString(),
  }
}

function codeAfterMove({ whenMoved }: Endpoint, missing: readonly string[]): ErrorCode | undefined {
  if (!('translation' in whenMoved)) return unanswered(whenMoved).code
  return missing.length > 0 ? 'SCOPE_MISSING' : undefined
}

/** Refusals of the operation, the service, the scope, the kind of caller, the key and the party. */
const counted: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'REMOVED',
  'NOT_CONTINUED',
  'NOT_ANSWERED',
  'NEEDS_CONFIGURATION',
  'SERVICE_NOT_MOVED',
  'SERVICE_ENDED',
  'SUBMISSIONS_CLOSED',
  'ALTINN2_SCOPE_MISSING',
  'SCOPE_MISSING',
  'SCOPE_REFUSED',
  'CALLER_REFUSED',
  'NOT_AN_OWNER',
  'SERVICE_REFUSED',
  'REPORTEE_REFUSED',
  'PERSON_REFUSED',
  'OWN_PARTY_ONLY',
  'CONVERSION_REFUSED',
  'API_KEY_MISSING',
  'API_KEY_REFUSED',
])

function refusalNow({ row, entry, entries, code, now }: TurnedDown): RefusedCaller | undefined {
  const { organisation, client, service, missingScopes: missing = [] } = entry
  if (organisation === undefined || !counted.has(code)) return undefined
  return {
    ...callerOf({ row, service, entries, organization: organisation, client }),
    code,
    error: code,
    refused: true,
    missingScopes: missing,
    requests: 0,
    last: new Date(now).toISOString(),
  }
}

interface Calling {
  readonly row: Endpoint
  readonly service: string | undefined
  readonly entries: readonly ServiceEntry[]
  readonly organization: string
  readonly client?: string | undefined
}

function callerOf({
  row,
  service,
  entries,
  organization,
  client,
}: Calling): Pick<RefusedCaller, 'endpoint' | 'service' | 'owner' | 'organisation' | 'client'> {
  const [owner] = entries.flatMap((entry) => entry.owner ?? [])
  return {
    endpoint: row.id,
    // Callers who make codes up would fill the list with them.
    ...(service === undefined || entries.length === 0 ? {} : { service }),
    ...(owner === undefined ? {} : { owner }),
    organisation: organization,
    ...(client === undefined ? {} : { client }),
  }
}
