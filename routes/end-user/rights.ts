import { integer, receiverId, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, nowhere, reads, unavailable, writesNothingBack } from '../shared.ts'

const shared = {
  group: 'end-user/rights',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('accessManagement'),
} as const

const mayWrite = endUser(
  ['altinn:rolesandrights.write'],
  ['altinn:accessmanagement/enduser:connections:fromothers.write'],
)

/** The caller's single rights for a reportee. */
export const rights = [
  {
    ...shared,
    id: 'end-user/rights/list-rights',
    catalogue: 'RIG-01',
    method: 'GET',
    path: '/api/{who}/authorization/rights',
    params: { who },
    ...reads,
    scopes: endUser(
      ['altinn:rolesandrights.read'],
      ['altinn:accessmanagement/enduser:connections:fromothers.read'],
    ),
  },
  {
    ...shared,
    id: 'end-user/rights/delete-right',
    catalogue: 'RIG-03',
    method: 'DELETE',
    path: '/api/{who}/authorization/rights/{rightId}',
    params: { who, rightId: integer },
    ...writesNothingBack,
    scopes: mayWrite,
    removed: true,
  },
  {
    ...shared,
    id: 'end-user/rights/delete-right-of-receiver',
    catalogue: 'RIG-05',
    method: 'DELETE',
    path: '/api/{who}/authorization/Rights/{receiverId}/rights/{authzRuleId}',
    params: { who, receiverId, authzRuleId: integer },
    ...writesNothingBack,
    scopes: mayWrite,
    removed: true,
  },
] as const satisfies readonly Endpoint[]
