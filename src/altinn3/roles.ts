import Type, { type Static } from 'typebox'
import { maybe, reader, type Operation } from './operation.ts'

// Altinn/altinn-authorization-tmp, Api.Contracts RoleDto.cs; ids and providers are not needed.
const Listed = Type.Object({
  code: maybe(Type.String()),
  name: maybe(Type.String()),
  description: maybe(Type.String()),
  urn: maybe(Type.String()),
  legacyRoleCode: maybe(Type.String()),
  legacyUrn: maybe(Type.String()),
})

/** A role of access management, with its texts in one language. */
export interface Role {
  /** Altinn 2's code of it, or its own where it never had another; in lower case. */
  readonly code: string
  readonly name: string
  readonly description: string
  /** How policies may name it, in lower case: `urn:altinn:rolecode:dagl`. */
  readonly urns: readonly string[]
}

/**
 * All roles, for everybody: RolesController.cs of access management's metadata. A language that it does
 * not have texts in is answered in bokmål.
 */
export const listRoles: Operation<{ readonly language: 'nb' | 'nn' | 'en' }, readonly Role[]> = {
  name: 'access-management/list-roles',
  method: 'GET',
  isPublic: true,
  target: () => '/accessmanagement/api/v1/meta/info/roles',
  headers: ({ language }) => ({ 'accept-language': language }),
  read: (body) => readList(body).flatMap(toRole),
  retry: 'again',
  outcomes: {},
}

const readList = reader(Type.Array(Listed))

function toRole(listed: Static<typeof Listed>): readonly Role[] {
  const { code, name, description, urn, legacyRoleCode, legacyUrn } = listed
  if (!code) return []
  const urns = [urn, legacyUrn].flatMap((one) => (one ? [one.toLowerCase()] : []))
  return [
    {
      code: (legacyRoleCode ?? code).toLowerCase(),
      name: name ?? '',
      description: description ?? '',
      urns,
    },
  ]
}
