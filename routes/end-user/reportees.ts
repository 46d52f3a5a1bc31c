import { receiverId, reporteeId, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, megabyte, nowhere, reads, serviceInQuery, unavailable } from '../shared.ts'

const shared = {
  group: 'end-user/reportees',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('accessManagement'),
} as const

const mayRead = endUser(['altinn:reportees'], ['altinn:accessmanagement/authorizedparties'])

/** Whom may the caller act for? */
export const reportees = [
  {
    ...shared,
    id: 'end-user/reportees/list-reportees',
    catalogue: 'REP-01',
    method: 'GET',
    path: '/api/reportees',
    params: {},
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/reportees/get-reportee',
    catalogue: 'REP-02',
    method: 'GET',
    path: '/api/reportees/{reporteeId}',
    params: { reporteeId },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/reportees/list-reportees-by-service',
    catalogue: 'REP-03',
    method: 'GET',
    path: '/api/reportees',
    params: {},
    whenQuery: ['serviceCode'],
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
  },
  {
    ...shared,
    id: 'end-user/reportees/list-reportees-by-app',
    catalogue: 'REP-04',
    method: 'GET',
    path: '/api/reportees',
    params: {},
    whenQuery: ['app'],
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/reportees/convert-reportee',
    catalogue: 'REP-05',
    method: 'POST',
    path: '/api/reportees/ReporteeConversion',
    params: {},
    ...reads,
    body: megabyte,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/reportees/get-right-holder',
    catalogue: 'REP-06',
    method: 'GET',
    path: '/api/{who}/authorization/Reportee/{receiverId}',
    params: { who, receiverId },
    ...reads,
    scopes: mayRead,
  },
] as const satisfies readonly Endpoint[]
