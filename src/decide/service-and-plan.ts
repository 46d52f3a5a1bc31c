import type { Query } from '../altinn2/query.ts'
import { writeServiceKey } from '../altinn2/service-key.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { identify, type Found } from '../identify/identify-service.ts'
import { redact } from '../runtime/redact.ts'
import { decide, type Circumstances } from './decide.ts'
import type { Plan } from './plan.ts'
import { namedEntries } from './named.ts'
import type { Register, ServiceEntry } from './register.ts'

/** What a request says of itself. */
export interface Said {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** Found in its body, where the row says so. */
  readonly members: Readonly<Record<string, string>>
}

export interface Resolved {
  readonly found: Found
  /** `code/edition`, as far as the request named it. */
  readonly service: string | undefined
  /** What the register says of the services that it names. */
  readonly entries: readonly ServiceEntry[]
  readonly plan: Plan
}

/** From what is asked for to who answers. Throws as `identify` does. */
export function resolve(row: Endpoint, said: Said, given: Circumstances): Resolved {
  const found = identify(row, said.params, said.query, said.members)
  const entries = namedEntries(found, given.register)
  return { found, service: written(found), entries, plan: decide(row, found, given) }
}

/**
 * The services that a path or a query names, for the log of a refusal that did not depend on them. An
 * address that names none, or one that cannot be a service, names nothing.
 */
export function namedInAddress(
  row: Endpoint,
  params: Said['params'],
  query: Query,
  register: Register,
): Pick<Resolved, 'service' | 'entries'> {
  try {
    const found = identify(row, params, query)
    return { service: written(found), entries: namedEntries(found, register) }
  } catch (error) {
    if (error instanceof GatewayError) return { service: undefined, entries: [] }
    throw error
  }
}

/** For logs and lists, which no identity number may enter. */
function written(found: Found): string | undefined {
  if (found.kind !== 'service') return undefined
  const { code, edition } = found
  // Each half is too short for an identity number; together they may be one.
  const glued = `${code}${edition ?? ''}`.replace(/[_-]/g, '')
  if (redact(glued) !== glued) return undefined
  return edition === undefined ? code : writeServiceKey({ code, edition })
}
