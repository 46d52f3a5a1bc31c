import { appName, guid, organizationCode, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, ended, nowhere, reads, writesNothingBack } from '../shared.ts'

const shared = {
  group: 'end-user/app-rights',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: ended('accessManagement'),
} as const

/** Rights in Altinn 3 apps, as Altinn 2 once showed them. */
export const appRights = [
  {
    ...shared,
    id: 'end-user/app-rights/list-app-rights',
    catalogue: 'RIG-02',
    method: 'GET',
    path: '/api/{who}/authorization/apprights',
    params: { who },
    ...reads,
    scopes: endUser(
      ['altinn:rolesandrights.read'],
      ['altinn:accessmanagement/enduser:connections:fromothers.read'],
    ),
    removed: true,
  },
  {
    ...shared,
    id: 'end-user/app-rights/delete-app-right',
    catalogue: 'RIG-04',
    method: 'DELETE',
    path: '/api/{who}/authorization/apprights/{org}/{app}/{ruleGuid}',
    params: { who, org: organizationCode, app: appName, ruleGuid: guid },
    ...writesNothingBack,
    scopes: endUser(
      ['altinn:rolesandrights.write'],
      ['altinn:accessmanagement/enduser:connections:fromothers.write'],
    ),
    removed: true,
  },
] as const satisfies readonly Endpoint[]
