import { needListOptions } from '../../../altinn2/odata/list-options.ts'
import { Work } from '../../../altinn2/odata/work.ts'
import { languageOf } from '../../../altinn2/language.ts'
import type { Rows } from '../../../altinn2/list-rows.ts'
import type { Resource } from '../../../altinn2/response.ts'
import { rightModel, type RightAction } from '../../../altinn2/rights.ts'
import { isAppResource } from '../../../altinn3/resource-id.ts'
import type { RegisteredResource } from '../../../altinn3/resource-registry.ts'
import { listed, type List } from '../../../parties/odata-list.ts'
import { findAccess, type AccessToParty } from '../../../parties/own-access.ts'
import { policiesMissing, readPolicies } from '../../../roles/policies.ts'
import type { Ports, TranslationRequest } from '../../../translation.ts'
import { candidatesOf, type Candidate } from './candidates.ts'
import { toGrants, toHolding } from './granted-actions.ts'
import { toRightIds } from './right-ids.ts'

/** Resources that one request asks about: as many policies as are kept. */
const maxResources = 500

export const rights: List = {
  model: rightModel,
  type: 'Right',
  relation: 'rights',
  links: ({ self }) => ({ form: 'object', to: { self: { to: self } } }),
  rows: async (request, ports) => {
    const access = await findAccess(request, ports)
    return access === undefined ? noRows : findRows(access, request, ports)
  },
}

/** The rights to services that have moved which the caller was given for the party. */
export const listRights = listed(rights)

const noRows: Rows = { rows: [], isCut: false }

async function findRows(
  access: AccessToParty,
  request: TranslationRequest,
  ports: Ports,
): Promise<Rows> {
  const { filter } = needListOptions(request.query, rightModel, Infinity)
  const held = {
    resources: new Set(access.resources),
    hasMore: access.roles.length + access.packages.length > 0,
  }
  const work = new Work(ports)
  const askedFor = { party: request.party, now: ports.now() }
  const all = await candidatesOf(request.targets, held, filter, askedFor, work)
  const ids = [...new Set(all.map(({ resource }) => resource))]
  const asked = ids.slice(0, maxResources)
  const holding = toHolding(access)
  const policies = await readPolicies(
    asked,
    (rules) => toGrants(rules, holding),
    request.settings,
    ports.look,
  )
  const granted = all.flatMap((one) =>
    (policies.made.get(one.resource)?.[one.source] ?? []).map((action) => ({ ...one, action })),
  )
  const rows = await toRows(granted, access, request, ports)
  return {
    rows,
    isCut: ids.length > asked.length,
    ...(policies.isPart ? { missing: policiesMissing } : {}),
  }
}

interface Granted extends Candidate {
  readonly action: RightAction
}

/** A service that has gone to several places has each right once. */
async function toRows(
  granted: readonly Granted[],
  { partyUuid }: AccessToParty,
  { query, settings, caller }: TranslationRequest,
  { look }: Ports,
): Promise<readonly Resource[]> {
  const byKey = new Map<string, Granted>()
  for (const one of granted) {
    const { service, action, source } = one
    const key = [caller, partyUuid, service.code, service.edition, action, source].join(' ')
    if (!byKey.has(key)) byKey.set(key, one)
  }
  const distinct = [...byKey.values()]
  const ids = toRightIds([...byKey.keys()])
  const registered = await look.resources(whichMayBeKept(distinct))
  const language = languageOf(query, settings.language)
  return distinct.map(({ service, resource, owner, action, source }, place) => ({
    type: 'Right',
    properties: {
      RightID: ids[place] ?? 0,
      RightType: 'Service',
      ServiceCode: service.code,
      ServiceEditionCode: service.edition,
      ...(owner === undefined
        ? {}
        : {
            ServiceOwner: look.ownerName(owner, language) ?? owner.toUpperCase(),
            ServiceOwnerCode: owner.toUpperCase(),
          }),
      Action: action,
      RightSourceType: source,
      ...delegatableOf(resource, registered),
    },
  }))
}

/** Absent where the registry does not say. ServiceResource.cs: a resource may be delegated unless it says no. */
function delegatableOf(
  id: string,
  registered: ReadonlyMap<string, RegisteredResource>,
): { readonly IsDelegatable?: boolean } {
  if (isAppResource(id)) return { IsDelegatable: true }
  const found = registered.get(id)
  return found === undefined ? {} : { IsDelegatable: found.delegable !== false }
}

/** Resources that a service owner may keep from being delegated; an app's cannot be kept. */
function whichMayBeKept(granted: readonly Granted[]): readonly string[] {
  const ids = new Set(granted.map(({ resource }) => resource))
  return [...ids].filter((id) => !isAppResource(id))
}
