import { organizationNumber } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, nowhere, reads, unavailable } from '../shared.ts'

const shared = {
  group: 'end-user/organizations',
  strategy: 'undecided',
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('accessManagement'),
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
  },
] as const satisfies readonly Endpoint[]
