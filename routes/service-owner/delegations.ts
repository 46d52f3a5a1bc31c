import { integer } from '../../src/altinn2/parameters.ts'
import { notAnswered, type Endpoint } from '../../src/endpoint.ts'
import { megabyte, migration, nowhere, serviceOwner, writesWithoutRequestBody } from '../shared.ts'

const packages = {
  advice:
    "Give and revoke access packages on behalf of a citizen through access management's connections for service owners",
  guide: `${migration}/rest-te/autorisasjon/#delegations`,
} as const

const shared = {
  group: 'service-owner/delegations',
  strategy: 1,
  callers: ['organisation'],
  finds: nowhere,
  whenMoved: notAnswered(packages),
} as const

const mayWrite = serviceOwner(
  ['altinn:serviceowner/delegations.write'],
  ['altinn:serviceowner/delegations:accesspackage.write'],
)

/** Roles delegated on behalf of a citizen. */
export const serviceOwnerDelegations = [
  {
    ...shared,
    id: 'service-owner/delegations/delegate-roles',
    catalogue: 'SO-07',
    method: 'POST',
    path: '/api/serviceowner/delegations/roles',
    params: {},
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: mayWrite,
  },
  {
    ...shared,
    id: 'service-owner/delegations/delete-delegated-role',
    catalogue: 'SO-08',
    method: 'DELETE',
    path: '/api/serviceowner/delegations/roles/{roleId}',
    params: { roleId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
  },
] as const satisfies readonly Endpoint[]
