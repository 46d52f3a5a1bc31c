import { userName } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { endUser, megabyte, nowhere, reads, studio, writesWithoutRequestBody } from '../shared.ts'

const systemUsers = {
  advice:
    'Enterprise users have ended: ask the customer to approve a system user, which has no password of its own',
  successor: `${studio}/nb/authorization/guides/system-vendor/system-user/systemuserrequest/`,
  guide: `${studio}/nb/authentication/what-do-you-get/enterpriseuser`,
} as const

const shared = {
  group: 'enterprise/enterprise-users',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notContinued(systemUsers),
} as const

const mayRead = endUser(['altinn:enterpriseusers.read'])

const mayWrite = endUser(['altinn:enterpriseusers.write'])

/** Enterprise users; system users replace them. */
export const enterpriseUsers = [
  {
    ...shared,
    id: 'enterprise/enterprise-users/list-enterprise-users',
    catalogue: 'EUS-01',
    method: 'GET',
    path: '/api/enterpriseusers',
    params: {},
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/enterprise-users/create-enterprise-user',
    catalogue: 'EUS-02',
    method: 'POST',
    path: '/api/enterpriseusers',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/enterprise-users/get-enterprise-user',
    catalogue: 'EUS-03',
    method: 'GET',
    path: '/api/enterpriseusers/{userName}',
    params: { userName },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/enterprise-users/update-enterprise-user',
    catalogue: 'EUS-04',
    method: 'PUT',
    path: '/api/enterpriseusers/{userName}',
    params: { userName },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/enterprise-users/delete-enterprise-user',
    catalogue: 'EUS-05',
    method: 'DELETE',
    path: '/api/enterpriseusers/{userName}',
    params: { userName },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/enterprise-users/rotate-secret',
    catalogue: 'EUS-06',
    method: 'POST',
    path: '/api/enterpriseusers/{userName}/rotatesecret',
    params: { userName },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
