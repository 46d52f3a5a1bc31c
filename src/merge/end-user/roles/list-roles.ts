import { roles } from '../../../translate/end-user/roles/list-roles.ts'
import { roleLinks } from '../../../translate/end-user/roles/role-links.ts'
import { mergedList } from '../../list.ts'

/** A local role has no code, and is Altinn 2's alone. */
export const mergeRoles = mergedList(roles, {
  toResource: (properties, { params }) => ({
    type: 'Role',
    properties,
    ...(properties.RoleType === 'Local' ? {} : roleLinks(properties, params.who)),
  }),
  keyOf: ({ RoleDefinitionCode: code }) => (typeof code === 'string' ? code : undefined),
})
