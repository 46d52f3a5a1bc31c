import {
  organizations,
  toLinkedOrganization,
} from '../../../translate/end-user/organizations/organization-list.ts'
import { mergedList } from '../../list.ts'
import { reporteeKeyOf } from '../../reportee-key.ts'

export const mergeOrganizations = mergedList(organizations, {
  toResource: toLinkedOrganization,
  keyOf: reporteeKeyOf,
})
