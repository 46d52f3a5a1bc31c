import { integer } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceOwner } from '../shared.ts'

const metadata = {
  advice: "Read roles and access packages from access management's metadata for everybody",
  guide: `${migration}/rest-te/autorisasjon/#roledefinitions`,
} as const

const shared = {
  group: 'service-owner/role-definitions',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notContinued(metadata),
  removed: true,
} as const

/** Role definitions; switched off in release 23.5. */
export const serviceOwnerRoleDefinitions = [
  {
    ...shared,
    id: 'service-owner/role-definitions/list-role-definitions',
    catalogue: 'SO-05',
    method: 'GET',
    path: '/api/serviceowner/roledefinitions',
    params: {},
    ...reads,
    scopes: serviceOwner([]),
  },
  {
    ...shared,
    id: 'service-owner/role-definitions/get-role-definition',
    catalogue: 'SO-06',
    method: 'GET',
    path: '/api/serviceowner/roledefinitions/{roleDefinitionId}',
    params: { roleDefinitionId: integer },
    ...reads,
    scopes: serviceOwner([]),
  },
] as const satisfies readonly Endpoint[]
