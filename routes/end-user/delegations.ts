import {
  appName,
  guid,
  integer,
  organizationCode,
  receiverId,
  who,
} from '../../src/altinn2/parameters.ts'
import { notAnswered, notContinued, type Endpoint } from '../../src/endpoint.ts'
import {
  endUser,
  megabyte,
  migration,
  nowhere,
  reads,
  serviceInQuery,
  studio,
  writesWithoutRequestBody,
} from '../shared.ts'

const connections = {
  advice: "Read and change who has access through the connections of Altinn 3's access management",
  successor: `${studio}/nb/authorization/guides/system-vendor/client-admin/`,
  guide: `${migration}/rest-sbs/autorisasjon/#delegations`,
} as const

const appRights = {
  advice: 'Access to an Altinn 3 app is withdrawn as access to its resource, in access management',
  successor: `${studio}/nb/authorization/guides/system-vendor/client-admin/`,
  guide: `${migration}/rest-sbs/autorisasjon/#delegations`,
} as const

const noRoles = {
  advice:
    "Altinn 3 delegates access packages, not roles: withdraw the package through access management's connections",
  successor: `${studio}/nb/authorization/guides/system-vendor/client-admin/`,
  guide: `${migration}/rest-sbs/autorisasjon/#delegations`,
} as const

const shared = {
  group: 'end-user/delegations',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: notAnswered(connections),
} as const

const mayRead = endUser(
  ['altinn:delegations.read'],
  ['altinn:accessmanagement/enduser:connections:toothers.read'],
)

const mayWrite = endUser(
  ['altinn:delegations.write'],
  ['altinn:accessmanagement/enduser:connections:toothers.write'],
)

const reading = { ...shared, method: 'GET', ...reads, scopes: mayRead } as const

const deleting = {
  ...shared,
  method: 'DELETE',
  ...writesWithoutRequestBody,
  scopes: mayWrite,
} as const

/** Who has been given rights by a reportee. */
export const delegations = [
  {
    ...reading,
    id: 'end-user/delegations/list-delegations',
    catalogue: 'DEL-01',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    finds: serviceInQuery,
  },
  {
    ...reading,
    id: 'end-user/delegations/get-delegations-by-query',
    catalogue: 'DEL-02',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    whenQuery: ['receiverId'],
  },
  {
    ...reading,
    id: 'end-user/delegations/get-delegations',
    catalogue: 'DEL-03',
    path: '/api/{who}/authorization/Delegations/{receiverId}',
    params: { who, receiverId },
  },
  {
    ...reading,
    id: 'end-user/delegations/list-delegated-rights',
    catalogue: 'DEL-04',
    path: '/api/{who}/authorization/Delegations/{receiverId}/rights',
    params: { who, receiverId },
  },
  {
    ...reading,
    id: 'end-user/delegations/list-delegated-roles',
    catalogue: 'DEL-05',
    path: '/api/{who}/authorization/Delegations/{receiverId}/roles',
    params: { who, receiverId },
  },
  {
    ...reading,
    id: 'end-user/delegations/list-delegated-app-rights',
    catalogue: 'DEL-06',
    path: '/api/{who}/authorization/Delegations/{receiverId}/apprights',
    params: { who, receiverId },
    removed: true,
    whenMoved: notContinued(appRights),
  },
  {
    ...shared,
    id: 'end-user/delegations/create-delegation',
    catalogue: 'DEL-07',
    method: 'POST',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-role',
    catalogue: 'DEL-08',
    path: '/api/{who}/authorization/Delegations/{receiverId}/roles/{roleId}',
    params: { who, receiverId, roleId: integer },
    whenMoved: notAnswered(noRoles),
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-right',
    catalogue: 'DEL-09',
    path: '/api/{who}/authorization/Delegations/{receiverId}/rights/{authzRuleId}',
    params: { who, receiverId, authzRuleId: integer },
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-app-right',
    catalogue: 'DEL-10',
    path: '/api/{who}/authorization/Delegations/{receiverId}/apprights/{org}/{app}/{ruleGuid}',
    params: { who, receiverId, org: organizationCode, app: appName, ruleGuid: guid },
    removed: true,
    whenMoved: notContinued(appRights),
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-role-by-query',
    catalogue: 'DEL-11',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    whenQuery: ['receiverId', 'roleId'],
    whenMoved: notAnswered(noRoles),
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-right-by-query',
    catalogue: 'DEL-12',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    whenQuery: ['receiverId', 'authzRuleId'],
  },
  {
    ...deleting,
    id: 'end-user/delegations/delete-delegated-app-right-by-query',
    catalogue: 'DEL-13',
    path: '/api/{who}/authorization/Delegations',
    params: { who },
    whenQuery: ['receiverId', 'org', 'app', 'ruleGuid'],
    removed: true,
    whenMoved: notContinued(appRights),
  },
] as const satisfies readonly Endpoint[]
