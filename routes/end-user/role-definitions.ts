import { integer, who } from '../../src/altinn2/parameters.ts'
import { notContinued, translated, type Endpoint } from '../../src/endpoint.ts'
import { getRoleDefinition } from '../../src/translate/end-user/role-definitions/get-role-definition.ts'
import { listRoleDefinitions } from '../../src/translate/end-user/role-definitions/list-role-definitions.ts'
import {
  endUser,
  megabyte,
  migration,
  nowhere,
  reads,
  writesWithoutRequestBody,
} from '../shared.ts'

const metaRoles = {
  advice:
    "Read roles and access packages from access management's metadata; Altinn 2's numbers for them have ended",
  guide: `${migration}/rest-sbs/autorisasjon/#roledefinitions`,
} as const

const localRoles = {
  advice:
    'Local roles have ended: delegate access packages or single resources in access management',
  guide: `${migration}/rest-sbs/autorisasjon/#roledefinitions`,
} as const

const shared = {
  group: 'end-user/role-definitions',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
} as const

const mayRead = endUser(['altinn:roledefinitions.read'])

const mayWrite = endUser(['altinn:roledefinitions.write'])

/** Role definitions; local roles have ended. */
export const roleDefinitions = [
  {
    ...shared,
    id: 'end-user/role-definitions/list-role-definitions',
    losses: ['Local roles have ended, and roles that Altinn 3 does not have are left out.'],
    catalogue: 'RDF-01',
    method: 'GET',
    path: '/api/{who}/authorization/RoleDefinitions',
    params: { who },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('any', listRoleDefinitions, metaRoles),
  },
  {
    ...shared,
    id: 'end-user/role-definitions/get-role-definition',
    losses: ['`Rights` is an empty list: ask `rolerequirements` which roles give a service.'],
    catalogue: 'RDF-02',
    method: 'GET',
    path: '/api/{who}/authorization/RoleDefinitions/{roleTypeId}',
    params: { who, roleTypeId: integer },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('any', getRoleDefinition, metaRoles),
  },
  {
    ...shared,
    id: 'end-user/role-definitions/create-role-definition',
    catalogue: 'RDF-03',
    method: 'POST',
    path: '/api/{who}/authorization/RoleDefinitions',
    params: { who },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
    removed: true,
    whenMoved: notContinued(localRoles),
  },
  {
    ...shared,
    id: 'end-user/role-definitions/update-role-definition',
    catalogue: 'RDF-04',
    method: 'PUT',
    path: '/api/{who}/authorization/RoleDefinitions/{roleTypeId}',
    params: { who, roleTypeId: integer },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
    removed: true,
    whenMoved: notContinued(localRoles),
  },
  {
    ...shared,
    id: 'end-user/role-definitions/delete-role-definition',
    catalogue: 'RDF-05',
    method: 'DELETE',
    path: '/api/{who}/authorization/RoleDefinitions/{roleTypeId}',
    params: { who, roleTypeId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    removed: true,
    whenMoved: notContinued(localRoles),
  },
] as const satisfies readonly Endpoint[]
