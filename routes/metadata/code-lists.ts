import { codeListName, integer } from '../../src/altinn2/parameters.ts'
import { notContinued, type Endpoint } from '../../src/endpoint.ts'
import { noScopes, nowhere, reads } from '../shared.ts'

const codes = {
  advice:
    "Altinn 3 publishes no code lists: take the values from the schema or the options of the service's app",
  guide: 'https://samarbeid.digdir.no/altinn/sporsmal-og-svar/3028',
} as const

const shared = {
  group: 'metadata/code-lists',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  whenMoved: notContinued(codes),
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
