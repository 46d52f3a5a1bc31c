import { integer } from '../../src/altinn2/parameters.ts'
import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import {
  megabyte,
  migration,
  nowhere,
  reads,
  serviceInQuery,
  serviceOwner,
  studio,
  writesWithoutRequestBody,
} from '../shared.ts'

const accessLists = {
  advice:
    'Keep the organisations that may use a resource on an access list of the resource registry',
  successor: `${studio}/en/authorization/guides/resource-owner/accesslist/manage-accesslist-api/`,
  guide: `${migration}/rest-te/autorisasjon/#srrright`,
} as const

const shared = {
  group: 'service-owner/srr',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(accessLists),
} as const

const mayRead = serviceOwner(
  ['altinn:serviceowner/srr.read'],
  ['altinn:resourceregistry/accesslist.read'],
)

const mayWrite = serviceOwner(
  ['altinn:serviceowner/srr.write'],
  ['altinn:resourceregistry/accesslist.write'],
)

/** The register of rights that a service owner keeps. */
export const srr = [
  {
    ...shared,
    id: 'service-owner/srr/list-srr-rights',
    catalogue: 'SO-21',
    method: 'GET',
    path: '/api/serviceowner/srr',
    params: {},
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
  },
  {
    ...shared,
    id: 'service-owner/srr/get-srr-right',
    catalogue: 'SO-22',
    method: 'GET',
    path: '/api/serviceowner/srr/{id}',
    params: { id: integer },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'service-owner/srr/create-srr-rights',
    catalogue: 'SO-23',
    method: 'POST',
    path: '/api/serviceowner/srr',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'service-owner/srr/update-srr-right',
    catalogue: 'SO-24',
    method: 'PUT',
    path: '/api/serviceowner/srr/{id}',
    params: { id: integer },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'service-owner/srr/delete-srr-right',
    catalogue: 'SO-25',
    method: 'DELETE',
    path: '/api/serviceowner/srr/{id}',
    params: { id: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
