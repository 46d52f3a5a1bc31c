import {
  getProcess,
  moveProcess,
  type ProcessMove,
  type ProcessState,
} from '../../altinn3/app-process.ts'
import type { ValidationIssue } from '../../altinn3/apps.ts'
import { effectOf, keptOf } from '../../altinn3/operation.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { lookAgain, nothingSeen, unclear } from '../draft/look-again.ts'
import { onceMore } from '../draft/parts.ts'

/** What came of a move: it has happened, or the app has found something wrong and nothing has happened. */
export type Moved =
  | { readonly kind: 'moved' }
  | { readonly kind: 'invalid'; readonly issues: readonly ValidationIssue[] }

/**
 * Ends one task, once. After a lost answer, and after a conflict, it looks for up to ten seconds
 * whether the process has left the task. Throws `STILL_UNDER_WAY` where it has not been seen to, and
 * `ALTINN3_ACCESS_REFUSED`.
 *
 * @param task the id of the task that is to be ended
 */
export async function endTask(
  task: string,
  move: ProcessMove,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<Moved> {
  try {
    const moved = await onceMore(ports, () => ports.ask(moveProcess, move))
    if (moved === undefined) throw new GatewayError('NOT_FOUND')
    return { kind: 'moved' }
  } catch (error) {
    const issues = keptOf(moveProcess, error)?.issues ?? []
    if (issues.length > 0) return { kind: 'invalid', issues }
    if (await hasLeft(task, move, error, ports)) return { kind: 'moved' }
    throw isAccessRefused(error) ? error : unclear(error)
  }
}

/** A refusal is final: one look is enough to know whether another request has ended the task. */
async function hasLeft(
  task: string,
  place: ProcessMove,
  error: unknown,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<boolean> {
  if (effectOf(error) === 'notSent') return false
  const look = async (): Promise<true | undefined> => {
    const seen = await ports.ask(getProcess, place)
    return seen !== undefined && isBeyond(task, seen) ? true : undefined
  }
  if (isAccessRefused(error)) return (await look().catch(nothingSeen)) ?? false
  return (await lookAgain(ports, look)) ?? false
}

function isBeyond(task: string, { ended, currentTask }: ProcessState): boolean {
  if (ended) return true
  const now = currentTask?.elementId
  return Boolean(now) && now !== task
}

function isAccessRefused(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED'
}
