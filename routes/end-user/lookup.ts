import { serviceEdition, serviceCode, who } from '../../src/altinn2/parameters.ts'
import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { endUser, migration, reads, serviceInPath } from '../shared.ts'

const ofApp = {
  advice: "Ask the owner of the lookup service for its Altinn 3 app, and call that app's own API",
  guide: `${migration}/rest-sbs/innsynstjenester/`,
} as const

const shared = {
  group: 'end-user/lookup',
  strategy: 1,
  callers: ['systemuser'],
  finds: serviceInPath,
  whenMoved: notAnswered(ofApp),
} as const

/** Questions that a service owner answers. */
export const lookup = [
  {
    ...shared,
    id: 'end-user/lookup/execute-lookup',
    catalogue: 'LUP-01',
    method: 'GET',
    path: '/api/{who}/lookup/{serviceCode}/{serviceEditionCode}',
    params: { who, serviceCode, serviceEditionCode: serviceEdition },
    ...reads,
    scopes: endUser(['altinn:lookup']),
  },
] as const satisfies readonly Endpoint[]
