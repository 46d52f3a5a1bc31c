import { integer, who } from '../../src/altinn2/parameters.ts'
import { notAnswered, notContinued, type Endpoint } from '../../src/endpoint.ts'
import {
  endUser,
  megabyte,
  migration,
  nowhere,
  reads,
  writesWithoutRequestBody,
} from '../shared.ts'

const ofPersons = {
  advice: 'System users have no profile: a person reads it in Altinn, after logging in',
  guide: `${migration}/rest-sbs/profil/`,
} as const

const ofOrganizations = {
  advice:
    "Read the organisation's addresses in the register of business enterprises, and its addresses for notifications in Altinn's profile",
  guide: `${migration}/rest-sbs/profil/`,
} as const

const contacts = {
  advice:
    "Read and change an organisation's addresses for notifications through Altinn 3's profile API, as a person who has logged in",
  guide: `${migration}/rest-sbs/profil/`,
} as const

const shared = {
  group: 'end-user/profile',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: notAnswered(contacts),
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
    whenMoved: notContinued(ofPersons),
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
    whenMoved: notAnswered(ofOrganizations),
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
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
