import {
  findParty,
  grantsOf,
  policyOf,
  type AccessState,
  type Grant,
  type Party,
} from './altinn3-access-state.ts'
import type { Filters } from './altinn3-authorized-parties-query.ts'

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
  const wanted = withParents(filters.partyFilter, state)
  return grantsOf(state, subject)
    .filter(({ viaKeyRole }) => viaKeyRoles || viaKeyRole !== true)
    .flatMap((grant) => spread(grant, state))
    .filter(({ from }) => subParties || from.parentUuid === null)
    .filter(({ from }) => inactive || !from.isDeleted)
    .filter(({ from }) => wanted.length === 0 || wanted.includes(from.partyUuid))
    .flatMap((connection) => narrow(connection, filters.anyOfResourceIds, state))
}

/**
 * ProcessAutoFilters: who is no person has no profile, and then one filter that is left on `auto`
 * makes all three true, whatever the other two say.
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

/** Who asks for a sub-unit asks for its main unit too; who is unknown is left out. */
function withParents(uuids: readonly string[], state: AccessState): readonly string[] {
  const found = uuids.flatMap((uuid) => {
    const party = findParty(state, 'partyUuid', uuid)
    return party === undefined ? [] : [party.partyUuid, party.parentUuid ?? party.partyUuid]
  })
  return found
}

function spread(grant: Grant, state: AccessState): readonly Connection[] {
  const party = findParty(state, 'partyUuid', grant.from)
  if (party === undefined) return []
  const subunits = state.parties.filter(({ parentUuid }) => parentUuid === party.partyUuid)
  // ConnectionEntityEnricher.cs: what a main unit gave holds below it, instances excepted.
  const below = subunits.map((from) => ({ ...grant, from, instances: [] }))
  return [{ ...grant, from: party }, ...below]
}

/** Keeps of a connection what gives one of the resources; ids that nobody knows are ignored. */
function narrow(
  connection: Connection,
  resourceIds: readonly string[],
  state: AccessState,
): readonly Connection[] {
  if (resourceIds.length === 0) return [connection]
  const policies = resourceIds.flatMap((id) => policyOf(state, id) ?? [])
  const known = resourceIds.filter((id) => policyOf(state, id) !== undefined)
  const packages = connection.packages.filter((one) =>
    policies.some((policy) => policy.packages.includes(one)),
  )
  const resources = connection.resources.filter((one) => known.includes(one))
  const instances = connection.instances.filter(({ resourceId }) => known.includes(resourceId))
  const hasRole = connection.roles.some((one) => policies.some(({ roles }) => roles.includes(one)))
  const isKept = hasRole || packages.length + resources.length + instances.length > 0
  return isKept ? [{ ...connection, packages, resources, instances }] : []
}
