import type { AppAsked } from './data.ts'
import { isNewest } from './version.ts'
import { withNulls } from './view.ts'
import { may } from '../storage/access.ts'
import type { Row } from '../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

interface FlowTask {
  readonly elementId: string
  readonly altinnTaskType: string
  /** What its process file lists beyond reading and writing. */
  readonly actions?: readonly string[]
}

/** The tasks of apps in their order; an app that is not listed has one task with a form. */
const flows: Readonly<Record<string, readonly FlowTask[]>> = {
  'ttd/prove-skjema': [
    { elementId: 'Task_1', altinnTaskType: 'data' },
    { elementId: 'Task_2', altinnTaskType: 'signing', actions: ['sign', 'reject'] },
  ],
}
const formAlone: readonly FlowTask[] = [{ elementId: 'Task_1', altinnTaskType: 'data' }]

const flowOf = (app: string): readonly FlowTask[] => flows[app] ?? formAlone

/** ProcessController.GetProcessState. What moves a process (`PUT …/process/next`) goes into this file. */
export function getProcess(asked: Asked, row: Row, app: AppAsked): Answered {
  onlyQuery(asked, ...(isNewest(app) ? ['includeWorkflowStatus'] : []))
  const { process } = row.instance
  const { currentTask } = process ?? {}
  const task = currentTask && { ...currentTask, ...mayDo(row, currentTask.elementId, app) }
  const isLive = asked.query.get('includeWorkflowStatus')?.toLowerCase() !== 'false'
  const body = {
    ...withNulls('started startEvent ended endEvent', {
      started: process?.started ?? null,
      startEvent: process?.startEvent ?? null,
      ended: process?.ended ?? null,
      endEvent: process?.endEvent ?? null,
    }),
    currentTask: task ?? null,
    processTasks: flowOf(app.application.id).map(({ altinnTaskType, elementId }) => ({
      ...{ altinnTaskType, elementId, elementType: 'Task' },
    })),
    ...(isNewest(app) ? { workflow: isLive ? { status: 'idle' } : null } : {}),
  }
  return { status: 200, body }
}

function mayDo(row: Row, elementId: string, { application, caller }: AppAsked): object {
  const listed = flowOf(application.id).find((one) => one.elementId === elementId)?.actions ?? []
  const decided = ['read', 'write', ...listed].map((id) => ({
    ...{ id, authorized: may(caller, row, id), type: 'ProcessAction' },
  }))
  const actions = Object.fromEntries(decided.map(({ id, authorized }) => [id, authorized]))
  const { read, write } = actions
  return {
    ...{ ended: null, validated: null },
    actions,
    userActions: decided,
    read,
    write,
    elementType: 'Task',
  }
}
