import { parseMicroseconds } from '../altinn2/date-time.ts'
import type { Resource } from '../altinn2/response.ts'

type Properties = Resource['properties']

/** What a row of Altinn 2's must have to be the same as one of Altinn 3's. */
export interface Twin {
  readonly id: Properties[string] | undefined
  readonly likeness: string | undefined
}

export function toTwin(properties: Properties): Twin {
  return { id: properties.MessageId, likeness: likenessOf(properties) }
}

/**
 * Those of Altinn 2's rows that Altinn 3 does not have, too. What was migrated is known by its number
 * where Altinn 3 shows that one, and a correspondence by its service, subject and date; of several
 * that are alike in these, so many are left out as Altinn 3 has.
 */
export function withoutTwins<Row extends { readonly properties: Properties }>(
  theirs: readonly Row[],
  ours: readonly Twin[],
): readonly Row[] {
  const ids = new Set(ours.map(({ id }) => id))
  const alike = new Map<string, number>()
  for (const { likeness: key } of ours) {
    if (key !== undefined) alike.set(key, (alike.get(key) ?? 0) + 1)
  }
  return theirs.filter(({ properties }) => {
    if (ids.has(properties.MessageId ?? null)) return false
    const key = likenessOf(properties)
    const left = key === undefined ? 0 : (alike.get(key) ?? 0)
    if (key !== undefined && left > 0) alike.set(key, left - 1)
    return left === 0
  })
}

/** As much of a subject as a dialog's title has. */
const longestTitle = 255

/** Of a correspondence that Altinn 2 may have had; ours have ids of their own. */
function likenessOf(properties: Properties): string | undefined {
  const { Type, ServiceCode, ServiceEdition, Subject, CreatedDate } = properties
  // An empty code is that of what Altinn 2 never had.
  if (Type !== 'Correspondence' || typeof ServiceCode !== 'string' || ServiceCode === '')
    return undefined
  const created = typeof CreatedDate === 'string' ? parseMicroseconds(CreatedDate) : undefined
  if (created === undefined || typeof Subject !== 'string') return undefined
  const second = Math.floor(created / 1_000_000)
  const title = Subject.slice(0, longestTitle).trim()
  return JSON.stringify([ServiceCode.toLowerCase(), ServiceEdition, second, title])
}
