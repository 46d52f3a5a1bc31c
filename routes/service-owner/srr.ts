import { integer } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import {
  megabyte,
  nowhere,
  reads,
  serviceInQuery,
  serviceOwner,
  unavailable,
  writesNothingBack,
} from '../shared.ts'

const shared = {
  group: 'service-owner/srr',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: unavailable('apiMigration'),
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
    ...writesNothingBack,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
