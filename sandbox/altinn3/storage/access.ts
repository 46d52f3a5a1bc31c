import type { JWTPayload } from 'jose'
import { findParty, type AccessState } from '../access-management/state.ts'
import { decide, type Subject } from '../authorization/decision.ts'
import { keep } from '../kept.ts'
import type { Row } from './state.ts'
import { organizationOf, systemUserOf } from '../../bearer.ts'

/** Who asks Storage or an app. */
export interface Caller {
  /** The code of a service owner. */
  readonly org: string | undefined
  /** A user or a system user, who asks for himself. */
  readonly isEndUser: boolean
  readonly subject: Subject
  /** ClaimsPrincipalExtensions.GetUserOrOrgNo: what is noted of who changes something. */
  readonly userOrOrgNumber: string | undefined
  readonly scopes: string
  /** Of authentication. */
  readonly level: number
  readonly access: AccessState
}

const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' || typeof claim === 'number' ? String(claim) : undefined

export function toCaller(claims: JWTPayload, access: AccessState): Caller {
  const systemUser = systemUserOf(claims)
  const userId = textOf(claims['urn:altinn:userid'])
  return {
    org: textOf(claims['urn:altinn:org']),
    isEndUser: systemUser !== undefined || userId !== undefined,
    subject: toSubject(claims, systemUser, userId),
    userOrOrgNumber:
      userId ?? (systemUser && organizationOf(claims)) ?? textOf(claims['urn:altinn:orgNumber']),
    scopes: textOf(claims.scope) ?? '',
    level: Number(claims['urn:altinn:authlevel'] ?? 0),
    access,
  }
}

function toSubject(claims: JWTPayload, systemUser?: string, userId?: string): Subject {
  if (systemUser !== undefined) return { kind: 'systemUser', id: systemUser }
  // What a person was given is kept under the number.
  if (userId !== undefined) return { kind: 'user', id: textOf(claims.pid) ?? userId }
  return { kind: 'organization', id: textOf(claims['urn:altinn:orgNumber']) ?? '' }
}

// AuthorizationService.UserHasRequiredScope looks for the text anywhere among the scopes.
export const isSyncAdapter = ({ scopes }: Caller): boolean =>
  scopes.toLowerCase().includes('altinn:storage/instances.syncadapter')

export const mayReadAsOwner = ({ scopes }: Caller): boolean =>
  scopes.toLowerCase().includes('altinn:serviceowner/instances.read')

/** ClaimsPrincipalExtensions.HasServiceOwnerScope: any such scope, and lists are not filtered. */
export const hasServiceOwnerScope = ({ scopes }: Caller): boolean =>
  scopes.split(' ').some((scope) => scope.startsWith('altinn:serviceowner'))

export const isAppOwner = ({ org }: Caller, { instance }: Row): boolean => org === instance.org

/**
 * Decisions on one instance, its data and its mark of reading are kept (AuthorizationService.cs,
 * AuthorizeEnrichedInstanceAction; StorageAccessHandler.cs); lists ask anew for each of their rows.
 */
export function mayByKept(caller: Caller, row: Row, action = 'read'): boolean {
  const question = [caller.subject.id, row.instance.id, action]
  return keep(caller.access, 'storage', question, () => may(caller, row, action))
}

/** What the policy decision point says; every app's policy lets its owner in. */
export function may(caller: Caller, { instance }: Row, action = 'read'): boolean {
  if (caller.org === instance.org) return true
  const { partyId } = instance.instanceOwner
  const { decision, policy } = decide(
    {
      subject: caller.subject,
      action,
      resourceId: `app_${instance.appId.replace('/', '_')}`,
      party: findParty(caller.access, 'partyId', partyId),
      instance: `${partyId}/${instance.id}`,
    },
    caller.access,
  )
  // DecisionHelper.ValidateDecisionResult meets the obligations.
  return decision === 'Permit' && caller.level >= (policy?.minimumLevel ?? 0)
}
