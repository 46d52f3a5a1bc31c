import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceOwner } from '../shared.ts'

const statuses = {
  advice:
    "Read the status of what you have sent through Altinn 3's correspondence API, or subscribe to its events",
  guide: `${migration}/rest-te/melding/`,
} as const

const shared = {
  group: 'service-owner/events',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(statuses),
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
