// ASP.NET sorted texts in the culture of its server; that this was Norwegian is inferred.
const norwegian = new Intl.Collator('nb')

/** Of a text that orders rows: as many as a title has in Altinn 3, and one. */
const maxCharacters = 256
/** Of one whose accents stand apart, for which the collator takes a hundred times as long. */
const maxCharactersApart = 64

/** Accents and parts of letters that may stand apart. */
const parts = /[\p{M}\u1100-\u11ff]/u
/** What the collator has no quick way for. */
const notLatin = /[\u0300-\uffff]/

/** As much of a text as orders it. */
export interface SortKey {
  readonly text: string
  /** Units of work of one comparison, at most. */
  readonly units: number
}

/** Accents are put to their letters once, so that most texts have none that stand apart. */
export function toSortKey(whole: string, count: (units: number) => void): SortKey {
  const text = whole.slice(0, maxCharacters)
  count(1 + (text.length >> 3))
  if (!notLatin.test(text)) return { text, units: 4 + (text.length >> 3) }
  if (!parts.test(text)) return { text, units: 4 + (text.length >> 1) }
  count(4 * text.length)
  const composed = text.normalize('NFC')
  if (!parts.test(composed)) return { text: composed, units: 4 + (composed.length >> 1) }
  const start = composed.slice(0, maxCharactersApart)
  return { text: start, units: 4 + 10 * start.length }
}

/** Negative, zero or positive. */
export function compareSortKeys(
  one: SortKey,
  other: SortKey,
  count: (units: number) => void,
): number {
  if (one.text === other.text) {
    count(1 + (one.text.length >> 6))
    return 0
  }
  count(Math.min(one.units, other.units))
  return norwegian.compare(one.text, other.text)
}
