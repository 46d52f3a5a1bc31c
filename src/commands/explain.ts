import { decodeJwt } from 'jose'
import { parseDateTime } from '../altinn2/date-time.ts'
import { toPrincipal, toPrincipalOfAltinn } from '../authenticate/claims.ts'
import type { Principal } from '../authenticate/principal.ts'
import { missingScopes } from '../authorise/scopes.ts'
import { altinn2DatesOf, isAltinn2Open, type Config } from '../config/load.ts'
import { sidesOf, type Plan } from '../decide/plan.ts'
import type { Register } from '../decide/register.ts'
import { resolve } from '../decide/resolve.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { findRow } from '../receive/find-row.ts'
import { parseTarget } from '../receive/target.ts'

export interface Explained {
  /** For the process: 0 explained, 1 no such operation, 2 the question was malformed. */
  readonly exitCode: 0 | 1 | 2
  readonly text: string
}

interface Question {
  readonly method: string
  readonly url: string
  readonly token?: string
  readonly at?: string
}

/** Says what would happen to a request, and why, without asking anybody. */
export function explain(
  given: Question,
  endpoints: readonly Endpoint[],
  register: Register,
  config: Config,
  now: number,
): Explained {
  const at = given.at === undefined ? now : parseDateTime(given.at)
  if (at === undefined) return { exitCode: 2, text: '--at must be a date or a date and time' }
  const target = parseTarget(withoutOrigin(given.url))
  if (target === undefined) return { exitCode: 2, text: 'the address would be refused: 400' }
  const found = findRow(endpoints, given.method.toUpperCase(), target)
  if (found === undefined) return { exitCode: 1, text: 'no such operation: 404' }
  const { row, params } = found
  try {
    const principal = given.token === undefined ? undefined : readToken(given.token, config)
    const altinn2IsOpen = isAltinn2Open(config, at)
    const organization = principal?.organization
    const altinn2Dates = altinn2DatesOf(config)
    const circumstances = { register, altinn2IsOpen, altinn2Dates, now: at, organization }
    const { found: what, plan } = resolve(
      row,
      { params, query: target.query, members: {} },
      circumstances,
    )
    const explained = {
      endpoint: row.id,
      catalogue: row.catalogue,
      group: row.group,
      at: new Date(at).toISOString(),
      altinn2: altinn2IsOpen ? 'open' : 'closed',
      register: register.version,
      found: what,
      plan,
      callers: row.callers,
      scopes: scopesOf(row, plan, principal),
    }
    return { exitCode: 0, text: JSON.stringify(explained, undefined, 2) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { exitCode: 2, text: `the request would be refused: ${error.code}` }
  }
}

function withoutOrigin(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/i, '')
}

/** The signature is not checked: what a caller would be told is not decided by this. */
function readToken(token: string, { file }: Config): Principal {
  const claims = decode(token)
  const isAltinns =
    typeof claims === 'object' && claims !== null && 'urn:altinn:orgNumber' in claims
  const read = isAltinns ? toPrincipalOfAltinn : toPrincipal
  return read(claims, token, file.maskinporten.delegationSources)
}

/** jose's error quotes what it was given. */
function decode(token: string): unknown {
  try {
    return decodeJwt(token)
  } catch {
    throw new GatewayError('TOKEN_INVALID')
  }
}

function scopesOf(row: Endpoint, plan: Plan, principal: Principal | undefined): object {
  return Object.fromEntries<object>(
    sidesOf(plan).map((side) => {
      const takesAll = side === 'altinn3' && row.scopes.altinn3InParts === true
      const named = { [takesAll ? 'allOf' : 'anyOf']: row.scopes[side] }
      if (principal === undefined) return [side, named]
      const granted = missingScopes(row, side, principal.scopes).length === 0
      return [side, { ...named, granted }]
    }),
  )
}
