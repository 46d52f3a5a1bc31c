import { parseOrganizationNumber, type OrganizationNumber } from '../altinn2/organization-number.ts'
import { authorizedPartiesScope } from '../altinn3/access-management.ts'
import { decisionScope, type Place, type Question } from '../altinn3/authorization.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { Plan, Side } from '../decide/plan.ts'
import type { Moved, Target } from '../decide/register.ts'
import type { Endpoint, GroupName } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import type { DecisionOn } from '../lookups/decisions.ts'
import { missingScopes } from './scopes.ts'

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
 * May a side be asked beside the one that answers? With its scopes; and never Altinn 2 for what is
 * only claimed, since the permit is Altinn 3's.
 */
export function mayAskBeside(
  row: Endpoint,
  claim: Claim | undefined,
  scopes: Principal['scopes'] | undefined,
): (side: Side) => boolean {
  return (side) =>
    (side === 'altinn3' || claim === undefined) && missingScopes(row, side, scopes).length === 0
}

/** One request asks the decision point so many questions at most, one after another. */
export const mostQuestions = 20

/**
 * The organisation that was claimed, when Altinn 3 permits every place that the plan will ask. Any
 * other plan would let it stand unasked. Throws `REPORTEE_REFUSED`, in the same words whether the
 * organisation exists or not, and `DECISION_UNAVAILABLE`.
 */
export async function needPermits(
  claim: Claim,
  row: Endpoint,
  plan: Plan,
  decisionsFor: (principal: Principal) => DecisionOn,
): Promise<OrganizationNumber> {
  const questions = needQuestions(claim, row, plan)
  const decisionOn = decisionsFor(claim.principal)
  for (const question of questions) {
    if ((await decisionOn(question)) !== 'permit') throw new GatewayError('REPORTEE_REFUSED')
  }
  return claim.organization
}

/** What is to be asked before the claim may stand. Throws `REPORTEE_REFUSED` where nothing could be. */
export function needQuestions(claim: Claim, row: Endpoint, plan: Plan): readonly Question[] {
  const questions = plan.do === 'translate' ? questionsOf(claim, row, plan.targets) : []
  if (questions.length === 0 || questions.length > mostQuestions) {
    throw new GatewayError('REPORTEE_REFUSED')
  }
  return questions
}

/** One for each place; none at all when there is a place that cannot be asked about. */
export function questionsOf(
  { organization, systemUser }: Claim,
  row: Pick<Endpoint, 'group' | 'effect'>,
  targets: readonly Target[],
): readonly Question[] {
  const questions = new Map<string, Question>()
  for (const { moved } of targets) {
    const place = toPlace(moved)
    if (place === undefined) return []
    const question = { subject: { systemUser }, place, party: organization, action: actionOf(row) }
    questions.set(JSON.stringify(place), question)
  }
  return [...questions.values()]
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

function toPlace(moved: Moved): Place | undefined {
  switch (moved.to) {
    case 'app':
    case 'lookup': {
      const [org = '', app = ''] = moved.app.split('/')
      return { org, app }
    }
    case 'broker':
    case 'correspondence':
    case 'consent':
    case 'resource':
      return { resource: moved.resource }
    case 'nowhere':
      return undefined
    default:
      return moved satisfies never
  }
}
