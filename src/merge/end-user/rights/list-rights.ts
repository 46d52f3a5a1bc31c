import type { Resource } from '../../../altinn2/response.ts'
import { rights } from '../../../translate/end-user/rights/list-rights.ts'
import { mergedList } from '../../list.ts'

export const mergeRights = mergedList(rights, {
  toResource: (properties) => ({ type: 'Right', properties }),
  keyOf: rightKeyOf,
})

/**
 * Rights to a service are the same by service, action and source, whatever their numbers. Those to a message
 * or to a resource of Altinn 2's own are like no other.
 */
function rightKeyOf(properties: Resource['properties']): string | undefined {
  const { RightType, ServiceCode, ServiceEditionCode, Action, RightSourceType } = properties
  const { MessageID, SystemResourceID } = properties
  if (RightType !== 'Service' || MessageID !== undefined || SystemResourceID !== undefined) {
    return undefined
  }
  const isByRole = RightSourceType === 'RoleTypeRights'
  return JSON.stringify([ServiceCode, ServiceEditionCode, Action, isByRole])
}
