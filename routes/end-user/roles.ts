import { integer, who } from '../../src/altinn2/parameters.ts'
import { authorizedPartiesScope } from '../../src/altinn3/access-management.ts'
import { merged, notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { mergeRoles } from '../../src/merge/end-user/roles/list-roles.ts'
import { listRoles } from '../../src/translate/end-user/roles/list-roles.ts'
import { endUser, migration, nowhere, reads, writesWithoutRequestBody } from '../shared.ts'

const heldPackages = {
  advice:
    "Altinn 3 gives access packages in place of roles: list the caller's authorised parties with them in access management",
  guide: `${migration}/rest-sbs/autorisasjon/#roles`,
} as const

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
} as const

/** The caller's roles for a reportee. */
export const roles = [
  {
    ...shared,
    id: 'end-user/roles/list-roles',
    losses: [
      '`RoleId`, `Delegator` and `DelegatedTime` are absent.',
      "Access packages and Altinn 3's own roles are not listed: ask for the rights instead.",
    ],
    catalogue: 'ROL-01',
    method: 'GET',
    path: '/api/{who}/authorization/roles',
    params: { who },
    ...reads,
    scopes: endUser(['altinn:rolesandrights.read'], [authorizedPartiesScope]),
    whenMoved: merged('any', listRoles, mergeRoles, heldPackages),
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
    whenMoved: notAnswered(packages),
  },
] as const satisfies readonly Endpoint[]
