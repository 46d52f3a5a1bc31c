import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { migration, reads, serviceInQuery, serviceOwner } from '../shared.ts'

const orders = {
  advice:
    'Altinn 3 looks recipients up when a notification is ordered: it validates none beforehand',
  guide: `${migration}/rest-te/validering-mottaker/`,
} as const

const shared = {
  group: 'service-owner/notifications',
  strategy: 1,
  callers: ['organisation'],
  finds: serviceInQuery,
  whenMoved: notContinued(orders),
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
