import { missingKeys } from './order.ts'
import type { Errors } from './problem.ts'
import { ranges, type Bounds, type Search } from './query.ts'

/** ApplicationSettings.cs, EndUserSearchQueryLimits; `/metadata/limits` tells them. */
export const limits = {
  maxPartyFilterValues: 100,
  maxServiceResourceFilterValues: 20,
  maxOrgFilterValues: 20,
  maxExtendedStatusFilterValues: 20,
} as const

/** SearchDialogQueryValidator.cs */
export function validateSearch(search: Search): Errors {
  const { serviceResource, party } = search
  const found: readonly Objection[] = [
    ...pageOf(search),
    ...when((search.search?.length ?? 3) < 3, 'Search', tooShort),
    ...when(serviceResource.length === 0 && party.length === 0, '', nowhere),
    ...party.flatMap((urn, place) => when(!isParty.test(urn), `Party[${place}]`, noParty)),
    ...tooMany('Org', search.org, limits.maxOrgFilterValues),
    ...tooMany('ServiceResource', serviceResource, limits.maxServiceResourceFilterValues),
    ...tooMany('Party', party, limits.maxPartyFilterValues),
    ...tooMany('ExtendedStatus', search.extendedStatus, limits.maxExtendedStatusFilterValues),
    ...crossed(search.bounds),
  ]
  return Object.fromEntries(found.map(([name, text]) => [name, [text]]))
}

/** What it is about, and what is wrong with it. */
type Objection = readonly [string, string]

const tooShort = "The length of 'Search' must be at least 3 characters."
const nowhere = 'Either ServiceResource or Party must be specified.'
const noParty = "'Party' must be on format 'urn:altinn:...'."

function pageOf({ limit, continuation, order }: Search): readonly Objection[] {
  const missing = continuation === undefined ? [] : missingKeys(order, continuation)
  const keys = missing.join(',')
  return [
    ...when(
      limit < 1 || limit > 1_000,
      'Limit',
      `'Limit' must be between 1 and 1000. You entered ${limit}.`,
    ),
    ...when(
      missing.length > 0,
      'ContinuationToken',
      `'Continuation Token' does not match OrderBy. Missing token keys: [${keys}].`,
    ),
  ]
}

function tooMany(name: string, values: readonly string[], most: number): readonly Objection[] {
  const text = `'${name} Count' must be less than or equal to '${most}'.`
  return when(values.length > most, `${name}.Count`, text)
}

function crossed(bounds: Bounds): readonly Objection[] {
  return ranges.flatMap((name) => {
    const [after = 0, before = 0] = bounds[name] ?? []
    const Name = name.charAt(0).toUpperCase() + name.slice(1)
    const text = `'${Name}After' must be less than or equal to '${Name}Before'.`
    return when(after > before, `${Name}After`, text)
  })
}

function when(isSo: boolean, name: string, text: string): readonly Objection[] {
  return isSo ? [[name, text]] : []
}

/** FluentValidationPartyIdentifierExtensions.cs, as far as parties here have such names. */
export const isParty =
  /^urn:altinn:(?:organization:identifier-no:\d{9}|person:identifier-no:\d{11}|person:idporten-email:\S+)$/
