import { isRecipient, isSender, type Caller } from './access.ts'
import { problem } from './problem.ts'
import { hasBeen, isAvailable, type Correspondence, type CorrespondenceState } from './state.ts'
import { emptyContent, toContent, toContentWithReplies, toDetails, toOverview } from './view.ts'
import { labelOf } from '../dialogporten/labels.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** GET /{id}: GetCorrespondenceOverviewHandler.cs. Fetches, and never reads. */
export function lookAtOverview(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  state: CorrespondenceState,
): Answered {
  onlyQuery(asked)
  const asRecipient = isRecipient(caller, found)
  if (!asRecipient && !isSender(caller, found)) return problem(4001)
  if (hasBeen(found, 'PurgedByRecipient', 'PurgedByAltinn')) return problem(1001)
  const { party } = caller
  if (party === undefined) return problem(4002)
  if (asRecipient && !caller.callsAsSender) {
    if (!isAvailable(found)) return problem(1001)
    fetchOnce(found, party.partyUuid, state)
  }
  const content = seesContent(found, asRecipient) ? toContentWithReplies(found) : emptyContent
  return { status: 200, body: toOverview(found, content) }
}

/** GET /{id}/details: each look is a fetch, and a purge is hidden only by the highest status. */
export function lookAtDetails(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  state: CorrespondenceState,
): Answered {
  onlyQuery(asked)
  const asRecipient = isRecipient(caller, found)
  if (!asRecipient && !isSender(caller, found)) return problem(4001)
  if (caller.party === undefined) return problem(4002)
  if (asRecipient && !caller.callsAsSender) {
    if (!isAvailable(found)) return problem(1001)
    fetchNow(found, state)
  }
  const history = [...found.statuses, ...found.fetched]
  const seen = asRecipient ? history : history.filter(({ status }) => status !== 'Archived')
  const content = seesContent(found, asRecipient) ? toContent(found) : emptyContent
  return { status: 200, body: toDetails(found, content, seen, labelOf(state.dialogs, found.id)) }
}

function seesContent(found: Correspondence, asRecipient: boolean): boolean {
  return asRecipient || !hasBeen(found, 'Published')
}

function fetchOnce(found: Correspondence, partyUuid: string, state: CorrespondenceState): void {
  const { fetchedUntil, modes } = state
  const key = `${found.id}-${partyUuid}`
  if ((fetchedUntil.get(key) ?? -Infinity) > modes.now()) return
  fetchedUntil.set(key, modes.now() + modes.fetchDebounceMs)
  fetchNow(found, state)
}

function fetchNow(found: Correspondence, { modes }: CorrespondenceState): void {
  found.fetched.push({ status: 'Fetched', at: modes.now(), text: 'Fetched' })
}
