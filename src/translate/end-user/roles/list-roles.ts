import { languageOf } from '../../../altinn2/language.ts'
import { roleModel } from '../../../altinn2/rights.ts'
import type { Resource } from '../../../altinn2/response.ts'
import { listed, type List } from '../../../parties/odata-list.ts'
import { findAccess } from '../../../parties/own-access.ts'
import { knownRoles, type KnownRole } from '../../../roles/role-definitions.ts'
import { roleLinks } from './role-links.ts'

export const roles: List = {
  model: roleModel,
  type: 'Role',
  relation: 'roles',
  links: ({ self }) => ({ form: 'object', to: { self: { to: self } } }),
  rows: async (request, ports) => {
    const access = await findAccess(request, ports)
    const held = new Set(access?.roles)
    // A system user usually holds packages and resources, and no roles: then nothing is asked.
    if (held.size === 0) return { rows: [], isCut: false }
    const { query, settings, params } = request
    const known = await knownRoles(languageOf(query, settings.language), settings, ports)
    const own = known.filter(({ role }) => held.has(role.code))
    return { rows: own.map((one) => toRole(one, params.who)), isCut: false }
  },
}

/** The roles of Altinn 2's that the caller holds for the party; Altinn 3's own were none there. */
export const listRoles = listed(roles)

/** Without id, delegator and time, as Altinn 2 showed roles of registers. */
function toRole({ definition, role }: KnownRole, who: string | undefined): Resource {
  const properties = {
    RoleType: definition.type,
    RoleDefinitionId: definition.number,
    RoleName: role.name,
    RoleDescription: role.description,
    RoleDefinitionCode: definition.code,
  }
  return { type: 'Role', properties, ...roleLinks(properties, who) }
}
