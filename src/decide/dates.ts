import type { Endpoint } from '../endpoint.ts'
import type { Pointer } from '../pointer.ts'
import { hasMoved, type Circumstances } from './decide.ts'
import { isOver, wentNowhere, useInsteadOf, type GroupEntry } from './register.ts'
import type { Refusal } from './plan.ts'
import type { Resolved } from './service-and-plan.ts'

/** Moments that an answer tells of, in milliseconds since 1970. */
export interface Dates {
  /** Something else is the one to call from then on. */
  readonly deprecation?: number
  /** It is not answered like this after that. */
  readonly sunset?: number
  /** What replaces the call, or where to read of it; there when a date is. */
  readonly pointer?: Pick<Pointer, 'successor' | 'guide'>
}

/** Who answers in the end, which the plan alone does not say. */
export type AnsweredBy = 'altinn2' | 'altinn3' | 'both' | 'gateway'

interface Moments {
  readonly deprecations: readonly (number | undefined)[]
  readonly sunsets: readonly (number | undefined)[]
}

/** The earliest of the dates that concern an answer. */
export function datesOf(
  row: Endpoint,
  resolved: Resolved,
  given: Circumstances,
  by: AnsweredBy,
): Dates {
  const moments = momentsBy[by](row, resolved, given)
  const [deprecation, sunset] = [earliest(moments.deprecations), earliest(moments.sunsets)]
  if (deprecation === undefined && sunset === undefined) return {}
  return {
    ...(deprecation === undefined ? {} : { deprecation }),
    ...(sunset === undefined ? {} : { sunset }),
    pointer: pointerOf(row, resolved),
  }
}

/** Those of a refusal that depends on no service. */
export function datesOfOperation(
  row: Endpoint,
  because: Refusal,
  given: Omit<Circumstances, 'organization'>,
): Dates {
  const plan = { do: 'refuse', because } as const
  const resolved = { found: { kind: 'group' }, service: undefined, entries: [], plan } as const
  return datesOf(row, resolved, { ...given, organization: undefined }, 'gateway')
}

type MomentsOf = (row: Endpoint, resolved: Resolved, given: Circumstances) => Moments

const momentsBy: Readonly<Record<AnsweredBy, MomentsOf>> = {
  altinn2: momentsOfAltinn2,
  altinn3: momentsOfAltinn3,
  both: (row, resolved, given) => {
    const all = [momentsOfAltinn2, momentsOfAltinn3].map((of) => of(row, resolved, given))
    return {
      deprecations: all.flatMap(({ deprecations }) => deprecations),
      sunsets: all.flatMap(({ sunsets }) => sunsets),
    }
  },
  gateway: momentsOfRefusal,
}

function momentsOfAltinn2(row: Endpoint, resolved: Resolved, given: Circumstances): Moments {
  const { entries } = resolved
  const { closes, submissionsClose } = given.altinn2Dates
  const isAhead = (moment: number | undefined): boolean => (moment ?? 0) > given.now
  const group = groupOf(row, resolved, given)
  return {
    deprecations: [
      // Those outside a rollout are told, too, that the service has begun to move.
      ...entries.map(({ since }) => since),
      ...(isAhead(group?.since) ? [group?.since] : []),
    ],
    sunsets: [
      closes,
      row.effect === 'submits' ? submissionsClose : undefined,
      ...entries.filter(wentNowhere).flatMap(({ since }) => (isAhead(since) ? [since] : [])),
    ],
  }
}

function momentsOfAltinn3(row: Endpoint, resolved: Resolved, given: Circumstances): Moments {
  const moved = resolved.entries.filter((entry) => hasMoved(entry, given))
  const group = groupOf(row, resolved, given)
  const hasBegun = group !== undefined && (group.since ?? -Infinity) <= given.now
  // Once Altinn 2 is closed a group has nowhere to go back to.
  const goesBack = hasBegun && given.altinn2IsOpen
  return {
    deprecations: [...moved.map(({ since }) => since), hasBegun ? group.since : undefined],
    sunsets: [...moved.map(({ until }) => until), goesBack ? group.until : undefined].filter(
      (until) => !isOver(until, given.now),
    ),
  }
}

function momentsOfRefusal(row: Endpoint, resolved: Resolved, given: Circumstances): Moments {
  const { entries, plan } = resolved
  const deprecations = entries.map(({ since }) => since)
  const { closes = Infinity, submissionsClose } = given.altinn2Dates
  const code = plan.do === 'refuse' ? plan.because.code : undefined
  switch (code) {
    case 'SUBMISSIONS_CLOSED':
      return { deprecations, sunsets: [submissionsClose] }
    case 'SERVICE_ENDED':
      return {
        deprecations,
        sunsets: entries.map((entry) => (wentNowhere(entry) ? entry.since : entry.until)),
      }
    case 'SERVICE_NOT_MOVED':
    case 'TAKES_NO_FORMS':
    case 'NOT_CONTINUED':
    case 'NOT_ANSWERED':
    case 'NEEDS_CONFIGURATION':
      return {
        deprecations: [...deprecations, groupOf(row, resolved, given)?.since],
        sunsets: [closes <= given.now ? closes : undefined],
      }
    case 'REMOVED':
    case 'EDITION_MISSING':
    case undefined:
      return { deprecations: [], sunsets: [] }
    default:
      return code satisfies never
  }
}

/** The group's entry, where it is the group that decided and it goes anywhere. */
function groupOf(
  row: Endpoint,
  { found }: Resolved,
  { register }: Circumstances,
): GroupEntry | undefined {
  if (found.kind !== 'group') return undefined
  const entry = register.groups.get(row.group)
  return entry?.on === 'altinn2' ? undefined : entry
}

function pointerOf(
  { whenMoved }: Endpoint,
  { entries }: Resolved,
): Pick<Pointer, 'successor' | 'guide'> {
  const successor = entries.every(wentNowhere) ? useInsteadOf(entries) : undefined
  return successor === undefined ? whenMoved.pointer : { successor }
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((moment) => moment !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
