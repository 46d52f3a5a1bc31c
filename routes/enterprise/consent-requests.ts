import { guid } from '../../src/altinn2/parameters.ts'
import { notAnswered, notContinued, type Endpoint } from '../../src/endpoint.ts'
import {
  endUser,
  megabyte,
  nowhere,
  reads,
  serviceInQuery,
  studio,
  writesWithoutRequestBody,
} from '../shared.ts'

const askForConsent = {
  advice:
    "Ask for consents, and read them one by one, through access management's API for enterprises",
  successor: `${studio}/nb/authorization/guides/system-vendor/consent/`,
} as const

const followConsents = {
  advice:
    "Follow the events of your consent requests through access management's API for enterprises",
  successor: `${studio}/nb/authorization/guides/system-vendor/consent/`,
} as const

const noDeletion = {
  advice:
    'A consent request cannot be withdrawn in Altinn 3: it ends by its own date, or when its receiver revokes it',
  guide: `${studio}/nb/authorization/guides/system-vendor/consent/`,
} as const

const shared = {
  group: 'enterprise/consent-requests',
  strategy: 'undecided',
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(askForConsent),
} as const

const mayRead = endUser(
  ['altinn:consentrequests.read', 'altinn:enduser/consentrequests.read'],
  ['altinn:consentrequests.read', 'altinn:consentrequests.write'],
)

const mayWrite = endUser(
  ['altinn:consentrequests.write', 'altinn:enduser/consentrequests.write'],
  ['altinn:consentrequests.write'],
)

/** Consents that an organisation asks people for. */
export const consentRequests = [
  {
    ...shared,
    id: 'enterprise/consent-requests/list-consent-requests',
    catalogue: 'CON-01',
    method: 'GET',
    path: '/api/consentRequests',
    params: {},
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
    whenMoved: notAnswered(followConsents),
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/get-consent-request',
    catalogue: 'CON-02',
    method: 'GET',
    path: '/api/consentRequests/{authorizationCode}',
    params: { authorizationCode: guid },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/create-consent-request',
    catalogue: 'CON-03',
    method: 'POST',
    path: '/api/consentRequests',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/delete-consent-request',
    catalogue: 'CON-04',
    method: 'DELETE',
    path: '/api/consentRequests/{authorizationCode}',
    params: { authorizationCode: guid },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    whenMoved: notContinued(noDeletion),
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/get-consent-request-by-old-name',
    catalogue: 'CON-05',
    method: 'GET',
    path: '/api/consentRequest/{authorizationCode}',
    params: { authorizationCode: guid },
    ...reads,
    scopes: mayRead,
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/delete-consent-request-by-old-name',
    catalogue: 'CON-06',
    method: 'DELETE',
    path: '/api/consentRequest/{authorizationCode}',
    params: { authorizationCode: guid },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    whenMoved: notContinued(noDeletion),
  },
  {
    ...shared,
    id: 'enterprise/consent-requests/create-consent-request-by-old-name',
    catalogue: 'CON-07',
    method: 'POST',
    path: '/api/consentRequest',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
