import type { Instance } from '../../altinn3/storage.ts'
import type { Ports } from '../../translation.ts'
import { differenceOf } from '../draft/difference.ts'
import { longestAttempt } from '../draft/attempt.ts'
import { needAlone, type DraftTask } from '../draft/draft.ts'
import { needInstance } from '../draft/find-draft.ts'
import { addPart, removePart, replacePart } from '../draft/parts.ts'
import { needScanned, type SentPart } from '../draft/scan.ts'
import { isDeletedBySending, isSaved, taskOf } from '../marker.ts'
import type { Wanted } from '../wanted.ts'
import { submit, type Submitted } from './submit.ts'

/**
 * Sends a draft that `makeDraft` has given. As long as it is in its first task it is compared with what
 * was asked for, since afterwards the app adds elements of its own. Throws what `submit` throws.
 */
export async function sendDraft(
  draft: Instance,
  task: DraftTask,
  sign: boolean,
  ports: Ports,
): Promise<Submitted> {
  const seen = await needInstance(draft, ports.ask)
  if (isDeletedBySending(seen)) return { kind: 'deleted' }
  const from = taskOf(seen)
  if (seen.process?.currentTask?.elementId === from) {
    // One that an earlier attempt has saved may have been changed since.
    await makeWhole(seen, task.wanted, isSaved(draft), ports)
    await needAlone(seen, task, ports)
    if (task.isDeletedAtEnd) await remember(seen, task, ports)
  }
  return submit(seen, { goal: { sign, from }, language: task.language }, ports)
}

/** Milliseconds in which a retry with a key is known, where no list shows what was sent. */
const keyWindow = 24 * 3_600_000

/** From the first move on the app may delete it. */
async function remember(seen: Instance, { marks, retryWindow }: DraftTask, ports: Ports) {
  const isKeyed = marks.payload !== undefined
  const milliseconds = longestAttempt + (isKeyed ? Math.max(keyWindow, retryWindow) : retryWindow)
  await ports.outcomes.set(marks.marker, seen.id, milliseconds)
}

/** Adds what has gone since, takes away what has come twice, and gives the forms of an earlier attempt their content. */
async function makeWhole(
  seen: Instance,
  wanted: Wanted,
  isEarlier: boolean,
  ports: Ports,
): Promise<void> {
  const { forms: there, missingForms, missingFiles, others } = differenceOf(seen, wanted)
  for (const [{ id }, form] of isEarlier ? there : []) await replacePart(id, form, seen, ports)
  const data = [...(seen.data ?? [])]
  const added: SentPart[] = []
  for (const part of [...missingForms, ...missingFiles]) {
    const element = await addPart(part, { ...seen, data }, ports)
    data.push(element)
    added.push([element.id, part])
  }
  // A part that came late after a lost answer: the same once more.
  const left: Instance = { ...seen, data: [...others] }
  const { forms, files } = differenceOf(left, wanted)
  for (const [{ id: element }] of [...forms, ...files]) {
    await removePart({ app: seen.appId, instance: seen.id, element }, ports)
  }
  if (added.length > 0) await needScanned(seen.id, added, ports)
}
