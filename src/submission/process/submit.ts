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
  /** The app finds something wrong: the message stays where it was. */
  | { readonly kind: 'invalid'; readonly issues: readonly ValidationIssue[] }

export interface Submission {
  readonly goal: Goal
  readonly language: AppLanguage
}

/** Steps of one request at most: a form, its confirmation and its signature, and some to spare. */
const maxSteps = 10
/** Milliseconds before a task is ended again whose files are being scanned. */
const pauseForScan = 2_000

/**
 * Takes a message on until nothing is left for its caller. Before each step it looks where the message
 * is, so that it goes on where an earlier attempt has stopped. Throws `STILL_UNDER_WAY` where a retry
 * has to look again, `SENT_IN_APP`, and `ALTINN3_ACCESS_REFUSED`.
 */
export async function submit(
  { id, appId }: Instance,
  { goal, language }: Submission,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<Submitted> {
  const place = { app: appId, instance: id }
  const ended = new Set<string>()
  for (let step = 0; step < maxSteps; step += 1) {
    const position = await needPosition(place, goal, ports)
    // An app may lead back to a task: then a person has something to correct.
    if (position.kind !== 'task' || ended.has(position.task)) return needEnd(id, ports)
    const { task, action } = position
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
): Promise<Exclude<Position, { readonly kind: 'atWork' | 'payment' }>> {
  const atRest = async () => {
    const process = await ports.ask(getProcess, place)
    const position = process && positionOf(process, goal)
    return position?.kind === 'atWork' ? undefined : position
  }
  const position = (await atRest().catch(nothingSeen)) ?? (await lookAgain(ports, atRest))
  if (position === undefined) throw new GatewayError('STILL_UNDER_WAY')
  if (position.kind !== 'payment') return position
  throw new GatewayError('SENT_IN_APP', { detail: `${place.app} takes payment` })
}

/** What Storage then says of it. */
async function needEnd(instance: string, { ask }: Pick<Ports, 'ask'>): Promise<Submitted> {
  const found = await ask(getInstance, { instance })
  if (found === undefined) throw new GatewayError('STILL_UNDER_WAY')
  const hasEnded = Boolean(found.process?.ended)
  if (isDeletedBySending(found)) return { kind: 'deleted' }
  const isGone = found.status?.isHardDeleted === true || found.status?.isSoftDeleted === true
  // Storage archives what has ended in the same step (Altinn/altinn-storage ProcessController.cs).
  if (isGone || (hasEnded && found.status?.isArchived !== true)) {
    throw new GatewayError('STILL_UNDER_WAY')
  }
  return { kind: 'done', instance: found }
}

/** Altinn/app-lib-dotnet ValidationIssueCodes.cs: the app would take it in a moment. */
function isScanPending(issues: readonly ValidationIssue[]): boolean {
  const errors = issues.filter(({ severity }) => severity === 1 || severity === 'Error')
  return errors.length > 0 && errors.every(({ code }) => code === 'DataElementFileScanPending')
}
