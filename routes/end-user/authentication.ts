import type { Endpoint } from '../../src/endpoint.ts'
import { ended, megabyte, noScopes, nowhere } from '../shared.ts'

const shared = {
  group: 'end-user/authentication',
  strategy: 1,
  callers: 'public',
  finds: nowhere,
  whenMoved: ended('enterpriseUser'),
} as const

/** Password log-in, which ended with Altinn 2. */
export const authentication = [
  {
    ...shared,
    id: 'end-user/authentication/authenticate-with-password',
    catalogue: 'AUT-01',
    method: 'POST',
    path: '/api/authentication/authenticatewithpassword',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: noScopes,
  },
] as const satisfies readonly Endpoint[]
