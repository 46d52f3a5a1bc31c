import { needApp } from '../../../altinn2/app.ts'
import { toAppResourceId } from '../../../altinn3/resource-id.ts'
import { GatewayError } from '../../../errors.ts'
import type { PublicTranslation } from '../../../translation.ts'
import { listRequirements } from './requirements.ts'

/** The roles that give something of an app, whether the services file names it or not. */
export const listRoleRequirementsOfApp: PublicTranslation = async (request, ports) => {
  const app = needApp(request.query)
  // An answer to either alone would be wider than what is asked.
  if (request.query.one('serviceCode') !== undefined) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'app' })
  }
  const isListed = request.targets.some(({ moved }) => moved.to === 'app' && moved.app === app)
  const namedBy = isListed ? undefined : 'caller'
  return listRequirements([toAppResourceId(app)], request, ports, namedBy)
}
