import { languageOf } from '../../../altinn2/language.ts'
import { Query } from '../../../altinn2/query.ts'
import type { Resource } from '../../../altinn2/response.ts'
import { services } from '../../../translate/metadata/services/list-services.ts'
import { mergedList } from '../../list.ts'

/** Altinn 2's services, and in place of those that have moved what Altinn 3 says of them. */
export const mergeServices = mergedList(services, {
  toResource: (properties, _, links) => ({
    type: services.type,
    properties,
    ...(links === undefined ? {} : { links }),
  }),
  keyOf: serviceKeyOf,
  // Altinn 2 links to role requirements in three ways: by service and edition, by scheme, and by app.
  keepsLinks: true,
  // It takes no token: what a caller adds to the query must not make one more list to keep.
  asks: ({ query, settings }) =>
    new Query([['language', `${languageOf(query, settings.language)}`]]),
})

/** A delegation scheme (`AppId:<n>`) has no edition in Altinn 2, and one in the services file. */
function serviceKeyOf({
  ServiceCode: code,
  ServiceEditionCode: edition,
}: Resource['properties']): string | undefined {
  if (typeof code !== 'string') return undefined
  if (code.includes(':')) return code.toLowerCase()
  return typeof edition === 'number' ? `${code.toLowerCase()}/${edition}` : undefined
}
