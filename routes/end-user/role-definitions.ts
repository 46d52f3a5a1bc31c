import { integer, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, megabyte, nowhere, reads, unavailable, writesNothingBack } from '../shared.ts'

const shared = {
  group: 'end-user/role-definitions',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('accessManagement'),
} as const

const mayRead = endUser(['altinn:roledefinitions.read'])

const mayWrite = endUser(['altinn:roledefinitions.write'])

/** Role definitions, local roles among them. */
export const roleDefinitions = [
  {
    ...shared,
    id: 'end-user/role-definitions/list-role-definitions',
    catalogue: 'RDF-01',
    method: 'GET',
    path: '/api/{who}/authorization/RoleDefinitions',
    params: { who },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/role-definitions/get-role-definition',
    catalogue: 'RDF-02',
    method: 'GET',
    path: '/api/{who}/authorization/RoleDefinitions/{roleTypeId}',
    params: { who, roleTypeId: integer },
    ...reads,
    scopes: mayRead,
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
  },
  {
    ...shared,
    id: 'end-user/role-definitions/delete-role-definition',
    catalogue: 'RDF-05',
    method: 'DELETE',
    path: '/api/{who}/authorization/RoleDefinitions/{roleTypeId}',
    params: { who, roleTypeId: integer },
    ...writesNothingBack,
    scopes: mayWrite,
    removed: true,
  },
] as const satisfies readonly Endpoint[]
