import { integer } from '../../src/altinn2/parameters.ts'
import { translated, type Endpoint } from '../../src/endpoint.ts'
import { getRoleDefinition } from '../../src/translate/metadata/role-definitions/get-role-definition.ts'
import { listRoleDefinitions } from '../../src/translate/metadata/role-definitions/list-role-definitions.ts'
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
} as const

/** Roles and their names, open to everybody. */
export const publicRoleDefinitions = [
  {
    ...shared,
    id: 'metadata/role-definitions/list-role-definitions',
    losses: ['Roles that Altinn 3 does not have are left out; names and descriptions are its own.'],
    catalogue: 'MET-12',
    method: 'GET',
    path: '/api/metadata/roledefinitions',
    params: {},
    ...reads,
    whenMoved: translated('any', listRoleDefinitions, metaRoles),
  },
  {
    ...shared,
    id: 'metadata/role-definitions/get-role-definition',
    losses: ['A role that Altinn 3 does not have is 404.'],
    catalogue: 'MET-13',
    method: 'GET',
    path: '/api/metadata/roledefinitions/{roleDefinitionId}',
    params: { roleDefinitionId: integer },
    ...reads,
    whenMoved: translated('any', getRoleDefinition, metaRoles),
  },
] as const satisfies readonly Endpoint[]
