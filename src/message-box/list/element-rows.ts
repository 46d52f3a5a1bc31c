import { parseMicroseconds } from '../../altinn2/date-time.ts'
import type { Language } from '../../altinn2/language.ts'
import type { Resource } from '../../altinn2/response.ts'
import { GatewayError } from '../../errors.ts'
import type { Narrowing } from './narrowing.ts'

/** An element of the message box before it is shown. */
export interface Listed {
  /** With its letter; the one that is ours, or that costs nothing to know. */
  readonly id: string
  /** Microseconds since 1970. */
  readonly changed: number
  /** Of Altinn 3's: it is in the bin. */
  readonly isBinned?: boolean
  readonly show: () => Resource
  /** The same as a page shows it, where that takes a look at the element. */
  readonly showOnPage?: () => Promise<Resource>
}

export interface Listing {
  readonly elements: readonly Listed[]
  /** There are more than could be read. */
  readonly isCut: boolean
}

/** Which elements of its kind a list is about. */
export interface ListedPart {
  readonly narrowing: Narrowing
  readonly language: Language
  /** The bin's contents, or all but these; `undefined`: both, as they are at one moment. */
  readonly isBin: boolean | undefined
}

/** How far a list must be read. */
export interface Wanted {
  /** So many of the latest; `Infinity`: all. */
  readonly count: number
  /** Those that are wanted. It yields to other requests where there are many. */
  readonly keep: (elements: readonly Listed[]) => Promise<readonly Listed[]>
}

/** The latest of what there is, as Altinn 3 gave it at one moment. */
export interface Latest {
  readonly elements: readonly Listed[]
  /** Microseconds: what there is besides has not been changed since. `undefined`: there is no more. */
  readonly until?: number
}

/** Elements of one kind that an answer is made of; each about two kilobytes while it is read. */
export const mostElements = 5_000
/** Some of what comes is not to be shown: hidden, in the bin, or somebody else's right. */
const spare = 25
/** Where that was too little, something is filtered that Altinn 3 cannot be told: most of the rest, too. */
const growth = 10

/**
 * Reads more and more until there is enough, each time from the latest on: one answer of Altinn 3's
 * is a moment's truth, and pages of one are not, since what changes meanwhile moves between them.
 */
export async function readLatest(
  { count, keep }: Wanted,
  read: (size: number) => Promise<Latest>,
): Promise<Listing> {
  for (let size = count + spare; ; size *= growth) {
    const asked = Math.min(size, mostElements)
    const { elements, until } = await read(asked)
    const kept = await keep(elements)
    if (until === undefined) return { elements: kept, isCut: false }
    // Of those that changed at the last moment that was read, some may have been left out.
    const settled = kept.filter(({ changed }) => changed > until)
    if (settled.length >= count) return { elements: settled, isCut: false }
    if (asked === mostElements) return { elements: kept, isCut: true }
  }
}

/** The last changed first; of those of one moment, the one with the highest number. */
export function compareListed(one: Listed, other: Listed): number {
  return other.changed - one.changed || compareNumbers(other.id, one.id)
}

/** By their digits, which are too many for a number. */
function compareNumbers(one: string, other: string): number {
  const [first, second] = [one.slice(1), other.slice(1)]
  if (first.length !== second.length) return first.length - second.length
  return first < second ? -1 : Number(first > second)
}

/** Microseconds since 1970. Throws `ALTINN3_UNREADABLE` for what Altinn 3 cannot mean. */
export function needMoment(text: string): number {
  const moment = parseMicroseconds(text)
  if (moment === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return moment
}
