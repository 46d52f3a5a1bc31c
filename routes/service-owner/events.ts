import type { Endpoint } from '../../src/endpoint.ts'
import { nowhere, reads, serviceOwner, unavailable } from '../shared.ts'

const shared = {
  group: 'service-owner/events',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: unavailable('apiMigration'),
} as const

/** What happened to correspondences. */
export const serviceOwnerEvents = [
  {
    ...shared,
    id: 'service-owner/events/get-feed',
    catalogue: 'SO-14',
    method: 'GET',
    path: '/api/serviceowner/events/feed',
    params: {},
    ...reads,
    scopes: serviceOwner(['altinn:serviceowner/events'], ['altinn:events.subscribe']),
  },
] as const satisfies readonly Endpoint[]
