import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { migration, nowhere, reads, serviceOwner } from '../shared.ts'

const decisions = {
  advice: "Ask Altinn 3's decision point about your own apps, one action at a time",
  guide: `${migration}/rest-te/autorisasjon/#apprights`,
} as const

const shared = {
  group: 'service-owner/app-rights',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notContinued(decisions),
  removed: true,
} as const

/** Rights in Altinn 3 apps; switched off in release 23.5. */
export const serviceOwnerAppRights = [
  {
    ...shared,
    id: 'service-owner/app-rights/list-app-rights',
    catalogue: 'SO-03',
    method: 'GET',
    path: '/api/serviceowner/authorization/apprights',
    params: {},
    ...reads,
    scopes: serviceOwner(
      ['altinn:serviceowner/rolesandrights'],
      ['altinn:accessmanagement/authorizedparties.resourceowner'],
    ),
  },
] as const satisfies readonly Endpoint[]
