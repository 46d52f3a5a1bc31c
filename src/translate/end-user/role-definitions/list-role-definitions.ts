import { listingRoleDefinitions } from '../../../roles/answers.ts'
import { baseOfParty } from './base-of-party.ts'

/** The roles that exist for everybody; local roles have ended. */
export const listRoleDefinitions = listingRoleDefinitions(baseOfParty)
