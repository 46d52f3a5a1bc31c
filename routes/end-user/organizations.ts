import { organizationNumber } from '../../src/altinn2/parameters.ts'
import { merged, translated, type Endpoint } from '../../src/endpoint.ts'
import { mergeOrganizations } from '../../src/merge/end-user/organizations/list-organizations.ts'
import { getOrganization } from '../../src/translate/end-user/organizations/get-organization.ts'
import { listOrganizations } from '../../src/translate/end-user/organizations/list-organizations.ts'
import { endUser, migration, nowhere, reads } from '../shared.ts'

const organizationsOfCaller = {
  advice: "List the organisations among the caller's authorised parties in access management",
  guide: `${migration}/rest-sbs/autorisasjon/#organizations`,
} as const

const shared = {
  group: 'end-user/organizations',
  strategy: 'undecided',
  callers: ['systemuser'],
  finds: nowhere,
} as const

const mayRead = endUser(['altinn:reportees'], ['altinn:accessmanagement/authorizedparties'])

/** The organisations among the reportees. */
export const organizations = [
  {
    ...shared,
    id: 'end-user/organizations/list-organizations',
    catalogue: 'ORG-01',
    method: 'GET',
    path: '/api/organizations',
    params: {},
    ...reads,
    scopes: mayRead,
    whenMoved: merged('any', listOrganizations, mergeOrganizations, organizationsOfCaller),
  },
  {
    ...shared,
    id: 'end-user/organizations/get-organization',
    catalogue: 'ORG-02',
    method: 'GET',
    path: '/api/organizations/{organizationId}',
    params: { organizationId: organizationNumber },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('any', getOrganization, organizationsOfCaller),
  },
] as const satisfies readonly Endpoint[]
