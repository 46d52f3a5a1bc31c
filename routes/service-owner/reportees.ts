import { merged, type Endpoint } from '../../src/endpoint.ts'
import { mergeReporteesOfSubject } from '../../src/merge/service-owner/reportees/list-reportees.ts'
import { listReportees } from '../../src/translate/service-owner/reportees/list-reportees.ts'
import { migration, reads, serviceInQuery, serviceOwner } from '../shared.ts'

const authorizedParties = {
  advice:
    "List the authorised parties of a person through access management's API for service owners",
  guide: `${migration}/rest-te/autorisasjon/#reportees`,
} as const

const shared = {
  group: 'service-owner/reportees',
  strategy: 1,
  callers: ['organisation'],
  finds: serviceInQuery,
  whenMoved: merged('any', listReportees, mergeReporteesOfSubject, authorizedParties),
} as const

/** Whom may a person act for? */
export const serviceOwnerReportees = [
  {
    ...shared,
    id: 'service-owner/reportees/list-reportees',
    catalogue: 'SO-01',
    method: 'GET',
    path: '/api/serviceowner/reportees',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/reportees'],
      ['altinn:accessmanagement/authorizedparties.resourceowner'],
    ),
  },
] as const satisfies readonly Endpoint[]
