import { serviceLinks, toServiceProperties } from '../../../altinn2/service-metadata.ts'
import { GatewayError } from '../../../errors.ts'
import type { PublicTranslation } from '../../../translation.ts'
import { describeServices, movedServices } from './describe-services.ts'

/** A service of messages, by what the services file and the resource registry say of it. */
export const getCorrespondence: PublicTranslation = async (request, ports) => {
  const targets = request.targets.filter(({ moved }) => moved.to === 'correspondence')
  const moved = movedServices(targets, ports.now())
  const [found] = await describeServices(moved, request, ports)
  if (found === undefined) throw new GatewayError('NOT_FOUND')
  const { description } = found
  return {
    status: 200,
    body: {
      kind: 'resource',
      resource: {
        type: 'ServiceMetaData',
        properties: { ...toServiceProperties(description), EUSEnabled: true },
        links: serviceLinks(description.key, description.type),
      },
    },
  }
}
