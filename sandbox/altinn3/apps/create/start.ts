import type { GivenInstance } from './template.ts'
import { addForm, newForm } from '../elements/form-data.ts'
import type { AppAsked } from '../data.ts'
import { toResponse } from '../view.ts'
import type { Party } from '../../access-management/state.ts'
import { may } from '../../storage/access.ts'
import type { InstanceOwner, ProcessState } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import { inTheirOrder } from '../../storage/reading/view.ts'
import { createInstance, momentOf } from '../../storage/writing/write.ts'
import type { Answered, Asked } from '../../../strict.ts'

export interface NewOne {
  readonly row: Row
  readonly party: Party
  /** Of a simplified request: fields of the forms that the app makes itself. */
  readonly prefill?: Readonly<Record<string, string>>
}

type Given = Omit<GivenInstance, 'instanceOwner'> & { readonly instanceOwner: InstanceOwner }

/** The process is begun before Storage hears of the instance; what a person makes is read. */
export function start(given: Given, app: AppAsked): Row {
  const { application, caller, state } = app
  const status =
    caller.org === undefined ? { ...given.status, readStatus: 'Read' as const } : given.status
  const template = {
    ...given,
    process: firstTask(momentOf(state)),
    ...(status === undefined ? {} : { status }),
  }
  return createInstance(state, application, template, caller)
}

function firstTask(started: string): ProcessState {
  return {
    ...{ started, startEvent: 'StartEvent_1' },
    currentTask: {
      ...{ flow: 2, started, elementId: 'Task_1', name: 'Utfylling', altinnTaskType: 'data' },
      flowType: 'CompleteCurrentMoveToNext',
    },
  }
}

/** ProcessTaskInitializer: forms of the first task that nothing was posted for. */
function createForms({ row, prefill = {} }: NewOne, app: AppAsked): void {
  const task = row.instance.process?.currentTask?.elementId
  for (const type of app.application.dataTypes) {
    const isPosted = row.elements.some(({ dataType }) => dataType === type.id)
    if (type.taskId === task && type.appLogic?.autoCreate === true && !isPosted) {
      addForm(row, type, newForm(type, app, prefill), app)
    }
  }
}

/** 201, with what the caller may read of the data. */
export function answerNew(asked: Asked, made: NewOne, app: AppAsked): Answered {
  createForms(made, app)
  const { row, party } = made
  const { application, caller, state } = app
  const apps = `https://${asked.headers.host ?? ''}/${application.id}/instances`
  const elements = inTheirOrder(row.elements).filter(({ dataType }) => {
    const type = application.dataTypes.find(({ id }) => id === dataType)
    const action = type?.actionRequiredToRead
    return action === undefined || may(caller, row, action)
  })
  const body = toResponse(row, elements, party, { apps, hostname: state.hostname })
  const { partyId } = row.instance.instanceOwner
  return { status: 201, headers: { Location: `${apps}/${partyId}/${row.instance.id}` }, body }
}
