import {
  serviceLinks,
  serviceModel,
  toServiceProperties,
} from '../../../altinn2/service-metadata.ts'
import { listed, type List } from '../../../parties/odata-list.ts'
import type { PublicPorts, PublicTranslationRequest } from '../../../translation.ts'
import { describeServices, movedServices } from './describe-services.ts'

/** The services that have moved; what an app says of itself is not asked for here. */
export const services: List<PublicTranslationRequest, PublicPorts> = {
  model: serviceModel,
  type: 'ServiceMetaData',
  relation: 'metadata',
  // What Altinn 2's page without `$top` held is not documented; too few rows would be taken for all.
  rowsPerPage: 10_000,
  links: ({ self }) => ({ form: 'object', to: { self: { to: self } } }),
  rows: async (request, ports) => {
    const moved = movedServices(request.targets, ports.now())
    const described = await describeServices(moved, request, ports)
    const rows = described.map(({ description }) => ({
      type: 'ServiceMetaData',
      properties: toServiceProperties(description),
      links: serviceLinks(description.key, description.type),
    }))
    return { rows, isCut: false }
  },
}

export const listServices = listed(services)
