import { gettingRoleDefinition } from '../../../roles/answers.ts'
import { baseOfParty } from './base-of-party.ts'

/** One role. Its rights are in Altinn 3's policies, service by service: the list of them is empty. */
export const getRoleDefinition = gettingRoleDefinition(
  baseOfParty,
  ({ roleTypeId }) => roleTypeId,
  { withRights: true },
)
