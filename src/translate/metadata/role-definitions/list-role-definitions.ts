import { listingRoleDefinitions } from '../../../roles/answers.ts'
import { publicRoleDefinitions } from '../../../roles/role-definitions.ts'

/** The roles that exist for everybody, open to everybody. */
export const listRoleDefinitions = listingRoleDefinitions(() => publicRoleDefinitions)
