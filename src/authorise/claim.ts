import { parseOrganizationNumber, type OrganizationNumber } from '../altinn2/organization-number.ts'
import { authorizedPartiesScope } from '../altinn3/access-management.ts'
import { decisionScope, type Question } from '../altinn3/authorization.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { Place } from '../decide/permits.ts'
import type { Endpoint, GroupName } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import type { DecisionOn } from '../lookups/decisions.ts'

/** A system user names an organisation; it stands for it once Altinn 3 has permitted what is asked. */
export interface Claim {
  readonly organization: OrganizationNumber
  readonly principal: Principal
  /** The system user's uuid. */
  readonly systemUser: string
}

/**
 * Who is listed by authorized-parties has no need to claim, and only a decision's scope makes a
 * claim worth anything. A party id says nothing to the decision point without trusting it.
 */
export function toClaim(who: string | undefined, principal: Principal): Claim | undefined {
  const { kind, scopes, systemUser } = principal
  const organization = parseOrganizationNumber(who ?? '')
  if (organization === undefined || organization === principal.organization) return undefined
  if (kind !== 'systemuser' || systemUser === undefined) return undefined
  const mayAsk = scopes.has(decisionScope) && !scopes.has(authorizedPartiesScope)
  return mayAsk ? { organization, principal, systemUser } : undefined
}

/**
 * The organisation that was claimed, when Altinn 3 permits every place. Throws `REPORTEE_REFUSED`, in
 * the same words whether the organisation exists or not, and `DECISION_UNAVAILABLE`.
 */
export async function needPermits(
  claim: Claim,
  row: Endpoint,
  places: readonly Place[],
  decisionsFor: (principal: Principal) => DecisionOn,
): Promise<OrganizationNumber> {
  if (places.length === 0) throw new GatewayError('REPORTEE_REFUSED')
  const decisionOn = decisionsFor(claim.principal)
  for (const place of places) {
    const verdict = await decisionOn(toQuestion(claim, row, place))
    if (verdict !== 'permit') throw new GatewayError('REPORTEE_REFUSED')
  }
  return claim.organization
}

export function toQuestion(
  { organization, systemUser }: Claim,
  row: Pick<Endpoint, 'group' | 'effect' | 'actions'>,
  place: Place,
): Question {
  const own = row.actions?.['resource' in place ? 'resource' : 'app']
  return { subject: { systemUser }, place, party: organization, action: own ?? actionOf(row) }
}

// altinn-broker AltinnAuthorizationService.cs: who receives reads, and who sends writes, also when
// it only looks at what it has sent.
const actions: Readonly<Partial<Record<GroupName, Question['action']>>> = {
  'end-user/broker-inbox': 'read',
  'end-user/broker-outbox': 'write',
}

function actionOf({ group, effect }: Pick<Endpoint, 'group' | 'effect'>): Question['action'] {
  return actions[group] ?? (effect === 'write' || effect === 'submits' ? 'write' : 'read')
}
