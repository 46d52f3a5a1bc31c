import { translated, type Endpoint } from '../../src/endpoint.ts'
import { listRoleRequirements } from '../../src/translate/metadata/role-requirements/list-role-requirements.ts'
import { listRoleRequirementsOfApp } from '../../src/translate/metadata/role-requirements/list-role-requirements-of-app.ts'
import { migration, noScopes, nowhere, reads, serviceInQuery } from '../shared.ts'

const policies = {
  advice: "Read the rules of the resource's policy in the resource registry",
  guide: `${migration}/rest-sbs/metadata/#migreringsstrategi`,
} as const

const losses = [
  'Access packages give services too, and cannot be shown: a caller without one of the roles may have access.',
  '`AppliesTo`, with steps and security levels, is absent.',
] as const

const shared = {
  group: 'metadata/role-requirements',
  strategy: 'undecided',
  callers: 'public',
  scopes: noScopes,
  finds: nowhere,
  losses,
} as const

/** Which roles open a service. */
export const roleRequirements = [
  {
    ...shared,
    id: 'metadata/role-requirements/list-role-requirements',
    catalogue: 'MET-10',
    method: 'GET',
    path: '/api/metadata/rolerequirements',
    params: {},
    ...reads,
    finds: serviceInQuery,
    whenMoved: translated('any', listRoleRequirements, policies),
  },
  {
    ...shared,
    id: 'metadata/role-requirements/list-role-requirements-of-app',
    catalogue: 'MET-11',
    method: 'GET',
    path: '/api/metadata/rolerequirements',
    params: {},
    whenQuery: ['app'],
    ...reads,
    whenMoved: translated('any', listRoleRequirementsOfApp, policies),
  },
] as const satisfies readonly Endpoint[]
