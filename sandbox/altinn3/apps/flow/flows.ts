import type { AppAsked } from '../data.ts'
import { may } from '../../storage/access.ts'
import type { FlowTask } from '../../storage/flow.ts'
import type { Row, StorageState } from '../../storage/state.ts'

const data: FlowTask = { elementId: 'Task_1', name: 'Utfylling', altinnTaskType: 'data' }

/** The tasks of apps in their order; an app that is not listed has one task with a form. */
const flows: Readonly<Record<string, readonly FlowTask[]>> = {
  'ttd/prove-skjema': [
    data,
    {
      ...{ elementId: 'Task_2', name: 'Signering', altinnTaskType: 'signing' },
      actions: ['sign', 'reject'],
      signature: { dataTypesToSign: ['model'], signatureDataType: 'signatur' },
      onReject: 'Task_1',
    },
  ],
  'ttd/bekreft': [
    data,
    {
      ...{ elementId: 'Task_3', name: 'Bekreftelse', altinnTaskType: 'confirmation' },
      actions: ['confirm', 'reject'],
      onReject: 'Task_1',
    },
  ],
  'ttd/retur': [
    data,
    {
      ...{ elementId: 'Task_5', name: 'Tilbakemelding', altinnTaskType: 'feedback' },
      isOwnersAlone: true,
    },
  ],
  'ttd/tjeneste': [
    data,
    {
      ...{ elementId: 'Task_9', name: 'Sending', altinnTaskType: 'eFormidling' },
      isServiceTask: true,
    },
  ],
  'ttd/betaling': [
    data,
    {
      ...{ elementId: 'Task_4', name: 'Betaling', altinnTaskType: 'payment' },
      actions: ['pay', 'confirm', 'reject'],
      onReject: 'Task_1',
    },
  ],
}

export const flowOf = (app: string, { modes }: StorageState): readonly FlowTask[] =>
  modes.process.flows.get(app) ?? flows[app] ?? [data]

/** Undefined as well where an instance is in a task that its app no longer has. */
export function taskOf(row: Row, { application, state }: AppAsked): FlowTask | undefined {
  const id = row.instance.process?.currentTask?.elementId
  return flowOf(application.id, state).find(({ elementId }) => elementId === id)
}

/** What the policy says of an action in the current task. */
export function mayInTask(row: Row, action: string, app: AppAsked): boolean {
  const isClosed = taskOf(row, app)?.isOwnersAlone === true && action !== 'read'
  return (!isClosed || app.caller.org === row.instance.org) && may(app.caller, row, action)
}

/** GetActionsThatAllowProcessNextForTaskType, the same list in the app and in Storage. */
export function actionsOf(taskType: string): readonly string[] {
  switch (taskType) {
    case 'data':
    case 'feedback':
    case 'pdf':
    case 'eFormidling':
    case 'fiksArkiv':
    case 'subformPdf':
      return ['write']
    case 'payment':
      return ['pay', 'write']
    case 'confirmation':
      return ['confirm']
    case 'signing':
      return ['sign', 'write']
    default:
      return [taskType]
  }
}
