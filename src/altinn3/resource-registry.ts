import Type, { type Static } from 'typebox'
import { maybe, reader, Texts, type Operation } from './operation.ts'

const registry = '/resourceregistry/api/v1/resource'

const pathOf = (id: string): string => `${registry}/${encodeURIComponent(id)}`

// Altinn/altinn-resource-registry ServiceResource.cs, CompetentAuthority.cs.
const RegisteredResource = Type.Object({
  /** By `nb`, `nn`, `en`. */
  title: maybe(Texts),
  hasCompetentAuthority: maybe(
    Type.Object({
      /** The service owner's code, in any case of letters. */
      orgcode: maybe(Type.String()),
      name: maybe(Texts),
    }),
  ),
  enterpriseUserEnabled: maybe(Type.Boolean()),
  resourceType: maybe(Type.String()),
  delegable: maybe(Type.Boolean()),
})

export type RegisteredResource = Static<typeof RegisteredResource>

export interface ResourceNamed {
  readonly id: string
}

/** Milliseconds: callers wait for names, and have others where these do not come. */
const deadline = 3_000

/** A resource as it is published; an app that was not is made of what Storage says (`app_{org}_{app}`). */
export const getResource: Operation<ResourceNamed, RegisteredResource> = {
  name: 'resource-registry/get-resource',
  method: 'GET',
  isPublic: true,
  target: ({ id }) => pathOf(id),
  read: reader(RegisteredResource),
  retry: 'again',
  deadline,
  // Texts of consents may be long.
  maxAnswerBytes: 1024 * 1024,
  outcomes: { 400: 'absent', 404: 'absent' },
}

// UrnJsonTypeValue: a URN in two parts.
const Attribute = Type.Object({ type: Type.String(), value: Type.String() })

// Altinn/altinn-resource-registry PolicyRuleDTO.cs.
const PolicyRule = Type.Object({
  subject: Type.Array(Attribute),
  action: Attribute,
  resource: Type.Array(Attribute),
})

export type PolicyRule = Static<typeof PolicyRule>

/** The rules of a resource's policy, each for one subject and one action (ResourceController.cs). */
export const listPolicyRules: Operation<ResourceNamed, readonly PolicyRule[]> = {
  name: 'resource-registry/list-policy-rules',
  method: 'GET',
  isPublic: true,
  target: ({ id }) => `${pathOf(id)}/policy/rules`,
  read: reader(Type.Array(PolicyRule)),
  retry: 'again',
  deadline,
  maxAnswerBytes: 2 * 1024 * 1024,
  outcomes: { 400: 'absent', 404: 'absent' },
}
