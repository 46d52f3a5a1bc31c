import type { DataElement, Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { longestAttempt } from '../draft/attempt.ts'
import { yieldToOtherDraft, type DraftTask, type MadeDraft } from '../draft/draft.ts'
import { needInstance } from '../draft/find-draft.ts'
import { removePart } from '../draft/parts.ts'
import { setValues } from '../draft/saved.ts'
import type { SentPart } from '../draft/scan.ts'
import { elementsOf } from '../elements.ts'
import { isChanged, isDeletedBySending, savedValues } from '../marker.ts'
import { needOutOfBin, submit, type Submitted } from './submit.ts'
import type { Goal } from './task.ts'

/**
 * Sends a draft that `makeDraft` has given. As long as it is in its first task it must hold what was
 * asked for; afterwards the app adds elements of its own. Throws `DRAFT_CHANGED`, `NOT_BEING_FILLED_IN`
 * for one in the bin, and what `submit` throws.
 */
export async function sendDraft(
  { instance, isFinished, sent }: MadeDraft,
  task: DraftTask,
  toGoal: (draft: Instance) => Goal,
  ports: Ports,
): Promise<Submitted> {
  if (isDeletedBySending(instance)) return { kind: 'deleted' }
  if (isFinished) return { kind: 'done', instance }
  // One that an earlier request has saved has just been read.
  const seen = sent === undefined ? instance : await needInstance(instance, ports.ask)
  if (isDeletedBySending(seen)) return { kind: 'deleted' }
  needOutOfBin(seen)
  const goal = toGoal(seen)
  // The app has not begun its process yet.
  if (goal.from === '') throw new GatewayError('STILL_UNDER_WAY')
  if (seen.process?.currentTask?.elementId === goal.from) {
    if (sent === undefined) needUnchanged(seen)
    else await dropDuplicates(seen, sent, ports)
    await yieldToOtherDraft(seen, task, ports)
    if (task.isDeletedAtEnd) await remember(seen, task, ports)
  }
  return submit(seen, { goal, language: task.language }, ports)
}

/** Milliseconds in which a retry with a key is known, where no list shows what was sent. */
const keyWindow = 24 * 3_600_000

/** From the first move on the app may delete it. */
async function remember(seen: Instance, { marks, retryWindow }: DraftTask, ports: Ports) {
  const isKeyed = marks.payload !== undefined
  const milliseconds = longestAttempt + (isKeyed ? Math.max(keyWindow, retryWindow) : retryWindow)
  await ports.outcomes.set(marks.marker, seen.id, milliseconds)
}

/** Other content than was asked for must not be sent, and what others have changed is not replaced. */
function needUnchanged(seen: Instance): void {
  if (isChanged(seen)) throw new GatewayError('DRAFT_CHANGED')
}

/**
 * A part whose answer was lost has been sent again and comes late: of two that are the same, the one
 * that was certainly sent here is deleted.
 */
async function dropDuplicates(
  seen: Instance,
  sent: readonly SentPart[],
  ports: Ports,
): Promise<void> {
  const ids = new Set(sent.map(([id]) => id))
  const others = elementsOf(seen).filter(({ id }) => !ids.has(id))
  const left = others.length
  const there = new Map(elementsOf(seen).map((element) => [element.id, element]))
  for (const id of ids) {
    const own = there.get(id)
    if (own === undefined) throw new GatewayError('DRAFT_CHANGED')
    const place = others.findIndex((other) => isAlike(other, own))
    if (place < 0) continue
    others.splice(place, 1)
    await removePart({ app: seen.appId, instance: seen.id, element: id }, ports)
  }
  if (others.length === left) return
  const after = await needInstance(seen, ports.ask)
  await setValues(after, savedValues(after), ports)
}

/** Apps write forms in their own words: the same form has the same size in all of them. */
function isAlike(one: DataElement, other: DataElement): boolean {
  const hasName = (one.filename ?? '') === (other.filename ?? '')
  return hasName && one.dataType === other.dataType && one.size === other.size
}
