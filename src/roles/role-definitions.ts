import type { Language } from '../altinn2/language.ts'
import type { Resource } from '../altinn2/response.ts'
import type { RoleDefinition } from '../altinn2/role-definitions.ts'
import type { Role } from '../altinn3/roles.ts'
import type { PublicPorts, TranslationSettings } from '../translation.ts'

/** Where everybody reads them: a path. */
export const publicRoleDefinitions = '/api/metadata/roledefinitions'

/** One of Altinn 2's roles and what Altinn 3 says of it. */
export interface KnownRole {
  readonly definition: RoleDefinition
  readonly role: Role
}

/** The roles that both platforms know, ascending by number. */
export async function knownRoles(
  language: Language,
  { roleDefinitions }: TranslationSettings,
  { look }: PublicPorts,
): Promise<readonly KnownRole[]> {
  const roles = new Map((await look.roles(language)).map((role) => [role.code, role]))
  return roleDefinitions.all.flatMap((definition) => {
    const role = roles.get(definition.code.toLowerCase())
    return role === undefined ? [] : [{ definition, role }]
  })
}

/**
 * Altinn 2's model of a role; what it has none of is left out.
 *
 * @param base path below which the role's own address is
 */
export function toRoleDefinition({ definition, role }: KnownRole, base: string): Resource {
  const { type, number, code, parents, children } = definition
  return {
    type: 'RoleDefinition',
    properties: {
      RoleType: type,
      RoleDefinitionId: number,
      RoleName: role.name,
      RoleDescription: role.description,
      RoleDefinitionCode: code,
      ...(parents.length === 0 ? {} : { ParentRoleDefinitionIds: parents }),
      ...(children.length === 0 ? {} : { ChildRoleDefinitionIds: children }),
    },
    links: { form: 'object', to: { self: { to: `${base}/${number}` } } },
  }
}
