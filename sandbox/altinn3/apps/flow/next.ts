import {
  AppDied,
  AppException,
  failedException,
  processProblem,
  StorageForbids,
} from './answers.ts'
import { readAction, type Move } from './asked.ts'
import {
  isRejected,
  refusalOfAction,
  refusalOfRights,
  refusalOfState,
  refusalOfValidation,
} from './checks.ts'
import { die, postpone } from './delays.ts'
import { taskOf } from './flows.ts'
import { leaveLocked, refusalOfLock } from './lock.ts'
import { move } from './move.ts'
import { runServiceTask } from './service-task.ts'
import { moveByWorkflow } from './workflow.ts'
import type { AppAsked } from '../data.ts'
import { toProcessState } from '../process.ts'
import { isNewest } from '../version.ts'
import { aspNetProblem } from '../../problem.ts'
import { may } from '../../storage/access.ts'
import type { FlowTask } from '../../storage/flow.ts'
import type { Row } from '../../storage/state.ts'
import { BodyCut } from '../../../body.ts'
import { hang, onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../../strict.ts'

type Outcome = Answered | undefined | Promise<never>

/** ProcessController.NextElement: no policy stands before it, so Storage refuses first. */
export async function putNext(
  asked: Asked,
  row: Row | undefined,
  app: AppAsked,
): Promise<Answered> {
  onlyQuery(asked, 'elementId', 'language')
  const given = await readAction(asked)
  if ('status' in given) return given
  const refused = refusalOfRow(row, app)
  if (refused !== undefined || row === undefined) return refused ?? aspNetProblem(404)
  const next: Move = { row, action: given.action, app }
  return answerMove(next, () => (isNewest(app) ? moveByWorkflow(next) : moveInCall(next)))
}

/** HandlePlatformHttpException: `NotFound()` and `Forbid()`. */
export function refusalOfRow(row: Row | undefined, app: AppAsked): Answered | undefined {
  if (row === undefined) return aspNetProblem(404)
  if (row.instance.appId !== app.application.id)
    throw new UnlikeTheRealOne('another app’s instance')
  return may(app.caller, row) ? undefined : { status: 403 }
}

/** What became of a move, or the state of the process where it has succeeded. */
export async function answerMove({ row, app }: Move, run: () => Outcome): Promise<Answered> {
  try {
    return (await run()) ?? { status: 200, body: toProcessState(row, app) }
  } catch (error) {
    if (error instanceof AppException) return failedException(error.message)
    if (error instanceof StorageForbids) return { status: 403 }
    if (!(error instanceof AppDied)) throw error
    leaveLocked(row, app)
    throw new BodyCut()
  }
}

/** ProcessEngine.Next of version 8: all that follows happens within the call. */
function moveInCall(next: Move): Outcome {
  const { row, app } = next
  const refused = refusalOfState(next) ?? refusalOfRights(next) ?? refusalOfLock(row, app)
  if (refused !== undefined) return refused
  if (app.state.pendingMoves.has(row.instance.id)) return aspNetProblem(409)
  const { lateMoves } = app.state.modes.process
  if (lateMoves === undefined) return moveAll(next)
  postpone(next, lateMoves, () => void moveUnheard(next))
  return hang()
}

/** A move whose outcome the caller does not hear, the death of the app included. */
async function moveUnheard(next: Move): Promise<void> {
  try {
    await answerMove(next, () => moveAll(next))
  } catch (error) {
    if (!(error instanceof BodyCut)) throw error
  }
}

// MaxNextIterationsAllowed
const maxCount = 100

/** The first move, and one for each service task that it leads to. */
function moveAll(next: Move): Answered | undefined {
  let refused = moveOnce(next)
  const later = { ...next, action: undefined }
  for (let count = 1; refused === undefined && count < maxCount; count++) {
    if (taskOf(next.row, next.app)?.isServiceTask !== true) return undefined
    refused = refusalOfState(later) ?? refusalOfRights(later) ?? moveOnce(later)
  }
  const detail = `More than ${maxCount} iterations detected in process. Possible loop in process definition.`
  return refused ?? processProblem(500, { title: 'Process loop detected', detail })
}

function moveOnce(next: Move): Answered | undefined {
  const { row, action, app } = next
  die('before move', app)
  const task = taskOf(row, app)
  const isService = task?.isServiceTask === true && action !== 'reject'
  const refused = isService ? refusalOfService(next, task) : refusalOfTask(next)
  if (refused !== undefined) return refused
  move(row, isService ? undefined : action, app)
  die('after move', app)
  return undefined
}

const refusalOfTask = (next: Move): Answered | undefined =>
  refusalOfAction(next) ?? (isRejected(next) ? undefined : refusalOfValidation(next))

/** HandleServiceTask: each call that finds a service task as the current one runs it again. */
function refusalOfService({ row, action, app }: Move, task: FlowTask): Answered | undefined {
  const { elementId, altinnTaskType: type } = task
  if (action !== undefined && action !== 'write' && action !== type) {
    const why = 'Service tasks do not support running user actions!'
    const detail = `${why} Received action param ${action}.`
    return processProblem(409, {
      title: 'User action not supported!',
      detail,
      validationIssues: null,
    })
  }
  const succeeds = runServiceTask(row, elementId, type, app)
  die('in service task', app)
  if (succeeds) return undefined
  const detail = `Service task ${type} returned a failed result!`
  return processProblem(500, { title: 'Service task failed!', detail })
}
