import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceOwner } from '../shared.ts'

const ofResources = {
  advice:
    "Ask Altinn 3's decision point, or list authorised parties with their resources, about your own resources",
  guide: `${migration}/rest-te/autorisasjon/#rights`,
} as const

const shared = {
  group: 'service-owner/rights',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(ofResources),
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
