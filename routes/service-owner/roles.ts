import type { Endpoint } from '../../src/endpoint.ts'
import { nowhere, reads, serviceOwner, unavailable } from '../shared.ts'

const shared = {
  group: 'service-owner/roles',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: unavailable('apiMigration'),
} as const

/** A person's roles for a reportee. */
export const serviceOwnerRoles = [
  {
    ...shared,
    id: 'service-owner/roles/list-roles',
    catalogue: 'SO-04',
    method: 'GET',
    path: '/api/serviceowner/authorization/roles',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/rolesandrights'],
      ['altinn:accessmanagement/authorizedparties.resourceowner'],
    ),
  },
] as const satisfies readonly Endpoint[]
