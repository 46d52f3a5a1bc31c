import { findParty, type AccessState, type Instance, type Party } from './state.ts'
import type { Filters } from './authorized-parties-query.ts'
import { connectionsTo, type Connection } from './connections.ts'

/** AuthorizedPartyDto.cs */
export interface AuthorizedParty {
  readonly partyUuid: string
  readonly name: string
  readonly organizationNumber: string | null
  /** BuildAuthorizedPartyFromEntity never sets it. */
  readonly parentId: null
  readonly personId: string | null
  readonly dateOfBirth: string | null
  readonly partyId: number
  readonly emailId: string | null
  readonly type: Party['type']
  readonly unitType: string | null
  readonly isDeleted: boolean
  onlyHierarchyElementWithNoAccess: boolean
  authorizedAccessPackages: string[]
  authorizedResources: string[]
  authorizedRoles: string[]
  authorizedInstances: Instance[]
  readonly subunits: AuthorizedParty[]
}

/** AuthorizedPartiesServiceEf.cs: sub-units below their main unit, which may be there for them alone. */
export function listParties(
  subject: string,
  filters: Filters,
  state: AccessState,
): readonly AuthorizedParty[] {
  const connections = connectionsTo(subject, filters, state)
  const tree: Tree = { found: new Map(), top: [], withoutId: state.modes.withoutId }
  for (const { from } of connections) {
    const parent = findParty(state, 'partyUuid', from.parentUuid ?? '')
    if (parent === undefined) addTop(tree, from).onlyHierarchyElementWithNoAccess = false
    else addSubunit(tree, from, parent)
  }
  for (const connection of connections) enrich(tree.found, connection, filters)
  return tree.top
}

interface Tree {
  readonly found: Map<string, AuthorizedParty>
  readonly top: AuthorizedParty[]
  readonly withoutId: readonly string[]
}

/** Until something is said about itself, it is there for the sake of what is below it. */
function addTop(tree: Tree, party: Party): AuthorizedParty {
  const { found, top } = tree
  const before = found.get(party.partyUuid)
  if (before !== undefined) return before
  const added = toAuthorizedParty(party, tree)
  found.set(party.partyUuid, added)
  top.push(added)
  return added
}

function addSubunit(tree: Tree, party: Party, parent: Party): void {
  if (tree.found.has(party.partyUuid)) return
  const added = toAuthorizedParty(party, tree)
  added.onlyHierarchyElementWithNoAccess = false
  tree.found.set(party.partyUuid, added)
  addTop(tree, parent).subunits.push(added)
}

function toAuthorizedParty(party: Party, { withoutId }: Tree): AuthorizedParty {
  return {
    partyUuid: party.partyUuid,
    name: party.name,
    organizationNumber: party.organizationNumber,
    parentId: null,
    personId: party.personId,
    dateOfBirth: party.dateOfBirth,
    partyId: withoutId.includes(party.partyUuid) ? 0 : party.partyId,
    emailId: party.emailId,
    type: party.type,
    unitType: party.unitType,
    isDeleted: party.isDeleted,
    onlyHierarchyElementWithNoAccess: true,
    authorizedAccessPackages: [],
    authorizedResources: [],
    authorizedRoles: [],
    authorizedInstances: [],
    subunits: [],
  }
}

/** Fills in what was asked for; the lists are sorted, each value once. */
function enrich(
  found: ReadonlyMap<string, AuthorizedParty>,
  connection: Connection,
  filters: Filters,
): void {
  const party = found.get(connection.from.partyUuid)
  if (party === undefined) return
  const merge = (list: string[], more: readonly string[]): string[] =>
    [...new Set([...list, ...more])].sort()
  if (filters.includeRoles) {
    party.authorizedRoles = merge(party.authorizedRoles, connection.roles)
  }
  if (filters.includeAccessPackages) {
    const { packages } = connection
    party.authorizedAccessPackages = merge(party.authorizedAccessPackages, packages)
  }
  if (filters.includeResources) {
    party.authorizedResources = merge(party.authorizedResources, connection.resources)
  }
  if (filters.includeInstances) party.authorizedInstances.push(...connection.instances)
}
