import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceOwner } from '../shared.ts'

const ofParties = {
  advice:
    "List authorised parties with their roles and access packages through access management's API for service owners",
  guide: `${migration}/rest-te/autorisasjon/#roles`,
} as const

const shared = {
  group: 'service-owner/roles',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(ofParties),
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
