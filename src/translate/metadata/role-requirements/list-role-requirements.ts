import { GatewayError } from '../../../errors.ts'
import { needResourceIds } from '../../../parties/resource-ids.ts'
import type { PublicTranslation } from '../../../translation.ts'
import { listRequirements } from './requirements.ts'

/** The roles that give something of a service, in all the places that it went to. */
export const listRoleRequirements: PublicTranslation = async (request, ports) => {
  if (request.query.one('serviceCode') === undefined) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'serviceCode' })
  }
  return listRequirements(needResourceIds(request.targets), request, ports)
}
