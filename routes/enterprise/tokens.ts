import { guid } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { endUser, megabyte, nowhere, reads, studio, writesWithoutRequestBody } from '../shared.ts'

const fromMaskinporten = {
  advice: 'Ask Maskinporten for a token with authorization_details that name the consent',
  successor: `${studio}/nb/authorization/guides/system-vendor/consent/#21-hente-samtykke-token`,
} as const

const revocation = {
  advice: 'A consent is revoked by its giver in Altinn; its tokens run out by themselves',
  guide: `${studio}/nb/authorization/guides/system-vendor/consent/#21-hente-samtykke-token`,
} as const

const useIsLogged = {
  advice:
    'You need not log the use of a consent: Altinn 3 notes the use of a consent when Maskinporten issues its token',
  guide: `${studio}/nb/authorization/guides/system-vendor/consent/#21-hente-samtykke-token`,
} as const

const shared = {
  group: 'enterprise/tokens',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notContinued(fromMaskinporten),
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
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    whenMoved: notContinued(revocation),
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
    whenMoved: notContinued(useIsLogged),
  },
] as const satisfies readonly Endpoint[]
