import { integer, who } from '../../src/altinn2/parameters.ts'
import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { endUser, migration, nowhere, reads, writesWithoutRequestBody } from '../shared.ts'

const packages = {
  advice:
    "Altinn 3 gives access packages in place of roles: read them through access management's connections",
  guide: `${migration}/rest-sbs/autorisasjon/#roles`,
} as const

const shared = {
  group: 'end-user/roles',
  strategy: 'undecided',
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: notAnswered(packages),
} as const

/** The caller's roles for a reportee. */
export const roles = [
  {
    ...shared,
    id: 'end-user/roles/list-roles',
    catalogue: 'ROL-01',
    method: 'GET',
    path: '/api/{who}/authorization/roles',
    params: { who },
    ...reads,
    scopes: endUser(
      ['altinn:rolesandrights.read'],
      ['altinn:accessmanagement/enduser:connections:fromothers.read'],
    ),
  },
  {
    ...shared,
    id: 'end-user/roles/delete-role',
    catalogue: 'ROL-02',
    method: 'DELETE',
    path: '/api/{who}/authorization/roles/{roleId}',
    params: { who, roleId: integer },
    ...writesWithoutRequestBody,
    scopes: endUser(
      ['altinn:rolesandrights.write'],
      ['altinn:accessmanagement/enduser:connections:fromothers.write'],
    ),
    removed: true,
  },
] as const satisfies readonly Endpoint[]
