import { opaqueId, organizationNumber } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceInQuery, serviceOwner } from '../shared.ts'

const noContacts = {
  advice:
    'Altinn 3 shows service owners no contact details: let its notifications find the recipients by organisation number',
  guide: `${migration}/rest-te/kontaktinformasjon/`,
} as const

const shared = {
  group: 'service-owner/organizations',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notContinued(noContacts),
} as const

const mayRead = serviceOwner(['altinn:serviceowner/organizations'])

/** Organisations and their contact points. */
export const serviceOwnerOrganizations = [
  {
    ...shared,
    id: 'service-owner/organizations/list-organizations',
    catalogue: 'SO-16',
    method: 'GET',
    path: '/api/serviceowner/organizations',
    params: {},
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'service-owner/organizations/get-organization',
    catalogue: 'SO-17',
    method: 'GET',
    path: '/api/serviceowner/organizations/{organizationNumber}',
    params: { organizationNumber },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'service-owner/organizations/list-official-contacts',
    catalogue: 'SO-18',
    method: 'GET',
    path: '/api/serviceowner/organizations/{organizationNumber}/officialcontacts',
    params: { organizationNumber },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'service-owner/organizations/list-personal-contacts',
    catalogue: 'SO-19',
    method: 'GET',
    path: '/api/serviceowner/organizations/{organizationNumber}/personalcontacts',
    params: { organizationNumber },
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
  },
  {
    ...shared,
    id: 'service-owner/organizations/list-roles-of-contact',
    catalogue: 'SO-20',
    method: 'GET',
    path: '/api/serviceowner/organizations/{organizationNumber}/personalcontacts/{contact}/roles',
    params: { organizationNumber, contact: opaqueId },
    ...reads,
    scopes: mayRead,
  },
] as const satisfies readonly Endpoint[]
