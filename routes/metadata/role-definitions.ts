import { integer } from '../../src/altinn2/parameters.ts'
import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { noScopes, nowhere, reads, studio } from '../shared.ts'

const metaRoles = {
  advice: 'Read the roles from the public metadata of access management',
  successor: `${studio}/nb/api/accessmanagement/metadata/`,
} as const

const shared = {
  group: 'metadata/role-definitions',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  whenMoved: notAnswered(metaRoles),
} as const

/** Roles and their names, open to everybody. */
export const publicRoleDefinitions = [
  {
    ...shared,
    id: 'metadata/role-definitions/list-role-definitions',
    catalogue: 'MET-12',
    method: 'GET',
    path: '/api/metadata/roledefinitions',
    params: {},
    ...reads,
  },
  {
    ...shared,
    id: 'metadata/role-definitions/get-role-definition',
    catalogue: 'MET-13',
    method: 'GET',
    path: '/api/metadata/roledefinitions/{roleDefinitionId}',
    params: { roleDefinitionId: integer },
    ...reads,
  },
] as const satisfies readonly Endpoint[]
