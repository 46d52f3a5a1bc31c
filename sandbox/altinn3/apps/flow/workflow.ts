import { randomUUID } from 'node:crypto'
import { AppException, conflict } from './answers.ts'
import type { Move } from './asked.ts'
import {
  isRejected,
  refusalOfAction,
  refusalOfRights,
  refusalOfState,
  refusalOfValidation,
} from './checks.ts'
import { die, postpone } from './delays.ts'
import { taskOf } from './flows.ts'
import { refusalOfLock } from './lock.ts'
import { followerOf, move } from './move.ts'
import { runServiceTask } from './service-task.ts'
import { failure, timeout } from './workflow-answers.ts'
import type { NextWorkflow, Workflow } from '../../storage/flow.ts'
import type { Lateness } from '../../storage/reading/lateness.ts'
import { momentOf } from '../../storage/writing/write.ts'
import { hang, type Answered } from '../../../strict.ts'

/** ProcessEngine.Next of version 9: an engine of its own does the work, and the app waits for it. */
export function moveByWorkflow(next: Move): Answered | undefined | Promise<never> {
  const { row, app } = next
  const refused =
    refusalOfState(next) ??
    refusalOfRights(next) ??
    refusalOfLock(row, app) ??
    refusalOfWorkflow(next) ??
    refusalOfAction(next) ??
    (isRejected(next) || taskOf(row, app)?.isServiceTask === true
      ? undefined
      : refusalOfValidation(next))
  if (refused !== undefined) return refused
  die('before move', app)
  const { lateMoves } = app.state.modes.process
  if (lateMoves !== undefined) {
    goOn(next, () => moveAndRest(next), { lateness: lateMoves })
    return hang()
  }
  const answered = submit(next)
  die('after move', app)
  return answered
}

/** GetCurrentTaskWorkflowState: a `reject` that the process file lists gives a failed one up. */
function refusalOfWorkflow(next: Move): Answered | undefined {
  const { workflows } = next.app.state
  const { id } = next.row.instance
  const { status } = workflows.get(id) ?? {}
  if (status === 'processing') return retrying
  if (status === undefined) return undefined
  if (!isRejected(next)) return resumeRequired
  workflows.delete(id)
  return undefined
}

export const retrying = conflict({
  title: 'Task is still being processed.',
  detail:
    'The current task is still being processed by the workflow engine. Wait for automatic retries to finish before trying again.',
  processNextState: 'retrying',
})

const resumeRequired = conflict({
  title: 'Task must be resumed before it can continue.',
  detail: 'The current task has a failed workflow that must be resumed before it can continue.',
  processNextState: 'resumeRequired',
})

function takeKind({ row, action, app }: Move): NextWorkflow | undefined {
  const { workflow } = app.state.modes.process
  if (workflow === undefined || workflow.times === 0) return undefined
  const from = taskOf(row, app)
  const to = from && followerOf(from, action, app)
  // Only a service task can wait for something outside.
  if (workflow.kind === 'parked' && to?.isServiceTask !== true) return undefined
  if (workflow.times !== undefined) workflow.times -= 1
  return workflow.kind
}

/** EnqueueAndWaitForProcessNext, and what it comes to. */
function submit(next: Move): Answered | undefined {
  const kind = takeKind(next)
  const whole = (): void => moveAndRest(next)
  switch (kind) {
    case undefined:
      return settle(next, whole)
    case 'notSubmitted':
      throw new AppException('Workflow engine did not accept the process-next workflow.')
    case 'submissionUnknown':
      goOn(next, whole)
      throw new AppException(
        'Workflow engine submission failed, and Runtime could not confirm whether the workflow was accepted.',
      )
    case 'timedOut':
      goOn(next, whole)
      return timeout(next, false)
    case 'failed':
      return failure(next, fail(next, whole), false)
    case 'parked':
    case 'timedOutChanged':
    case 'failedChanged':
      return submitCommitted(next, kind)
  }
}

/** The same where the move itself is in Storage and what follows it is not done. */
function submitCommitted(
  next: Move,
  kind: 'parked' | 'timedOutChanged' | 'failedChanged',
): Answered | undefined {
  const { row, action, app } = next
  move(row, action, app)
  const rest = (): void => runRest(next)
  switch (kind) {
    case 'parked':
      goOn(next, rest, { waitingReason: 'Venter på kvittering' })
      return undefined
    case 'timedOutChanged':
      goOn(next, rest)
      return timeout(next, true)
    case 'failedChanged':
      return failure(next, fail(next, rest), true)
  }
}

/** A service task of version 9 has failed: the move to it stays. */
class ServiceTaskFailed extends Error {}

function moveAndRest(next: Move): void {
  move(next.row, next.action, next.app)
  runRest(next)
}

/** Each service task that the process has come to, and the move out of it. */
function runRest({ row, app }: Move): void {
  for (let task = taskOf(row, app); task?.isServiceTask === true; task = taskOf(row, app)) {
    if (!runServiceTask(row, task.elementId, task.altinnTaskType, app)) {
      throw new ServiceTaskFailed()
    }
    move(row, undefined, app)
  }
}

/** Runs what is left; what fails waits to be resumed. */
export function settle(next: Move, run: () => void): Answered | undefined {
  const { workflows } = next.app.state
  try {
    run()
    workflows.delete(next.row.instance.id)
    return undefined
  } catch (error) {
    if (error instanceof ServiceTaskFailed) {
      return failure(
        next,
        fail(next, () => runRest(next)),
        true,
      )
    }
    if (error instanceof AppException) return failure(next, fail(next, run), false)
    throw error
  }
}

interface Unfinished {
  readonly lateness?: Lateness
  readonly waitingReason?: string
}

/** The engine is not done: it goes on while the process is looked at, or after a time. */
function goOn(next: Move, rest: () => void, unfinished: Unfinished = {}): void {
  const { lateness = next.app.state.modes.process.workflowLateness, waitingReason } = unfinished
  const why = waitingReason === undefined ? {} : { waitingReason }
  note(next, { status: 'processing', rest, ...why })
  postpone(next, lateness, () => void settle(next, rest))
}

/** The id of the workflow that has failed. */
function fail(next: Move, rest: () => void): string {
  return note(next, { status: 'failed', rest })
}

function note(
  { row, app }: Move,
  known: Pick<Workflow, 'status' | 'rest' | 'waitingReason'>,
): string {
  const from = taskOf(row, app)
  const to = from?.isServiceTask === true ? from : from && followerOf(from, undefined, app)
  const target = to === undefined ? {} : { targetTask: to.elementId }
  const id = randomUUID()
  const workflow = { ...known, ...target, id, since: momentOf(app.state) }
  app.state.workflows.set(row.instance.id, workflow)
  return id
}
