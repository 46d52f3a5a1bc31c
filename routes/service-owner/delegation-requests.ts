import { guid } from '../../src/altinn2/parameters.ts'
import { notAnswered, notContinued, type Endpoint } from '../../src/endpoint.ts'
import {
  megabyte,
  migration,
  nowhere,
  reads,
  serviceInQuery,
  serviceOwner,
  writesWithoutRequestBody,
} from '../shared.ts'

const requests = {
  advice:
    "Ask for one resource at a time through access management's delegation requests for service owners",
  guide: `${migration}/rest-te/autorisasjon/#delegationrequests`,
} as const

const noList = {
  advice:
    'Altinn 3 lists no delegation requests for service owners: keep the id of each and read its status',
  guide: `${migration}/rest-te/autorisasjon/#delegationrequests`,
} as const

const shared = {
  group: 'service-owner/delegation-requests',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(requests),
} as const

const mayRead = serviceOwner(
  ['altinn:serviceowner/delegationrequests.read'],
  ['altinn:serviceowner/delegationrequests.read'],
)

const mayWrite = serviceOwner(
  ['altinn:serviceowner/delegationrequests.write'],
  ['altinn:serviceowner/delegationrequests.write'],
)

/** Requests for access that a service owner makes. */
export const serviceOwnerDelegationRequests = [
  {
    ...shared,
    id: 'service-owner/delegation-requests/list-delegation-requests',
    catalogue: 'SO-09',
    method: 'GET',
    path: '/api/serviceowner/delegationRequests',
    params: {},
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
    whenMoved: notContinued(noList),
  },
  {
    ...shared,
    id: 'service-owner/delegation-requests/get-delegation-request',
    catalogue: 'SO-10',
    method: 'GET',
    path: '/api/serviceowner/delegationRequests/{id}',
    params: { id: guid },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'service-owner/delegation-requests/create-delegation-request',
    catalogue: 'SO-11',
    method: 'POST',
    path: '/api/serviceowner/delegationRequests',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'service-owner/delegation-requests/delete-delegation-request',
    catalogue: 'SO-12',
    method: 'DELETE',
    path: '/api/serviceowner/delegationRequests/{id}',
    params: { id: guid },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
