import { guid } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { endUser, ended, megabyte, nowhere, reads, writesNothingBack } from '../shared.ts'

const shared = {
  group: 'enterprise/tokens',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: ended('consent'),
} as const

const mayRead = endUser(['altinn:consenttokens.read'])

const mayWrite = endUser(['altinn:consenttokens.write'])

/** Tokens for given consents; Maskinporten issues them now. */
export const tokens = [
  {
    ...shared,
    id: 'enterprise/tokens/get-token-by-query',
    catalogue: 'TOK-04',
    method: 'GET',
    path: '/api/authorization/token',
    params: {},
    whenQuery: ['authcode'],
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/tokens/get-token',
    catalogue: 'TOK-01',
    method: 'GET',
    path: '/api/authorization/token/{authorizationCode}',
    params: { authorizationCode: guid },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/tokens/delete-token',
    catalogue: 'TOK-02',
    method: 'DELETE',
    path: '/api/authorization/token/{authorizationCode}',
    params: { authorizationCode: guid },
    ...writesNothingBack,
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/tokens/log-token-use',
    catalogue: 'TOK-03',
    method: 'POST',
    path: '/api/authorization/token/{authorizationCode}/loguse',
    params: { authorizationCode: guid },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
