/** What Altinn's register knows of somebody. */
export interface Party {
  readonly partyUuid: string
  readonly partyId: number
  readonly name: string
  readonly type: 'Organization' | 'Person' | 'SelfIdentified'
  readonly organizationNumber: string | null
  readonly unitType: string | null
  readonly personId: string | null
  readonly dateOfBirth: string | null
  readonly emailId: string | null
  /** The main unit, when this is a sub-unit. */
  readonly parentUuid: string | null
  isDeleted: boolean
}

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

export interface AccessModes {
  /**
   * AuthorizedPartiesServiceEf.cs reads `includeSubParties` and `includeInactiveParties` and does
   * nothing with them; the documentation says that they filter.
   */
  includeFilters: 'ignored' | 'followed'
}

export interface AccessState {
  readonly parties: Party[]
  /** By the id of a system user, the number of an organisation, or the id of a user. */
  readonly grants: Record<string, Grant[]>
  /** By the resource's id. */
  readonly policies: Record<string, Policy>
  readonly modes: AccessModes
}

export function findParty(
  { parties }: AccessState,
  key: 'partyUuid' | 'partyId' | 'organizationNumber' | 'personId',
  value: string,
): Party | undefined {
  const wanted = value.toLowerCase()
  return parties.find((party) => party[key] !== null && String(party[key]) === wanted)
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
