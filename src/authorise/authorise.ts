import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Query } from '../altinn2/query.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import type { Parties } from '../lookups/parties.ts'
import { namesPerson, wrongKind } from './caller-kinds.ts'
import { checkPartiesInQuery, standingOf, type Params } from './acting-party.ts'
import type { Claim } from './claim.ts'
import { refuseScopesOfOtherRoles } from './scopes-of-other-roles.ts'

export interface Authorised {
  readonly params: Params
  /** Whom the caller acts for; absent on public rows, and while it is only claimed. */
  readonly standing: OrganizationNumber | undefined
  /** Whom the caller may turn out to act for, once it is known what Altinn 3 will be asked. */
  readonly claim?: Claim
}

/** Whom Altinn 3 lets this caller act for. */
export type LookUpParties = (principal: Principal) => Promise<Pick<Parties, 'find'>>

/** The row's parameters, and whom the caller may act for. Throws 400 or 403. */
export async function authorise(
  row: Endpoint,
  principal: Principal | undefined,
  { given, query }: { readonly given: unknown; readonly query: Query },
  lookUp: LookUpParties,
): Promise<Authorised> {
  const params = needParams(row, given as Readonly<Record<string, unknown>>)
  if (principal === undefined) return { params, standing: undefined }
  checkCaller(row, principal)
  const { claim, own, listed } = standingOf(params, principal)
  const standing = listed === undefined ? own : (await lookUp(principal)).find(listed)
  if (standing === 'person') throw new GatewayError('PERSON_REFUSED')
  if (claim === undefined && standing === undefined) throw new GatewayError('REPORTEE_REFUSED')
  checkPartiesInQuery(row, query, principal)
  return { params, standing, ...(claim === undefined ? {} : { claim }) }
}

/** Throws `PARAMETER_MALFORMED`, naming the parameter, never its value. */
export function needParams(row: Endpoint, given: Readonly<Record<string, unknown>>): Params {
  for (const [name, pattern] of Object.entries(row.params)) {
    const value = given[name]
    if (typeof value !== 'string' || !pattern.test(value)) {
      throw new GatewayError('PARAMETER_MALFORMED', { detail: name })
    }
  }
  return given as Params
}

/** May this kind of caller use the row at all? Throws 403. */
export function checkCaller(row: Endpoint, principal: Principal): void {
  const { callers } = row
  if (callers === 'public') return
  // A person that the token's client chose: no row compares it with what is asked, so none takes it.
  if (principal.namesPerson) throw namesPerson()
  if (!callers.includes(principal.kind)) throw wrongKind(callers)
  refuseScopesOfOtherRoles(row, principal)
}
