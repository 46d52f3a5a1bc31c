import { appName, guid, organizationCode, who } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { endUser, migration, nowhere, reads, writesWithoutRequestBody } from '../shared.ts'

const appRights3 = {
  advice:
    'Rights in Altinn 3 apps are given and withdrawn in access management, not by an API of Altinn 2',
  guide: `${migration}/rest-sbs/autorisasjon/`,
} as const

const shared = {
  group: 'end-user/app-rights',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: notContinued(appRights3),
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
    ...writesWithoutRequestBody,
    scopes: endUser(
      ['altinn:rolesandrights.write'],
      ['altinn:accessmanagement/enduser:connections:fromothers.write'],
    ),
    removed: true,
  },
] as const satisfies readonly Endpoint[]
