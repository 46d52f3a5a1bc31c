import { createInstance, discardInstance } from '../../altinn3/app-data.ts'
import type { AppLanguage } from '../../altinn3/apps.ts'
import { effectOf, keptOf } from '../../altinn3/operation.ts'
import { getInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { byAge, isOfRetry, longestAttempt } from './attempt.ts'
import { explainingConflict } from './conflict.ts'
import { differenceOf } from './difference.ts'
import { findMarked, needInstance } from './find-draft.ts'
import { isConflict, LateRefusal, refusalOf } from './late-refusal.ts'
import { lookAgain, nothingSeen, unclear } from './look-again.ts'
import {
  hasOtherPayload,
  isDeletedBySending,
  isSaved,
  taskOf,
  toDataValues,
  type Marks,
} from '../marker.ts'
import { addPart, onceMore, replacePart } from './parts.ts'
import { noteSaved } from './saved.ts'
import { needScanned, removeInfected, type SentPart } from './scan.ts'
import type { Wanted } from '../wanted.ts'

/** A draft that is to be made. */
export interface DraftTask {
  /** Owner and name. */
  readonly app: string
  /** The owner's organisation number. */
  readonly owner: string
  readonly language: AppLanguage
  readonly wanted: Wanted
  /** Tell this draft from others, so that a retry finds it. */
  readonly marks: Marks
  /** Milliseconds in which the same again is a retry, and not another draft, where no key says so. */
  readonly retryWindow: number
  /** The app deletes what was sent: then only `Ports.outcomes` knows of it. */
  readonly isDeletedAtEnd: boolean
  /** Hears of the draft as soon as there is one, and of `undefined` when it is gone again. */
  readonly note: (instance: Instance | undefined) => void
  /** Whether nothing is left to do for the request that has made an instance. */
  readonly isFinished: (instance: Instance) => boolean
}

/**
 * Makes a draft with all its parts, or goes on with the one that an earlier attempt has begun. What
 * an earlier attempt has finished stays as it is. `then` gets it, before another change of the draft can
 * come; its result is the result. Where Altinn 3
 * refuses a part, a draft that was begun here is taken away again. Throws `STILL_UNDER_WAY` where
 * a retry has to look what became of it, and `IDEMPOTENCY_KEY_REUSED`.
 */
export async function makeDraft<Result>(
  task: DraftTask,
  ports: Ports,
  then: (made: MadeDraft) => Promise<Result>,
): Promise<Result> {
  const earlier = await findEarlier(task, ports)
  const begun = earlier ?? (await begin(task, ports))
  task.note(begun)
  if (task.isFinished(begun)) return then({ instance: begun, isFinished: true })
  // Changes of the draft by its id wait until all is done.
  return ports.oneAtATime(begun.id, async () => {
    const seen = earlier === undefined ? begun : await needInstance(begun, ports.ask)
    if (isSaved(seen)) return then({ instance: seen, isFinished: task.isFinished(seen) })
    return then(await finish(seen, task, earlier !== undefined, ports))
  })
}

/** A draft in which all that was sent is. */
export interface MadeDraft {
  readonly instance: Instance
  /** Nothing is left to do for the request that has made it. */
  readonly isFinished: boolean
  /** The parts that this request has written; absent: an earlier one has written all of them. */
  readonly sent?: readonly SentPart[]
}

async function finish(
  begun: Instance,
  task: DraftTask,
  isResumed: boolean,
  ports: Ports,
): Promise<MadeDraft> {
  try {
    const sent = await fill(begun, task, isResumed, ports)
    if (!isResumed) await yieldToOtherDraft(begun, task, ports)
    const whole = await needScanned(begun.id, sent, ports)
    await noteSaved(whole, ports)
    return { instance: whole, isFinished: false, sent }
  } catch (error) {
    // A person has sent the draft, or deleted it.
    if (isConflict(error)) throw error
    if (!isRefusal(error)) throw unclear(error)
    if (!isResumed) await discard(begun, task, ports)
    else await removeInfected(error, begun, ports)
    throw error
  }
}

/**
 * What an earlier attempt has left: a draft that it did not finish, whenever it was begun; a finished
 * one as long as the same again is a retry. Of several the oldest.
 */
async function findEarlier(task: DraftTask, ports: Ports): Promise<Instance | undefined> {
  const now = ports.now()
  const found = await findMarked(task, ports)
  if (found.some((one) => hasOtherPayload(one, task.marks))) {
    throw new GatewayError('IDEMPOTENCY_KEY_REUSED')
  }
  // What was sent and deleted counts before a draft that has come late.
  const deleted = task.isDeletedAtEnd ? await findDeleted(task, ports) : undefined
  const earlier =
    deleted ??
    found.find((one) =>
      task.isFinished(one)
        ? isRepeated(one, task, now)
        : isSaved(one) || (hasTask(one) && !isBeingMade(one, task, now)),
    )
  if (earlier !== undefined) {
    if (task.isFinished(earlier)) await discardLate(found, earlier, task, ports)
    return earlier
  }
  const unfinished = found.find((one) => !isSaved(one) && isBeingMade(one, task, now))
  if (unfinished === undefined) return undefined
  task.note(unfinished)
  throw new GatewayError('STILL_UNDER_WAY')
}

/**
 * An attempt whose answer was lost has made a draft after another attempt had finished its own. Another
 * replica may be at work on a young one.
 */
async function discardLate(
  found: readonly Instance[],
  finished: Instance,
  task: DraftTask,
  ports: Ports,
): Promise<void> {
  const late = found.filter(
    (one) =>
      one.id !== finished.id &&
      !isSaved(one) &&
      !task.isFinished(one) &&
      byAge(finished, one) < 0 &&
      isOfRetry(one, task.retryWindow, ports.now()) &&
      (ports.holdsLease() || ports.now() - Date.parse(one.created) > longestAttempt),
  )
  for (const one of late) await discard(one, task, ports)
}

/** What an earlier attempt has sent, and its app has deleted. */
async function findDeleted(task: DraftTask, ports: Ports): Promise<Instance | undefined> {
  const id = await ports.outcomes.get(task.marks.marker)
  if (id === undefined) return undefined
  const one = await needInstance({ id }, ports.ask)
  if (hasOtherPayload(one, task.marks)) throw new GatewayError('IDEMPOTENCY_KEY_REUSED')
  const now = ports.now()
  // Version 8 of app-lib deletes before Storage hears of the end (EndEventEventHandler.cs).
  const deletedAt = Date.parse(one.status?.hardDeleted ?? '')
  if (!one.process?.ended && now - deletedAt < longestAttempt) {
    throw new GatewayError('STILL_UNDER_WAY')
  }
  return isDeletedBySending(one) && isRepeated(one, task, now) ? one : undefined
}

/** Whether the same sent again is answered with what has come of it before. */
function isRepeated(one: Instance, { marks, retryWindow }: DraftTask, now: number): boolean {
  return marks.payload !== undefined || isOfRetry(one, retryWindow, now)
}

/** An app makes an instance first, then the form that came with it. A request of ours that takes longer has ended. */
function isBeingMade(one: Instance, task: DraftTask, now: number): boolean {
  const isYoung = now - Date.parse(one.created) < longestAttempt
  return isYoung && (!hasTask(one) || lacksSentForm(one, task))
}

function hasTask({ process }: Instance): boolean {
  return Boolean(process?.currentTask?.elementId)
}

/** The main form is sent with the instance. */
function lacksSentForm(one: Instance, { wanted }: DraftTask): boolean {
  const { missingForms } = differenceOf(one, wanted)
  return missingForms.some(({ isMain, xml }) => isMain && xml !== undefined)
}

async function begin(task: DraftTask, ports: Ports): Promise<Instance> {
  const { app, owner, language, marks, wanted } = task
  const main = wanted.forms.find(({ isMain }) => isMain)
  const mainForm =
    main?.xml === undefined ? {} : { mainForm: { dataType: main.dataType, xml: main.xml } }
  const sent = { app, owner, language, dataValues: toDataValues(marks), ...mainForm }
  ports.noteSubmission({ step: 'making' })
  try {
    const created = await onceMore(ports, () => ports.ask(createInstance, sent))
    if (created === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
    return created
  } catch (error) {
    const kept = keptOf(createInstance, error)
    if (effectOf(error) !== 'unknown') {
      const refusal = main ? refusalOf(error, main, kept) : error
      if (refusal instanceof LateRefusal) await discardRefused(task, ports)
      throw refusal
    }
    const named = kept?.instance
    const found = await lookAgain(ports, async () => {
      if (named === undefined) return findEarlier(task, ports)
      const one = await ports.ask(getInstance, { instance: named })
      return one?.status?.isHardDeleted === true ? undefined : one
    })
    if (found === undefined) throw unclear(error)
    return found
  }
}

/** An app that does not take the form deletes the instance that it has made for it, if it can. */
async function discardRefused(task: DraftTask, ports: Ports): Promise<void> {
  const found = await findMarked(task, ports).catch(nothingSeen)
  for (const left of (found ?? []).filter((one) => !isSaved(one) && lacksSentForm(one, task))) {
    task.note(left)
    await discard(left, task, ports)
  }
}

/** Sends a draft what it lacks, one part after another, forms first. Gives all parts that it then has. */
async function fill(
  begun: Instance,
  { wanted }: DraftTask,
  isResumed: boolean,
  ports: Ports,
): Promise<readonly SentPart[]> {
  const { forms, files, missingForms, missingFiles } = differenceOf(begun, wanted)
  const sent: SentPart[] = [...forms, ...files].map(([{ id }, part]) => [id, part])
  for (const [element, form] of forms) {
    // The main form has come with the draft.
    if (form.isMain && !isResumed) continue
    await explainingConflict(form, begun, ports, () => replacePart(element.id, form, begun, ports))
  }
  const data = [...(begun.data ?? [])]
  for (const part of [...missingForms, ...missingFiles]) {
    const before = { ...begun, data }
    const added = await explainingConflict(part, before, ports, () => addPart(part, before, ports))
    data.push(added)
    sent.push([added.id, part])
  }
  return sent
}

/**
 * An attempt whose answer was lost may have made a draft after all, and another replica may be at work:
 * the one that has been sent goes on, else the oldest. Takes this one away then, and throws
 * `STILL_UNDER_WAY`.
 */
export async function yieldToOtherDraft(
  begun: Instance,
  task: DraftTask,
  ports: Ports,
): Promise<void> {
  const found = await findMarked(task, ports)
  const made = Date.parse(begun.created)
  const other = found.find((one) => {
    const isSent = isSaved(one) && one.process?.currentTask?.elementId !== taskOf(one)
    const isBefore = isSent || byAge(one, begun) < 0
    return one.id !== begun.id && isBefore && isOfRetry(one, task.retryWindow, made)
  })
  if (other === undefined) return
  await discard(begun, task, ports)
  task.note(other)
  throw new GatewayError('STILL_UNDER_WAY')
}

/** Deletes a draft that was just made. Where Altinn 3 refuses that, people see the draft. */
export async function discard(
  { id, appId: app }: Instance,
  { note }: Pick<DraftTask, 'note'>,
  { ask }: Pick<Ports, 'ask'>,
): Promise<void> {
  try {
    await ask(discardInstance, { app, instance: id })
    note(undefined)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
  }
}

/** Sending the same again would be refused again. */
function isRefusal(error: unknown): boolean {
  if (error instanceof LateRefusal) return true
  return error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED'
}
