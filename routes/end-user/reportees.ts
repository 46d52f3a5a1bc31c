import { receiverId, reporteeId, who } from '../../src/altinn2/parameters.ts'
import { merged, notAnswered, translated, type Endpoint } from '../../src/endpoint.ts'
import { mergeReportees } from '../../src/merge/end-user/reportees/list-reportees.ts'
import { mergeReporteesByApp } from '../../src/merge/end-user/reportees/list-reportees-by-app.ts'
import { mergeReporteesByService } from '../../src/merge/end-user/reportees/list-reportees-by-service.ts'
import { convertReportee } from '../../src/translate/end-user/reportees/convert-reportee.ts'
import { getReportee } from '../../src/translate/end-user/reportees/get-reportee.ts'
import { listReporteesByApp } from '../../src/translate/end-user/reportees/list-reportees-by-app.ts'
import { listReporteesByService } from '../../src/translate/end-user/reportees/list-reportees-by-service.ts'
import { listReportees } from '../../src/translate/end-user/reportees/list-reportees.ts'
import { endUser, megabyte, migration, nowhere, reads, serviceInQuery, studio } from '../shared.ts'

const authorizedParties = {
  advice: "List the caller's authorised parties in access management",
  successor: `${studio}/nb/authorization/guides/system-vendor/access-management/`,
  guide: `${migration}/rest-sbs/autorisasjon/#reportee`,
} as const

const sameReportee = {
  advice: 'Use GET /api/reportees/{reporteeId}, which answers the same',
  successor: `${studio}/nb/authorization/guides/system-vendor/access-management/`,
  guide: `${migration}/rest-sbs/autorisasjon/#reportee`,
} as const

const shared = {
  group: 'end-user/reportees',
  strategy: 2,
  callers: ['systemuser'],
  finds: nowhere,
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
    whenMoved: merged('any', listReportees, mergeReportees, authorizedParties),
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
    whenMoved: translated('any', getReportee, authorizedParties),
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
    whenMoved: merged('any', listReporteesByService, mergeReporteesByService, authorizedParties),
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
    whenMoved: merged('any', listReporteesByApp, mergeReporteesByApp, authorizedParties),
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
    whenMoved: translated('any', convertReportee, authorizedParties),
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
    whenMoved: notAnswered(sameReportee),
  },
] as const satisfies readonly Endpoint[]
