import type { AppAsked } from '../data.ts'
import { isBefore } from '../version.ts'
import { aspNetProblem } from '../../problem.ts'
import type { Row } from '../../storage/state.ts'
import type { Answered } from '../../../strict.ts'

/** InstanceLocker.cs: how long a lock holds that its holder does not release. */
const lockMs = 5 * 60_000

/**
 * Storage says 409 (InstanceLockController.cs), of which ProcessController.HandlePlatformHttpException
 * makes `Conflict()`, whose body `[ApiController]` fills in. Apps have locks from version 8.11 on.
 */
export function refusalOfLock({ instance: { id } }: Row, app: AppAsked): Answered | undefined {
  const { modes, locks } = app.state
  if (isBefore(app, 8, 11)) return undefined
  const until = locks.get(id)
  const isHeld = modes.locked.has(id) || (until !== undefined && modes.now() < until)
  return isHeld ? aspNetProblem(409) : undefined
}

/** A lock that no answer releases. */
export function leaveLocked({ instance: { id } }: Row, app: AppAsked): void {
  if (!isBefore(app, 8, 11)) app.state.locks.set(id, app.state.modes.now() + lockMs)
}
