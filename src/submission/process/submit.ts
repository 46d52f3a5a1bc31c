import { getProcess } from '../../altinn3/app-process.ts'
import type { AppLanguage, ValidationIssue } from '../../altinn3/apps.ts'
import { getInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { lookAgain, nothingSeen } from '../draft/look-again.ts'
import { isDeletedBySending } from '../marker.ts'
import { endTask } from './move.ts'
import { positionOf, type Goal, type Position } from './task.ts'

/** What has come of a submission. */
export type Submitted =
  /** Nothing is left for the caller. */
  | { readonly kind: 'done'; readonly instance: Instance }
  /** The same, and the app keeps nothing of it. */
  | { readonly kind: 'deleted' }
  /** A person has to pay in the app. */
  | { readonly kind: 'payment' }
  /** The app has led it back to a task that was ended: a person has something to correct. */
  | { readonly kind: 'sentBack' }
  /** The app's engine has failed: its owner has to act. */
  | { readonly kind: 'failed' }
  /** The app finds something wrong: the message stays where it was. */
  | { readonly kind: 'invalid'; readonly issues: readonly ValidationIssue[] }

export interface Submission {
  readonly goal: Goal
  readonly language: AppLanguage
}

/** One request makes so many steps at most: it ends a form, a confirmation, a signature, and a few more tasks. */
const maxSteps = 10
/** Milliseconds before a task is ended again whose files are being scanned. */
const pauseForScan = 2_000

/**
 * Takes a message on until nothing is left for its caller. Before each step it looks where the message
 * is, so that it goes on where an earlier attempt has stopped. Throws `STILL_UNDER_WAY` where a retry
 * has to look again, and `ALTINN3_ACCESS_REFUSED`.
 */
export async function submit(
  { id, appId }: Instance,
  { goal, language }: Submission,
  ports: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<Submitted> {
  const place = { app: appId, instance: id }
  const ended = new Set<string>()
  for (let step = 0; step < maxSteps; step += 1) {
    const position = await needPosition(place, goal, ports)
    const { kind } = position
    if (kind === 'payment' || kind === 'failed') return { kind }
    if (kind !== 'task') return needEnd(id, ports)
    if (ended.has(position.task)) return { kind: 'sentBack' }
    const { task, action } = position
    ports.noteSubmission({ step: 'sending', task })
    const move = { ...place, language, ...(action === undefined ? {} : { action }) }
    const moved = await endTask(task, move, ports)
    if (moved.kind === 'moved') ended.add(task)
    else if (isScanPending(moved.issues)) await ports.pause(pauseForScan)
    else return moved
  }
  throw new GatewayError('STILL_UNDER_WAY')
}

/** Where the message is, once the app's engine rests. */
async function needPosition(
  place: { readonly app: string; readonly instance: string },
  goal: Goal,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<Exclude<Position, { readonly kind: 'atWork' }>> {
  const atRest = async () => {
    const process = await ports.ask(getProcess, place)
    const position = process && positionOf(process, goal)
    return position?.kind === 'atWork' ? undefined : position
  }
  const position = (await atRest().catch(nothingSeen)) ?? (await lookAgain(ports, atRest))
  if (position === undefined) throw new GatewayError('STILL_UNDER_WAY')
  return position
}

/** What Storage then says of it. */
async function needEnd(instance: string, { ask }: Pick<Ports, 'ask'>): Promise<Submitted> {
  const found = await ask(getInstance, { instance })
  if (found === undefined) throw new GatewayError('STILL_UNDER_WAY')
  const hasEnded = Boolean(found.process?.ended)
  if (isDeletedBySending(found)) return { kind: 'deleted' }
  if (!hasEnded) needOutOfBin(found)
  // Storage archives what has ended in the same step (Altinn/altinn-storage ProcessController.cs).
  else if (found.status?.isArchived !== true) throw new GatewayError('STILL_UNDER_WAY')
  return { kind: 'done', instance: found }
}

/** An app moves also what lies in the bin. Throws `NOT_BEING_FILLED_IN`. */
export function needOutOfBin({ status }: Instance): void {
  if (status?.isSoftDeleted !== true && status?.isHardDeleted !== true) return
  throw new GatewayError('NOT_BEING_FILLED_IN')
}

/** Altinn/app-lib-dotnet ValidationIssueCodes.cs: the app would take it in a moment. */
function isScanPending(issues: readonly ValidationIssue[]): boolean {
  const errors = issues.filter(({ severity }) => severity === 1 || severity === 'Error')
  return errors.length > 0 && errors.every(({ code }) => code === 'DataElementFileScanPending')
}
