import { missingKeys } from './altinn3-dialogporten-order.ts'
import type { Errors } from './altinn3-dialogporten-problem.ts'
import { ranges, type Bounds, type Search } from './altinn3-dialogporten-query.ts'

/** ApplicationSettings.cs, EndUserSearchQueryLimits; `/metadata/limits` tells them. */
export const limits = {
  maxPartyFilterValues: 100,
  maxServiceResourceFilterValues: 20,
  maxOrgFilterValues: 20,
  maxExtendedStatusFilterValues: 20,
} as const

/** SearchDialogQueryValidator.cs */
export function validateSearch(search: Search): Errors {
  const { serviceResource, party, limit, continuation, order } = search
  const missing = continuation === undefined ? [] : missingKeys(order, continuation)
  const tooMany = (name: string, values: readonly string[], most: number): [string, string][] =>
    values.length <= most
      ? []
      : [[`${name}.Count`, `'${name} Count' must be less than or equal to '${most}'.`]]
  const found: readonly (readonly [string, string])[] = [
    ...when(
      limit < 1 || limit > 1_000,
      'Limit',
      `'Limit' must be between 1 and 1000. You entered ${limit}.`,
    ),
    ...when(
      missing.length > 0,
      'ContinuationToken',
      `'Continuation Token' does not match OrderBy. Missing token keys: [${missing.join(',')}].`,
    ),
    ...when(
      search.search !== undefined && search.search.length < 3,
      'Search',
      "The length of 'Search' must be at least 3 characters.",
    ),
    ...when(
      serviceResource.length === 0 && party.length === 0,
      '',
      'Either ServiceResource or Party must be specified.',
    ),
    ...party.flatMap((urn, place) =>
      when(!isParty.test(urn), `Party[${place}]`, `'Party' must be on format 'urn:altinn:...'.`),
    ),
    ...tooMany('Org', search.org, limits.maxOrgFilterValues),
    ...tooMany('ServiceResource', serviceResource, limits.maxServiceResourceFilterValues),
    ...tooMany('Party', party, limits.maxPartyFilterValues),
    ...tooMany('ExtendedStatus', search.extendedStatus, limits.maxExtendedStatusFilterValues),
    ...crossed(search.bounds),
  ]
  return Object.fromEntries(found.map(([name, text]) => [name, [text]]))
}

function crossed(bounds: Bounds): readonly (readonly [string, string])[] {
  return ranges.flatMap((name) => {
    const [after = 0, before = 0] = bounds[name] ?? []
    const Name = name.charAt(0).toUpperCase() + name.slice(1)
    const text = `'${Name}After' must be less than or equal to '${Name}Before'.`
    return when(after > before, `${Name}After`, text)
  })
}

function when(isSo: boolean, name: string, text: string): readonly (readonly [string, string])[] {
  return isSo ? [[name, text]] : []
}

/** FluentValidationPartyIdentifierExtensions.cs, as far as parties here have such names. */
export const isParty =
  /^urn:altinn:(?:organization:identifier-no:\d{9}|person:identifier-no:\d{11}|person:idporten-email:\S+)$/
