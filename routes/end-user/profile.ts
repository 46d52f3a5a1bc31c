import { integer, who } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import {
  endUser,
  ended,
  megabyte,
  nowhere,
  reads,
  unavailable,
  writesNothingBack,
} from '../shared.ts'

const shared = {
  group: 'end-user/profile',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('apiMigration'),
} as const

const mayRead = endUser(['altinn:profiles.read'])

const mayWrite = endUser(['altinn:profiles.write'])

/** Profiles and contact information. */
export const profile = [
  {
    ...shared,
    id: 'end-user/profile/get-my-profile',
    catalogue: 'PRF-01',
    method: 'GET',
    path: '/api/my/profile',
    params: {},
    ...reads,
    scopes: mayRead,
    whenMoved: ended('apiMigration'),
  },
  {
    ...shared,
    id: 'end-user/profile/get-profile',
    catalogue: 'PRF-02',
    method: 'GET',
    path: '/api/{who}/profile',
    params: { who },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/profile/list-contact-information',
    catalogue: 'PRF-03',
    method: 'GET',
    path: '/api/{who}/profile/contactinformation',
    params: { who },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/profile/create-contact-information',
    catalogue: 'PRF-04',
    method: 'POST',
    path: '/api/{who}/profile/contactinformation',
    params: { who },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'end-user/profile/get-contact-information',
    catalogue: 'PRF-05',
    method: 'GET',
    path: '/api/{who}/profile/contactinformation/{id}',
    params: { who, id: integer },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'end-user/profile/delete-contact-information',
    catalogue: 'PRF-06',
    method: 'DELETE',
    path: '/api/{who}/profile/contactinformation/{id}',
    params: { who, id: integer },
    ...writesNothingBack,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
