import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { reads, serviceInQuery, serviceOwner, studio } from '../shared.ts'

const validated = {
  advice:
    'The receiver of a consent brings it along in its token: validate that token, since Altinn 3 lists no consents for their source',
  guide: `${studio}/nb/authorization/guides/resource-owner/consent/`,
} as const

const shared = {
  group: 'service-owner/consents',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: serviceInQuery,
  whenMoved: notContinued(validated),
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
