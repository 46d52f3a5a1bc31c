import { findParty, policyOf } from '../access-management/state.ts'
import type { Filters } from '../access-management/authorized-parties-query.ts'
import { listParties, type AuthorizedParty } from '../access-management/authorized-party.ts'
import { authorizedFor, type Caller } from './access.ts'
import { problem } from './problem.ts'
import { isParty, limits } from './query-rules.ts'
import { valuesOf } from './query.ts'
import type { DialogportenState } from './state.ts'
import { prune } from './view.ts'
import { keep } from '../kept.ts'
import { urnOf } from '../party-urn.ts'
import { orgs } from '../seed.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const everything: Filters = {
  includeRoles: true,
  includeAccessPackages: true,
  includeResources: true,
  includeInstances: true,
  includePartiesViaKeyRoles: 'true',
  includeSubParties: 'true',
  includeInactiveParties: 'true',
  partyFilter: [],
  anyOfResourceIds: [],
}

/** GET /enduser/parties: all of them at once, sub-units below their main unit. */
export function listOwnParties(asked: Asked, caller: Caller): Answered {
  onlyQuery(asked)
  const parties = listParties(caller.subject.id, everything, caller.access)
  const authorizedParties = parties.map((party) => toParty(party, caller))
  return { status: 200, body: { authorizedParties } }
}

function toParty(party: AuthorizedParty, caller: Caller): object {
  const known = findParty(caller.access, 'partyUuid', party.partyUuid)
  const subParties = party.subunits.map((one) => toParty(one, caller))
  return {
    party: known === undefined ? '' : urnOf(known),
    partyUuid: party.partyUuid,
    partyId: party.partyId,
    name: party.name,
    dateOfBirth: party.dateOfBirth ?? undefined,
    partyType: party.type,
    isDeleted: party.isDeleted,
    hasKeyRole: party.authorizedRoles.includes('daglig-leder'),
    isCurrentEndUser: party.personId === caller.subject.id,
    isMainAdministrator: false,
    isAccessManager: false,
    hasOnlyAccessToSubParties: party.onlyHierarchyElementWithNoAccess,
    // Null, and so left out, rather than empty.
    subParties: subParties.length === 0 ? undefined : subParties,
  }
}

/** GET /enduser/serviceresources: what is both given to the caller and the resource of a dialog. */
export function listServiceResources(
  asked: Asked,
  caller: Caller,
  state: DialogportenState,
): Answered {
  onlyQuery(asked, 'party')
  const given = valuesOf(asked, 'party').map((urn) => urn.toLowerCase())
  const wrong = given.find((urn) => !isParty.test(urn))
  if (wrong !== undefined || given.length > limits.maxPartyFilterValues) {
    return problem(asked, 400, { Parties: ["'Parties' must be on format 'urn:altinn:...'."] })
  }
  const parties = given.length === 0 ? undefined : new Set(given)
  // Kept by itself, and by caller: no dialog that comes or goes makes it anew.
  const question = [caller.subject.id, given]
  const used = keep(caller.access, 'dialogportenResources', question, () =>
    resourcesOf(caller, parties, state),
  )
  const languages = asked.headers['accept-language']
  const items = [...used].map((urn) => toItem(urn, caller, languages))
  return { status: 200, body: { items } }
}

/** Delegations of single instances do not count here. */
function resourcesOf(
  caller: Caller,
  parties: ReadonlySet<string> | undefined,
  { byParty }: DialogportenState,
): readonly string[] {
  const authorized = [...authorizedFor(caller, parties, undefined)]
  const used = authorized.flatMap(([party, resources]) =>
    (byParty.get(party) ?? []).flatMap((one) =>
      resources.has(one.serviceResource) ? [one.serviceResource] : [],
    ),
  )
  return [...new Set(used)].sort()
}

function toItem(urn: string, { access }: Caller, languages: string | undefined): object {
  const id = urn.replace('urn:altinn:resource:', '')
  const policy = policyOf(access, id)
  const code = policy?.owner ?? ''
  const owner = orgs.orgs[code]
  const name = [{ value: owner?.name.nb ?? '', languageCode: 'nb' }]
  return {
    serviceResource: {
      id: urn,
      resourceType: typeOf(urn),
      status: 'Completed',
      isDelegable: true,
      minimumAuthenticationLevel: policy?.minimumLevel ?? 0,
      name: prune([{ value: id, languageCode: 'nb' }], languages),
      links: { metadata: `https://platform.tt02.altinn.no/resourceregistry/api/v1/resource/${id}` },
    },
    serviceOwner: { code, orgNumber: owner?.orgnr ?? '', name: prune(name, languages) },
    roles: [],
    accessPackages: [],
  }
}

function typeOf(urn: string): string {
  if (urn.includes(':app_')) return 'AltinnApp'
  return urn.includes('correspondence') ? 'CorrespondenceService' : 'GenericAccessResource'
}

/** GET /metadata/limits: open to all. */
export const limitsBody: object = {
  endUserSearch: limits,
  serviceOwnerSearch: {
    maxPartyFilterValues: 20,
    maxServiceResourceFilterValues: 20,
    maxExtendedStatusFilterValues: 20,
  },
}
