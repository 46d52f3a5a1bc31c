import { serviceEdition, serviceCode, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, reads, serviceInPath, unavailable } from '../shared.ts'

const shared = {
  group: 'end-user/lookup',
  strategy: 1,
  callers: ['systemuser'],
  finds: serviceInPath,
  whenMoved: unavailable('endUserSystems'),
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
