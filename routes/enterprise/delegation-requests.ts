import { guid } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import {
  endUser,
  megabyte,
  migration,
  nowhere,
  reads,
  writesWithoutRequestBody,
} from '../shared.ts'

const requests = {
  advice:
    'Ask for access to one resource or access package at a time, through the requests of access management',
  guide: `${migration}/rest-sbs/autorisasjon/#delegationrequest`,
} as const

const shared = {
  group: 'enterprise/delegation-requests',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  removed: true,
  whenMoved: notContinued(requests),
} as const

const mayRead = endUser(
  ['altinn:delegationrequests.read'],
  ['altinn:accessmanagement/enduser:requests.read'],
)

const mayWrite = endUser(
  ['altinn:delegationrequests.write'],
  ['altinn:accessmanagement/enduser:requests.write'],
)

/** Requests for access; Altinn switched them off in release 23.4. */
export const delegationRequests = [
  {
    ...shared,
    id: 'enterprise/delegation-requests/list-delegation-requests',
    catalogue: 'DRQ-01',
    method: 'GET',
    path: '/api/delegationRequests',
    params: {},
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/delegation-requests/get-delegation-request',
    catalogue: 'DRQ-02',
    method: 'GET',
    path: '/api/delegationRequests/{guid}',
    params: { guid },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/delegation-requests/create-delegation-request',
    catalogue: 'DRQ-03',
    method: 'POST',
    path: '/api/delegationRequests',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/delegation-requests/delete-delegation-request',
    catalogue: 'DRQ-04',
    method: 'DELETE',
    path: '/api/delegationRequests/{guid}',
    params: { guid },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
