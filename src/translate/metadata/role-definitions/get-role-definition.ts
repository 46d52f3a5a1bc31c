import { gettingRoleDefinition } from '../../../roles/answers.ts'
import { publicRoleDefinitions } from '../../../roles/role-definitions.ts'

/** One role, open to everybody. */
export const getRoleDefinition = gettingRoleDefinition(
  () => publicRoleDefinitions,
  ({ roleDefinitionId }) => roleDefinitionId,
  { withRights: false },
)
