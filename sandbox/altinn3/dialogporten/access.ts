import type { JWTPayload } from 'jose'
import { findParty, grantsOf, subunitsOf, type AccessState } from '../access-management/state.ts'
import type { Grant, Party } from '../access-management/state.ts'
import { decide, type Subject } from '../authorization/decision.ts'
import type { Dialog } from './state.ts'
import { keep } from '../kept.ts'
import { organizationUrn, partyOf, urnOf } from '../party-urn.ts'
import { organizationOf, systemUserOf } from '../../bearer.ts'

/** Who asks Dialogporten. */
export interface Caller {
  readonly subject: Subject
  /** As the log of who has seen what names it. */
  readonly urn: string
  readonly name: string
  readonly level: number
  readonly access: AccessState
}

/** A system user or a person; an organisation alone is nobody here (UserTypeValidationMiddleware.cs). */
export function toCaller(claims: JWTPayload, access: AccessState): Caller | undefined {
  const level = Number(claims['urn:altinn:authlevel'] ?? 3)
  const systemUser = systemUserOf(claims)
  if (systemUser !== undefined) {
    const party = partyOf(access, organizationUrn(organizationOf(claims) ?? ''))
    const urn = `urn:altinn:systemuser:uuid:${systemUser}`
    return {
      subject: { kind: 'systemUser', id: systemUser },
      urn,
      name: party?.name ?? '',
      level,
      access,
    }
  }
  if (typeof claims.pid !== 'string') return undefined
  const urn = `urn:altinn:person:identifier-no:${claims.pid}`
  const name = partyOf(access, urn)?.name ?? ''
  return { subject: { kind: 'user', id: claims.pid }, urn, name, level, access }
}

export type Authorized = ReadonlyMap<string, ReadonlySet<string>>

/** Resources by party, both as urns, as the list of authorised parties has them, or had. */
export function authorizedFor(
  caller: Caller,
  parties: ReadonlySet<string> | undefined,
  resources: ReadonlySet<string> | undefined,
): Authorized {
  const question = [caller.subject.id, [...(parties ?? [])], [...(resources ?? [])]]
  return keep(caller.access, 'dialogportenParties', question, () =>
    authorizedNow(caller, parties, resources),
  )
}

function authorizedNow(
  { subject, access }: Caller,
  parties: ReadonlySet<string> | undefined,
  resources: ReadonlySet<string> | undefined,
): Authorized {
  const found = new Map<string, Set<string>>()
  for (const grant of grantsOf(access, subject.id)) {
    const party = findParty(access, 'partyUuid', grant.from)
    if (party === undefined) continue
    const wanted = withSubunits(party, access).filter((urn) => parties?.has(urn) ?? true)
    if (wanted.length === 0) continue
    const given = resourcesOf(grant, subject, access).filter((one) => resources?.has(one) ?? true)
    if (given.length === 0) continue
    for (const urn of wanted) found.set(urn, new Set([...(found.get(urn) ?? []), ...given]))
  }
  return found
}

function withSubunits(party: Party, access: AccessState): readonly string[] {
  return [party, ...subunitsOf(access, party)].map(urnOf)
}

function resourcesOf(grant: Grant, { kind }: Subject, access: AccessState): readonly string[] {
  const roles = kind === 'user' ? grant.roles : []
  const given = Object.entries(access.policies).flatMap(([id, policy]) =>
    grant.resources.includes(id) ||
    grant.packages.some((one) => policy.packages.includes(one)) ||
    roles.some((one) => policy.roles.includes(one))
      ? [id]
      : [],
  )
  return given.map((id) => `urn:altinn:resource:${id}`)
}

export function mayList(caller: Caller, { party, serviceResource }: Dialog): boolean {
  const found = authorizedFor(caller, new Set([party]), new Set([serviceResource]))
  return found.get(party)?.has(serviceResource) === true
}

/** Decisions on one dialog are kept as well. */
export function mayDo(caller: Caller, dialog: Dialog, action: string): boolean {
  const question = [caller.subject.id, dialog.id, action]
  return keep(caller.access, 'dialogportenDecisions', question, () =>
    mayDoNow(caller, dialog, action),
  )
}

function mayDoNow(caller: Caller, { party, serviceResource }: Dialog, action: string): boolean {
  const { subject, access } = caller
  const resourceId = serviceResource.replace('urn:altinn:resource:', '')
  const question = { subject, action, resourceId, party: partyOf(access, party) }
  return decide(question, access).decision === 'Permit'
}
