import type { Resource } from './response.ts'

/** The rows of one of Altinn 2's lists, before a page is taken of them. */
export interface Rows {
  readonly rows: readonly Resource[]
  /** There are more than could be read. */
  readonly isCut: boolean
  /** What the list lacks since it could not be read, in the words of `X-Warning-ListPartial`. */
  readonly missing?: readonly string[]
  /** Known, and not wanted on the list, whatever another side says of them. */
  readonly hidden?: readonly Resource[]
}

/** Altinn/docs content/api/rest/meldinger/hente.md; the value is not documented. */
export const cut = { 'X-Warning-LimitReached': 'true' } as const

/** What the answer says of a list that lacks something. */
export function partial(missing: readonly string[]): Readonly<Record<string, string>> {
  return missing.length === 0 ? {} : { 'X-Warning-ListPartial': missing.join(' ') }
}
