import { everybody } from '../../../altinn3/access-management.ts'
import { listed } from '../../../parties/odata-list.ts'
import { partyList } from '../../../parties/party-list.ts'
import { organizationView } from './organization-view.ts'

export const organizations = partyList(organizationView, () => everybody)

/** The organisations that the caller may act for. */
export const listOrganizations = listed(organizations)
