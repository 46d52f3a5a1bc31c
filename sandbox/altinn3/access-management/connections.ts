import {
  findParty,
  grantsOf,
  policyOf,
  subunitsOf,
  type AccessState,
  type Grant,
  type Party,
  type Policy,
} from './state.ts'
import type { Filters } from './authorized-parties-query.ts'

/** A party and what the subject has from it, or from its main unit. */
export interface Connection extends Omit<Grant, 'from'> {
  readonly from: Party
}

/** Everything that others gave to a subject, sub-units included: ConnectionQuery.cs. */
export function connectionsTo(
  subject: string,
  filters: Filters,
  state: AccessState,
): readonly Connection[] {
  const { viaKeyRoles, subParties, inactive } = settle(filters, state)
  const wanted = new Set(filters.partyFilter)
  const resources = resourcesIn(filters, state)
  return grantsOf(state, subject)
    .filter(({ viaKeyRole }) => viaKeyRoles || viaKeyRole !== true)
    .flatMap((grant) => spread(grant, state))
    .filter(({ from }) => subParties || from.parentUuid === null)
    .filter(({ from }) => inactive || !from.isDeleted)
    .filter(({ from }) => wanted.size === 0 || wanted.has(from.partyUuid))
    .flatMap((connection) => narrow(connection, resources))
}

/**
 * ProcessAutoFilters: who has no profile, as nobody has here, gets all three as soon as one is left
 * on `auto`, whatever the other two say.
 */
function settle(
  { includePartiesViaKeyRoles, includeSubParties, includeInactiveParties }: Filters,
  { modes }: AccessState,
): { readonly viaKeyRoles: boolean; readonly subParties: boolean; readonly inactive: boolean } {
  const given = [includePartiesViaKeyRoles, includeSubParties, includeInactiveParties]
  const isAuto = given.includes('auto')
  const isFollowed = modes.includeFilters === 'followed'
  return {
    viaKeyRoles: isAuto || includePartiesViaKeyRoles === 'true',
    subParties: isAuto || !isFollowed || includeSubParties === 'true',
    inactive: isAuto || !isFollowed || includeInactiveParties === 'true',
  }
}

function spread(grant: Grant, state: AccessState): readonly Connection[] {
  const party = findParty(state, 'partyUuid', grant.from)
  if (party === undefined) return []
  // ConnectionEntityEnricher.cs: what a main unit gave holds below it, instances excepted.
  const below = subunitsOf(state, party).map((from) => ({ ...grant, from, instances: [] }))
  return [{ ...grant, from: party }, ...below]
}

/** Ids that nobody knows are left out; undefined when nothing narrows the list. */
function resourcesIn({ anyOfResourceIds, orgCode }: Filters, state: AccessState): Wanted {
  if (anyOfResourceIds.length === 0 && orgCode === undefined) return undefined
  const ids = anyOfResourceIds.length === 0 ? Object.keys(state.policies) : anyOfResourceIds
  const found = ids.flatMap((id) => {
    const policy = policyOf(state, id)
    const isWanted = policy !== undefined && (orgCode === undefined || policy.owner === orgCode)
    return isWanted ? [[id, policy] as const] : []
  })
  return new Map(found)
}

type Wanted = ReadonlyMap<string, Policy> | undefined

/** Keeps of a connection what gives one of the resources. */
function narrow(connection: Connection, wanted: Wanted): readonly Connection[] {
  if (wanted === undefined) return [connection]
  const policies = [...wanted.values()]
  const packages = connection.packages.filter((one) =>
    policies.some((policy) => policy.packages.includes(one)),
  )
  const roles = connection.roles.filter((one) =>
    policies.some((policy) => policy.roles.includes(one)),
  )
  const resources = connection.resources.filter((one) => wanted.has(one))
  const instances = connection.instances.filter(({ resourceId }) => wanted.has(resourceId))
  const isKept = [roles, packages, resources, instances].some(({ length }) => length > 0)
  return isKept ? [{ ...connection, roles, packages, resources, instances }] : []
}
