import type { Endpoint, Unanswered } from '../endpoint.ts'
import type { Refusal } from './plan.ts'

/** What is known of Altinn 2 at one moment, in milliseconds since 1970. */
interface Moment {
  readonly altinn2IsOpen: boolean
  readonly altinn2Dates: { readonly submissionsClose?: number | undefined }
  readonly now: number
}

/**
 * The refusal of an operation that is the same for every caller, service and party: Altinn removed
 * it, or there is no translation and Altinn 2 does not take it any more.
 */
export function refusalOfOperation(row: Endpoint, given: Moment): Refusal | undefined {
  const { removed, whenMoved } = row
  if (removed === true) return { code: 'REMOVED', pointer: whenMoved.pointer }
  if ('translation' in whenMoved || mayForward(row, given)) return undefined
  return given.altinn2IsOpen ? submissionsClosed(row, given) : unanswered(whenMoved)
}

/** Does Altinn 2 still take requests of this row? */
export function mayForward({ effect }: Endpoint, given: Moment): boolean {
  const { submissionsClose = Infinity } = given.altinn2Dates
  return given.altinn2IsOpen && (effect !== 'submits' || given.now < submissionsClose)
}

export function submissionsClosed({ whenMoved }: Endpoint, { altinn2Dates }: Moment): Refusal {
  const { submissionsClose } = altinn2Dates
  return {
    code: 'SUBMISSIONS_CLOSED',
    pointer: whenMoved.pointer,
    ...(submissionsClose === undefined ? {} : { since: new Date(submissionsClose).toISOString() }),
  }
}

export function unanswered(whenMoved: Unanswered): Refusal {
  const { kind, pointer } = whenMoved
  if (kind !== 'needsConfiguration') return { code: codes[kind], pointer }
  return { code: codes[kind], pointer, setting: whenMoved.setting }
}

const codes = {
  notContinued: 'NOT_CONTINUED',
  notAnswered: 'NOT_ANSWERED',
  needsConfiguration: 'NEEDS_CONFIGURATION',
} as const satisfies Record<Unanswered['kind'], Refusal['code']>
