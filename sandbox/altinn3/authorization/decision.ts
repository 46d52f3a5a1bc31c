import {
  findParty,
  grantsOf,
  policyOf,
  type AccessState,
  type Decision,
  type Grant,
  type Party,
  type Policy,
} from '../access-management/state.ts'
import { keep } from '../kept.ts'

/** One question: may this subject do this with that, on behalf of them? */
export interface Question {
  readonly subject: Subject
  readonly action: string
  readonly resourceId: string
  readonly party: Party | undefined
  readonly instance?: string
}

export interface Subject {
  readonly kind: 'systemUser' | 'organization' | 'user'
  /** The key of its grants. */
  readonly id: string
}

/** The decision, with the policy that made it. */
export interface Decided {
  readonly decision: Decision
  readonly policy?: Policy
}

/** DecisionController.cs: the policy and what was given; nothing that fits is NotApplicable. */
export function decide(question: Question, state: AccessState): Decided {
  const policy = policyOf(state, question.resourceId)
  // "Policy not found for resource"
  if (policy === undefined) return { decision: 'Indeterminate' }
  if (policy.decision !== undefined) return { decision: policy.decision, policy }
  const { action, party } = question
  const isAllowed = policy.actions.includes(action) && hasRight(question, policy, state)
  if (!isAllowed) return { decision: 'NotApplicable', policy }
  // The list has its say after the policy has permitted.
  const { accessList } = policy
  const isListed = accessList?.includes(party?.organizationNumber ?? '') ?? true
  return { decision: isListed ? 'Permit' : 'Deny', policy }
}

function hasRight(question: Question, policy: Policy, state: AccessState): boolean {
  const { subject, party } = question
  const isNamed = subject.kind === 'organization' && policy.organizations.includes(subject.id)
  const own = isNamed && party?.organizationNumber === subject.id
  // The decision point keeps delegations.
  const grants = keep(state, 'decisionPoint', [subject.id], () => grantsOf(state, subject.id))
  return own || grants.some((grant) => gives(grant, question, policy))
}

function gives(grant: Grant, question: Question, policy: Policy): boolean {
  const { subject, party, resourceId, instance } = question
  const isDirect = grant.from === party?.partyUuid
  const isInherited = grant.from === party?.parentUuid
  if (!isDirect && !isInherited) return false
  // ContextHandler.cs looks up roles for users alone.
  const roles = subject.kind === 'user' ? grant.roles : []
  return (
    grant.resources.includes(resourceId) ||
    grant.packages.some((one) => policy.packages.includes(one)) ||
    roles.some((one) => policy.roles.includes(one)) ||
    (isDirect && grant.instances.some((one) => isInstance(one, resourceId, instance)))
  )
}

function isInstance(
  given: Grant['instances'][number],
  resourceId: string,
  instance: string | undefined,
): boolean {
  return (
    given.resourceId === resourceId &&
    (given.instanceRef === instance || given.instanceId === instance)
  )
}

/** Whether the policy decision point would let a system user do anything here for the party. */
export function systemUserActsFor(
  id: string,
  organizationNumber: string,
  resourceId: string,
  state: AccessState,
): boolean {
  const party = findParty(state, 'organizationNumber', organizationNumber)
  const subject: Subject = { kind: 'systemUser', id }
  return ['read', 'write'].some(
    (action) => decide({ subject, action, resourceId, party }, state).decision === 'Permit',
  )
}
