import type { AppAsked } from './data.ts'
import { flowOf, mayInTask, taskOf } from './flow/flows.ts'
import { statusOfWorkflow } from './flow/workflow-status.ts'
import { isNewest } from './version.ts'
import { withNulls } from './view.ts'
import type { FlowTask } from '../storage/flow.ts'
import type { Row } from '../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** ProcessController.GetProcessState. */
export function getProcess(asked: Asked, row: Row, app: AppAsked): Answered {
  onlyQuery(asked, ...(isNewest(app) ? ['includeWorkflowStatus'] : []))
  const isLive = asked.query.get('includeWorkflowStatus')?.toLowerCase() !== 'false'
  return { status: 200, body: toProcessState(row, app, isLive) }
}

/** AppProcessState.cs: ConvertAndAuthorizeActions, and ProcessStateEnricher of version 9. */
export function toProcessState(row: Row, app: AppAsked, isLive = true): object {
  const { process } = row.instance
  const { currentTask } = process ?? {}
  const task = currentTask && { ...currentTask, ...mayDo(row, app) }
  return {
    ...withNulls('started startEvent ended endEvent', {
      started: process?.started ?? null,
      startEvent: process?.startEvent ?? null,
      ended: process?.ended ?? null,
      endEvent: process?.endEvent ?? null,
    }),
    currentTask: task ?? null,
    processTasks: toTasks(flowOf(app.application.id, app.state)),
    ...(isNewest(app) ? { workflow: isLive ? statusOfWorkflow(row, app) : null } : {}),
  }
}

/** ProcessReader.GetProcessTasks: service tasks come last. */
function toTasks(flow: readonly FlowTask[]): readonly object[] {
  const isService = ({ isServiceTask }: FlowTask): boolean => isServiceTask === true
  const sorted = [...flow.filter((one) => !isService(one)), ...flow.filter(isService)]
  return sorted.map((one) => ({
    ...{ altinnTaskType: one.altinnTaskType, elementId: one.elementId },
    elementType: isService(one) ? 'ServiceTask' : 'Task',
  }))
}

function mayDo(row: Row, app: AppAsked): object {
  const task = taskOf(row, app)
  const decided = ['read', 'write', ...(task?.actions ?? [])].map((id) => ({
    ...{ id, authorized: mayInTask(row, id, app), type: 'ProcessAction' },
  }))
  const actions = Object.fromEntries(decided.map(({ id, authorized }) => [id, authorized]))
  const { read, write } = actions
  return {
    ...{ ended: null, validated: null },
    actions,
    userActions: decided,
    read,
    write,
    elementType: task?.isServiceTask === true ? 'ServiceTask' : 'Task',
  }
}
