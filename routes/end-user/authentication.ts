import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { megabyte, migration, noScopes, nowhere, studio } from '../shared.ts'

const systemUsers = {
  advice: 'Password log-in has ended: use a Maskinporten token of a system user',
  successor: `${studio}/nb/authorization/getting-started/systemuser`,
  guide: `${migration}/rest-sbs/autentisering/#authentication`,
} as const

const shared = {
  group: 'end-user/authentication',
  strategy: 1,
  callers: 'public',
  finds: nowhere,
  whenMoved: notContinued(systemUsers),
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
