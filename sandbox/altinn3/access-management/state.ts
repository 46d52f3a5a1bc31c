import type { Kept, KeptModes } from '../kept.ts'
import { findParty, type Party } from '../party.ts'

export { findParty, subunitsOf, type Party } from '../party.ts'

export interface Instance {
  readonly resourceId: string
  readonly instanceId: string
  readonly instanceRef: string
}

/** What one party gave somebody. All of it but the instances holds for its sub-units too. */
export interface Grant {
  /** The party's uuid. */
  readonly from: string
  roles: readonly string[]
  packages: readonly string[]
  resources: readonly string[]
  instances: readonly Instance[]
  /** Held through an organisation in which the holder has a key role. */
  readonly viaKeyRole?: boolean
}

export type Decision = 'Permit' | 'Deny' | 'NotApplicable' | 'Indeterminate'

/** Who may do what with a resource. */
export interface Policy {
  /** The code of the service owner that the resource belongs to. */
  owner?: string
  actions: readonly string[]
  roles: readonly string[]
  packages: readonly string[]
  /** Organisations that the policy names. */
  organizations: readonly string[]
  /** The only organisations that take part, when there is a list. */
  accessList?: readonly string[]
  minimumLevel?: number
  /** In place of the minimum, for service owners. */
  minimumLevelOrg?: number
  /** Said whatever the policy says. */
  decision?: Decision
}

export interface AccessModes extends KeptModes {
  /**
   * AuthorizedPartiesServiceEf.cs reads `includeSubParties` and `includeInactiveParties` and does
   * nothing with them; the documentation says that they filter.
   */
  includeFilters: 'ignored' | 'followed'
  /** Whether the list of an end user says that there is more of it. */
  hasNextPage: boolean
  /** By uuid, parties for which the register has no id: they are listed with the id 0. */
  withoutId: readonly string[]
}

export interface AccessState extends Kept {
  /** To be added to or replaced whole; what is in it stays in its place. */
  readonly parties: Party[]
  /** By the id of a system user or of a user, or the number of an organisation or a person. */
  readonly grants: Record<string, Grant[]>
  /** By the resource's id. */
  readonly policies: Record<string, Policy>
  readonly modes: AccessModes
}

export function grantsOf({ grants }: AccessState, subject: string): readonly Grant[] {
  const key = subject.toLowerCase()
  return Object.hasOwn(grants, key) ? (grants[key] ?? []) : []
}

export function policyOf({ policies }: AccessState, resourceId: string): Policy | undefined {
  return Object.hasOwn(policies, resourceId) ? policies[resourceId] : undefined
}

/** Takes back all that an organisation gave, as when a client leaves its accountant. */
export function withdraw(state: AccessState, subject: string, organizationNumber: string): void {
  const party = findParty(state, 'organizationNumber', organizationNumber)
  state.grants[subject] = grantsOf(state, subject).filter(({ from }) => from !== party?.partyUuid)
}
