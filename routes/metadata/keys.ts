import type { Endpoint } from '../../src/endpoint.ts'
import { ended, noScopes, nowhere, reads } from '../shared.ts'

const shared = {
  group: 'metadata/keys',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  whenMoved: ended('consent'),
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
  },
] as const satisfies readonly Endpoint[]
