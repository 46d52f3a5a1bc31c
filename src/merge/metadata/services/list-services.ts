import { languageOf } from '../../../altinn2/language.ts'
import { Query } from '../../../altinn2/query.ts'
import type { Resource } from '../../../altinn2/response.ts'
import { serviceLinks } from '../../../altinn2/service-metadata.ts'
import { services } from '../../../translate/metadata/services/list-services.ts'
import { mergedList } from '../../list.ts'

type Properties = Resource['properties']

/** Altinn 2's services, and in place of those that have moved what Altinn 3 says of them. */
export const mergeServices = mergedList(services, {
  toResource: (properties) => ({
    type: services.type,
    properties,
    ...linksOf(properties),
  }),
  keyOf: ({ ServiceCode: code, ServiceEditionCode: edition }) =>
    typeof code === 'string' && typeof edition === 'number'
      ? `${code.toLowerCase()}/${edition}`
      : undefined,
  // Anybody may ask: what a caller adds must not make one more list to keep.
  asks: ({ query, settings }) =>
    new Query([['language', `${languageOf(query, settings.language)}`]]),
})

function linksOf({
  ServiceCode: code,
  ServiceEditionCode: edition,
  ServiceType: type,
}: Properties): Pick<Resource, 'links'> {
  if (typeof code !== 'string' || typeof edition !== 'number') return {}
  return { links: serviceLinks({ code, edition }, typeof type === 'string' ? type : '') }
}
