import type { Endpoint } from '../../src/endpoint.ts'
import { ended, reads, serviceInQuery, serviceOwner } from '../shared.ts'

const shared = {
  group: 'service-owner/notifications',
  strategy: 1,
  callers: ['organisation'],
  finds: serviceInQuery,
  whenMoved: ended('apiMigration'),
} as const

/** Can a recipient be reached? */
export const serviceOwnerNotifications = [
  {
    ...shared,
    id: 'service-owner/notifications/validate-recipient',
    catalogue: 'SO-15',
    method: 'GET',
    path: '/api/serviceowner/notifications/validaterecipient',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/notifications.read'],
      ['altinn:serviceowner/notifications.create'],
    ),
  },
] as const satisfies readonly Endpoint[]
