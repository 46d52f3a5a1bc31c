import {
  parseOrganizationNumber,
  type OrganizationNumber,
} from '../../altinn2/organization-number.ts'
import type { Query } from '../../altinn2/query.ts'
import type { Principal } from '../../authenticate/principal.ts'
import { checkCaller } from '../../authorise/authorise.ts'
import type { Claim } from '../../authorise/claim.ts'
import type { Endpoint } from '../../endpoint.ts'
import { GatewayError } from '../../errors.ts'
import { isOwn, isPerson, standingOf, checkPartiesInQuery } from '../../authorise/acting-party.ts'

/** Who calls and for whom, as far as it can be told without asking anybody. */
export interface Caller {
  readonly principal?: Principal
  /** Whom the call is for: whose rollout counts. */
  readonly party?: OrganizationNumber | undefined
  readonly claim?: Claim
  /** What Altinn 3 is asked before `{who}` counts. */
  readonly asks?: 'authorized parties' | 'a decision' | 'authorized parties or a decision'
}

/** Throws what the gateway would refuse any such caller with. */
export function callerOf(
  row: Endpoint,
  { who }: Readonly<Record<string, string>>,
  query: Query,
  principal: Principal | undefined,
  organization: OrganizationNumber | undefined,
): Caller {
  // On a public row nobody looks at the token, so nobody is in a rollout either.
  if (row.callers === 'public') return {}
  if (principal === undefined) return callerWithoutToken(who, organization)
  checkCaller(row, principal)
  const { own, claim, listed } = standingOf(who === undefined ? {} : { who }, principal)
  checkPartiesInQuery(row, query, principal)
  if (claim !== undefined) {
    return { principal, claim, party: claim.organization, asks: 'a decision' }
  }
  if (listed === undefined) return { principal, party: own }
  // Whether the person is the caller's reportee or not: no call is answered for a person.
  if (isPerson(listed)) throw new GatewayError('REPORTEE_REFUSED')
  return { principal, party: parseOrganizationNumber(listed), asks: 'authorized parties' }
}

function callerWithoutToken(
  who: string | undefined,
  organization: OrganizationNumber | undefined,
): Caller {
  if (who === undefined || isOwn(who, organization)) return { party: organization }
  if (isPerson(who)) throw new GatewayError('REPORTEE_REFUSED')
  return { party: parseOrganizationNumber(who), asks: 'authorized parties or a decision' }
}
