import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { noScopes, nowhere, reads } from '../shared.ts'

const issuer = {
  advice: 'Tokens for consents come from Maskinporten: read its metadata document',
  successor: 'https://maskinporten.no/.well-known/oauth-authorization-server',
} as const

const signingKeys = {
  advice: 'Tokens for consents come from Maskinporten: verify them with its keys',
  successor: 'https://maskinporten.no/jwk',
} as const

const shared = {
  group: 'metadata/keys',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  whenMoved: notContinued(issuer),
} as const

/** The keys of Altinn 2's own tokens, which end with it. */
export const keys = [
  {
    ...shared,
    id: 'metadata/keys/get-well-known',
    catalogue: 'MET-14',
    method: 'GET',
    path: '/api/metadata/well-known',
    params: {},
    ...reads,
  },
  {
    ...shared,
    id: 'metadata/keys/get-jwk',
    catalogue: 'MET-15',
    method: 'GET',
    path: '/api/metadata/jwk',
    params: {},
    ...reads,
    whenMoved: notContinued(signingKeys),
  },
] as const satisfies readonly Endpoint[]
