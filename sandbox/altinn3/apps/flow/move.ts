import { AppException, StorageForbids } from './answers.ts'
import {
  createForms,
  dropRowIds,
  hasPdf,
  removeGenerated,
  removeShortLived,
  setLocked,
} from './elements.ts'
import { actionsOf, flowOf, mayInTask, taskOf } from './flows.ts'
import { addPdf, runServiceTask } from './service-task.ts'
import type { AppAsked } from '../data.ts'
import { isNewest } from '../version.ts'
import { may } from '../../storage/access.ts'
import { markDeleted } from '../../storage/writing/delete.ts'
import type { FlowTask } from '../../storage/flow.ts'
import type { ProcessState } from '../../storage/model.ts'
import { changeInstance, type Row } from '../../storage/state.ts'
import { momentOf, note } from '../../storage/writing/write.ts'

/**
 * One move, from the current task to what follows it (HandleMoveToNext): the effects in the app come
 * first, and Storage hears of the move last. What throws here leaves the effects that were before it.
 */
export function move(row: Row, action: string | undefined, app: AppAsked): void {
  const from = taskOf(row, app)
  if (from === undefined) throw new AppException('Next process element was unexpectedly null')
  const to = followerOf(from, action, app)
  // In version 9 the engine acts with rights of its own.
  const isOwn = !isNewest(app)
  if (action !== 'reject') endTask(row, from, app)
  if (to !== undefined) startTask(row, to, app)
  else if (isOwn) endProcess(row, app)
  if (isOwn && !mayMove(row, from, action, app)) throw new StorageForbids()
  store(row, { to, action }, app)
  if (to === undefined && !isOwn) endProcess(row, app)
}

/** ProcessNavigator.GetNextTask; undefined for the end event. */
export function followerOf(
  from: FlowTask,
  action: string | undefined,
  { application, state }: AppAsked,
): FlowTask | undefined {
  const flow = flowOf(application.id, state)
  if (action === 'reject' && from.onReject !== undefined) {
    return flow.find(({ elementId }) => elementId === from.onReject)
  }
  return flow[flow.indexOf(from) + 1]
}

/** EndTaskEventHandler.cs; its PDFs and its eFormidling are no longer there in version 9. */
function endTask(row: Row, { elementId: task, altinnTaskType }: FlowTask, app: AppAsked): void {
  const { process } = app.state.modes
  if (altinnTaskType === 'payment' && !process.paid.has(row.instance.id)) {
    throw new AppException('The payment is not completed.')
  }
  dropRowIds(row, task, app)
  setLocked(row, task, true, app)
  if (isNewest(app)) return
  if (hasPdf(row, task, app)) {
    if (process.pdfFails > 0) {
      process.pdfFails -= 1
      unlockAndThrow(row, task, 'Pdf generation failed', app)
    }
    addPdf(row, task, app)
  }
  if (app.application.eFormidling?.sendAfterTaskId !== task) return
  if (!runServiceTask(row, task, 'eFormidling', app)) {
    unlockAndThrow(row, task, 'Failed to send eFormidling shipment.', app)
  }
}

function unlockAndThrow(row: Row, task: string, message: string, app: AppAsked): never {
  setLocked(row, task, false, app)
  throw new AppException(message)
}

/** StartTaskEventHandler.cs */
function startTask(row: Row, { elementId: task }: FlowTask, app: AppAsked): void {
  setLocked(row, task, false, app)
  createForms(row, task, app)
}

/** EndEventEventHandler.cs: version 8 deletes before Storage hears of the end, as the caller. */
function endProcess(row: Row, app: AppAsked): void {
  removeShortLived(row, app)
  if (!app.application.autoDeleteOnProcessEnd) return
  if (!isNewest(app) && !may(app.caller, row, 'delete')) throw new StorageForbids()
  markDeleted(app.state, row, true, app.caller)
}

/** ProcessAuthorizer.AuthorizeProcessNext of Storage. */
function mayMove(row: Row, from: FlowTask, action: string | undefined, app: AppAsked): boolean {
  const actions = action === 'reject' ? ['reject'] : actionsOf(from.altinnTaskType)
  return actions.some((one) => mayInTask(row, one, app))
}

interface Target {
  readonly to: FlowTask | undefined
  readonly action: string | undefined
}

/** Storage's PutInstanceAndEvents: an instance whose process ends is archived. */
function store(row: Row, { to, action }: Target, app: AppAsked): void {
  const { state, caller } = app
  const now = momentOf(state)
  if (to !== undefined) removeGenerated(row, to.elementId, app)
  const process = toProcess(row, { to, action }, now)
  const { status, id } = row.instance
  const archived = to === undefined ? { isArchived: true, archived: now } : {}
  changeInstance(state, id, {
    process,
    status: { ...status, ...archived },
    ...{ lastChanged: now, lastChangedBy: caller.actor ?? '' },
  })
  note(state, row, { kind: 'process moved', task: to?.elementId ?? 'EndEvent_1' })
  if (to === undefined) note(state, row, { kind: 'instance archived' })
}

/** GenerateEventsAndUpdateProcessState */
function toProcess({ instance }: Row, { to, action }: Target, now: string): ProcessState {
  const { started = now, startEvent = 'StartEvent_1', currentTask } = instance.process ?? {}
  const beginning = { started, startEvent }
  if (to === undefined) return { ...beginning, ended: now, endEvent: 'EndEvent_1' }
  const { elementId, name, altinnTaskType } = to
  const flowType = action === 'reject' ? 'AbandonCurrentMoveToNext' : 'CompleteCurrentMoveToNext'
  const flow = (currentTask?.flow ?? 0) + 1
  return {
    ...beginning,
    currentTask: { flow, started: now, elementId, name, altinnTaskType, flowType },
  }
}
