import { organizations } from '../../../translate/end-user/organizations/list-organizations.ts'
import { organizationView } from '../../../translate/end-user/organizations/organization-view.ts'
import { toRowBeside } from '../../../parties/party-list.ts'
import { mergedList } from '../../list.ts'
import { uniqueParties } from '../../reportee-key.ts'

export const mergeOrganizations = mergedList(organizations, {
  toResource: toRowBeside(organizationView),
  ...uniqueParties,
})
