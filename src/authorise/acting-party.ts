import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import { identityNumber, organizationNumber } from '../altinn2/parameters.ts'
import type { Query } from '../altinn2/query.ts'
import { authorizedPartiesScope } from '../altinn3/access-management.ts'
import { decisionScope } from '../altinn3/authorization.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { toClaim, type Claim } from './claim.ts'

/** Path parameters that fit the row's patterns, decoded. */
export type Params = Readonly<Record<string, string>>

/** Whom `{who}` stands for: one of these. */
export interface Standing {
  /** The caller's own organisation. */
  readonly own?: OrganizationNumber
  readonly claim?: Claim
  /** As it was written: Altinn 3 says whether this token is given such a party. */
  readonly listed?: string
}

/**
 * As far as it can be told without asking Altinn 3. A party that does not exist and one that is not
 * the caller's are refused alike, with `REPORTEE_REFUSED`.
 */
export function standingOf({ who }: Params, principal: Principal): Standing {
  const claim = toClaim(who, principal)
  if (claim !== undefined) return { claim }
  const { organization } = principal
  if (who === undefined || isOwn(who, organization)) return { own: organization }
  checkMayActForOthers(principal)
  return { listed: who }
}

export function isOwn(who: string, organization: string | undefined): boolean {
  return who.toLowerCase() === 'my' || who === organization
}

/**
 * Only a system user has clients, and Altinn 3 lists them for the scope of authorized parties alone. A
 * system user with the scope of decisions may name an organisation, so the refusal names no scope.
 */
function checkMayActForOthers({ kind, scopes }: Principal): void {
  if (kind !== 'systemuser') throw new GatewayError('REPORTEE_REFUSED')
  if (scopes.has(authorizedPartiesScope)) return
  if (scopes.has(decisionScope)) throw new GatewayError('REPORTEE_REFUSED')
  const needed = `${authorizedPartiesScope} or ${decisionScope}`
  throw new GatewayError('REPORTEE_REFUSED', {
    detail: `for others than its own organisation a system user needs ${needed}`,
  })
}

/**
 * Refuses a query that names a party other than the caller's own organisation. The gateway checks this
 * also when it forwards, since Altinn 2 does not check it again. A query that names no party is about
 * the caller's own. Throws `PARAMETER_MALFORMED`, `REPORTEE_REFUSED`.
 */
export function checkPartiesInQuery(
  { partiesInQuery = [] }: Endpoint,
  query: Query,
  { organization }: Principal,
): void {
  for (const name of partiesInQuery) {
    const lists = query.all(name).flatMap((list) => list.split(','))
    const parties = lists.map((party) => party.trim()).filter(Boolean)
    if (!parties.every((one) => organizationNumber.test(one) || identityNumber.test(one))) {
      throw new GatewayError('PARAMETER_MALFORMED', { detail: name })
    }
    if (parties.some((party) => party !== organization)) throw new GatewayError('REPORTEE_REFUSED')
  }
}

export function isPerson(who: string): boolean {
  return /^[0-9]{11}$/.test(who)
}
