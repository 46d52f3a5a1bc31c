import type { Endpoint } from '../../src/endpoint.ts'
import { ended, nowhere, reads, serviceOwner } from '../shared.ts'

const shared = {
  group: 'service-owner/app-rights',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: ended('apiMigration'),
  removed: true,
} as const

/** Rights in Altinn 3 apps; switched off in release 23.5. */
export const serviceOwnerAppRights = [
  {
    ...shared,
    id: 'service-owner/app-rights/list-app-rights',
    catalogue: 'SO-03',
    method: 'GET',
    path: '/api/serviceowner/authorization/apprights',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/rolesandrights'],
      ['altinn:accessmanagement/authorizedparties.resourceowner'],
    ),
  },
] as const satisfies readonly Endpoint[]
