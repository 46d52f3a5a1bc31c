import { codeListName, integer } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { ended, noScopes, nowhere, reads } from '../shared.ts'

const shared = {
  group: 'metadata/code-lists',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  whenMoved: ended('apiMigration'),
} as const

/** Code lists. */
export const codeLists = [
  {
    ...shared,
    id: 'metadata/code-lists/list-code-lists',
    catalogue: 'MET-08',
    method: 'GET',
    path: '/api/metadata/codelists',
    params: {},
    ...reads,
  },
  {
    ...shared,
    id: 'metadata/code-lists/get-code-list',
    catalogue: 'MET-09',
    method: 'GET',
    path: '/api/metadata/codelists/{name}/{version}',
    params: { name: codeListName, version: integer },
    ...reads,
  },
] as const satisfies readonly Endpoint[]
