import type { Endpoint } from '../../src/endpoint.ts'
import { ended, reads, serviceInQuery, serviceOwner } from '../shared.ts'

const shared = {
  group: 'service-owner/consents',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: serviceInQuery,
  whenMoved: ended('consent'),
} as const

/** Consents given on a service owner's services. */
export const serviceOwnerConsents = [
  {
    ...shared,
    id: 'service-owner/consents/list-consents',
    catalogue: 'SO-13',
    method: 'GET',
    path: '/api/serviceowner/consents',
    params: {},
    ...reads,
    scopes: serviceOwner(['altinn:serviceowner/consents']),
  },
] as const satisfies readonly Endpoint[]
