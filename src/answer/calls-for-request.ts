import type { Principal } from '../authenticate/principal.ts'
import type { CallsFor } from '../http/calls-for.ts'
import { noteUpstream } from '../operate/request-log.ts'
import type { LogEntry } from '../runtime/log.ts'
import { noShare, type Share } from '../runtime/shares.ts'

/** A caller hears after so many milliseconds at most, but for bytes that are on their way. */
const maxTime = 90_000

/**
 * What a request's calls to the platforms are made for: the organisation acted for, or as long as
 * that is not known the principal's own. The time runs from here on for all of them.
 */
export function callsForRequest(
  entry: LogEntry,
): (principal: Principal | undefined, organization?: string) => CallsFor {
  const answerBy = performance.now() + maxTime
  const noteFailure: CallsFor['noteFailure'] = (failure) => noteUpstream(entry, failure)
  return (principal, organization) => ({
    share: shareOf(principal, organization),
    answerBy,
    noteFailure,
  })
}

/** The callers of public operations have one share together. */
function shareOf(principal: Principal | undefined, organization?: string): Share {
  if (principal === undefined) return noShare
  return { owner: principal.owner, organization: organization ?? principal.organization }
}
