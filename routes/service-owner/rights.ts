import type { Endpoint } from '../../src/endpoint.ts'
import { nowhere, reads, serviceOwner, unavailable } from '../shared.ts'

const shared = {
  group: 'service-owner/rights',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: unavailable('apiMigration'),
} as const

/** A person's single rights for a reportee. */
export const serviceOwnerRights = [
  {
    ...shared,
    id: 'service-owner/rights/list-rights',
    catalogue: 'SO-02',
    method: 'GET',
    path: '/api/serviceowner/authorization/rights',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/rolesandrights'],
      ['altinn:accessmanagement/authorizedparties.resourceowner'],
    ),
  },
] as const satisfies readonly Endpoint[]
