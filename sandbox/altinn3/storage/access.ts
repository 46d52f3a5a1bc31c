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
  /** Whom Storage notes as the one who made or changed something. */
  readonly actor?: string
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
    // ClaimsPrincipalExtensions.GetUserOrOrgNo: of a system user, whose it is.
    actor: userId ?? organizationOf(claims) ?? textOf(claims['urn:altinn:orgNumber']) ?? '',
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
  const { appId, id, instanceOwner } = instance
  const { partyId } = instanceOwner
  return mayInApp(caller, { appId, partyId, instance: `${partyId}/${id}` }, action)
}

interface InApp {
  readonly appId: string
  readonly partyId: string
  readonly instance?: string
}

/** The same of an app, for what is not there yet. */
export function mayInApp(
  caller: Caller,
  { appId, partyId, instance }: InApp,
  action: string,
): boolean {
  if (caller.org === appId.split('/')[0]) return true
  const { decision, policy } = decide(
    {
      subject: caller.subject,
      action,
      resourceId: `app_${appId.replace('/', '_')}`,
      party: findParty(caller.access, 'partyId', partyId),
      ...(instance === undefined ? {} : { instance }),
    },
    caller.access,
  )
  // DecisionHelper.ValidateDecisionResult meets the obligations.
  return decision === 'Permit' && caller.level >= (policy?.minimumLevel ?? 0)
}
