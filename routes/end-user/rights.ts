import { integer, receiverId, who } from '../../src/altinn2/parameters.ts'
import { authorizedPartiesScope } from '../../src/altinn3/access-management.ts'
import { merged, notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { mergeRights } from '../../src/merge/end-user/rights/list-rights.ts'
import { listRights } from '../../src/translate/end-user/rights/list-rights.ts'
import { endUser, migration, nowhere, reads, studio, writesWithoutRequestBody } from '../shared.ts'

const heldRights = {
  advice:
    "List the caller's authorised parties in access management, with resources, access packages and roles",
  successor: `${studio}/nb/api/accessmanagement/enduser/`,
  guide: `${migration}/rest-sbs/autorisasjon/#rights`,
} as const

const resourceRights = {
  advice: "Read rights to single resources through access management's connections",
  successor: `${studio}/nb/api/accessmanagement/enduser/`,
  guide: `${migration}/rest-sbs/autorisasjon/#rights`,
} as const

const shared = {
  group: 'end-user/rights',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
} as const

const removed = { removed: true, whenMoved: notAnswered(resourceRights) } as const

const mayWrite = endUser(
  ['altinn:rolesandrights.write'],
  ['altinn:accessmanagement/enduser:connections:fromothers.write'],
)

/** The caller's single rights for a reportee. */
export const rights = [
  {
    ...shared,
    id: 'end-user/rights/list-rights',
    losses: [
      '`Delegator`, `DelegatedTime` and `ValidToDate` are absent, and so are rights to single messages.',
      'A single resource is listed with all actions of its policy, also where only some were given.',
      'A policy that cannot be read gives no rights; `X-Warning-ListPartial: policies` says so.',
      '`RightID` is made by the gateway, and deletes nothing.',
    ],
    catalogue: 'RIG-01',
    method: 'GET',
    path: '/api/{who}/authorization/rights',
    params: { who },
    ...reads,
    scopes: endUser(['altinn:rolesandrights.read'], [authorizedPartiesScope]),
    whenMoved: merged('service', listRights, mergeRights, heldRights),
  },
  {
    ...shared,
    id: 'end-user/rights/delete-right',
    catalogue: 'RIG-03',
    method: 'DELETE',
    path: '/api/{who}/authorization/rights/{rightId}',
    params: { who, rightId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    ...removed,
  },
  {
    ...shared,
    id: 'end-user/rights/delete-right-of-receiver',
    catalogue: 'RIG-05',
    method: 'DELETE',
    path: '/api/{who}/authorization/Rights/{receiverId}/rights/{authzRuleId}',
    params: { who, receiverId, authzRuleId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    ...removed,
  },
] as const satisfies readonly Endpoint[]
