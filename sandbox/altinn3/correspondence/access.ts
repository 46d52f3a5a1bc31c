import type { JWTPayload } from 'jose'
import { policyOf, type AccessState, type Party } from '../access-management/state.ts'
import type { Correspondence } from './state.ts'
import { decide, type Subject } from '../authorization/decision.ts'
import { organizationUrn, partyOf } from '../party-urn.ts'
import { orgs } from '../seed.ts'
import { hasScope, organizationOf, systemUserOf } from '../../bearer.ts'

/** Who asks Correspondence. */
export interface Caller {
  readonly subject: Subject
  /** The number of the organisation, else of the person. */
  readonly number: string
  /** Undefined when the register does not know it. */
  readonly party: Party | undefined
  /** ClaimsPrincipalExtensions.cs: whoever may send is taken for the sender, and fetches nothing. */
  readonly callsAsSender: boolean
  readonly callsAsRecipient: boolean
  /** The consumer of a service owner's token, which opens its own resources. */
  readonly owner: string | undefined
  readonly access: AccessState
}

export function toCaller(claims: JWTPayload, access: AccessState): Caller | undefined {
  const pid = typeof claims.pid === 'string' ? claims.pid : undefined
  const number = pid ?? organizationOf(claims)
  if (number === undefined) return undefined
  const systemUser = systemUserOf(claims)
  const urn =
    pid === undefined ? organizationUrn(number) : `urn:altinn:person:identifier-no:${number}`
  const consumer = claims.consumer as { readonly ID?: string } | undefined
  return {
    subject: toSubject(number, pid, systemUser),
    number,
    party: partyOf(access, urn),
    callsAsSender: hasScope(claims, 'altinn:correspondence.write'),
    callsAsRecipient: hasScope(claims, 'altinn:correspondence.read'),
    owner: hasScope(claims, 'altinn:serviceowner') ? consumer?.ID?.split(':').at(-1) : undefined,
    access,
  }
}

function toSubject(
  number: string,
  pid: string | undefined,
  systemUser: string | undefined,
): Subject {
  if (systemUser !== undefined) return { kind: 'systemUser', id: systemUser }
  return { kind: pid === undefined ? 'organization' : 'user', id: number }
}

/** AltinnAuthorizationService.cs: an owner's resource is open to it; else the decision counts. */
export function mayDo(
  { subject, owner, access }: Caller,
  resourceId: string,
  urn: string,
  ...actions: readonly ('read' | 'write')[]
): boolean {
  const code = policyOf(access, resourceId)?.owner
  if (code === undefined) return false
  if (owner !== undefined && orgs.orgs[code]?.orgnr === owner) return true
  const party = partyOf(access, urn)
  return actions.some(
    (action) => decide({ subject, action, resourceId, party }, access).decision === 'Permit',
  )
}

export function isRecipient(caller: Caller, { resourceId, recipient }: Correspondence): boolean {
  return mayDo(caller, resourceId, recipient, 'read')
}

export function isSender(caller: Caller, { resourceId, sender }: Correspondence): boolean {
  return mayDo(caller, resourceId, sender, 'write')
}
