import type { Pointer } from '../pointer.ts'
import type { Target } from './register.ts'

export type Side = 'altinn2' | 'altinn3'

/** Why nobody is asked. */
export interface Refusal {
  readonly code:
    | 'REMOVED'
    | 'NOT_CONTINUED'
    | 'NOT_ANSWERED'
    | 'NEEDS_CONFIGURATION'
    | 'SERVICE_NOT_MOVED'
    | 'SERVICE_ENDED'
    | 'TAKES_NO_FORMS'
    | 'EDITION_MISSING'
    | 'SUBMISSIONS_CLOSED'
  readonly pointer?: Pointer
  /** The setting that is missing. */
  readonly setting?: string
  /** When this answer began, ISO 8601. */
  readonly since?: string
  /** When the answer will change, ISO 8601. */
  readonly from?: string
}

/** One thing that either side may have: the second is asked when the first does not have it. */
export interface FirstHit {
  readonly do: 'firstHit'
  readonly order: readonly ['altinn2', 'altinn3'] | readonly ['altinn3', 'altinn2']
  readonly targets: readonly Target[]
}

/** Who answers a request. */
export type Plan =
  | { readonly do: 'forward' }
  | { readonly do: 'translate'; readonly targets: readonly Target[] }
  | { readonly do: 'merge'; readonly targets: readonly Target[] }
  | FirstHit
  | { readonly do: 'refuse'; readonly because: Refusal }

/** The sides that a plan asks, in order. */
export function sidesOf(plan: Plan): readonly Side[] {
  switch (plan.do) {
    case 'forward':
      return ['altinn2']
    case 'translate':
      return ['altinn3']
    case 'merge':
      return ['altinn2', 'altinn3']
    case 'firstHit':
      return plan.order
    case 'refuse':
      return []
    default:
      return plan satisfies never
  }
}
