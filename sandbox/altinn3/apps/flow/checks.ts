import { conflict, processProblem } from './answers.ts'
import type { Move } from './asked.ts'
import { actionsOf, mayInTask, taskOf } from './flows.ts'
import { sign } from './sign.ts'
import { issuesAt } from '../validate.ts'
import { isBefore } from '../version.ts'
import type { Answered } from '../../../strict.ts'

/** TryGetCurrentTaskIdAndAltinnTaskType; before version 8.9 the controller looked at it. */
export function refusalOfState({ row, app }: Move): Answered | undefined {
  const { process } = row.instance
  const started = 'Process is not started. Use start!'
  if (isBefore(app, 8, 9)) {
    if (process?.currentTask !== undefined) return undefined
    return processProblem(409, { title: started })
  }
  if (process === undefined) {
    return conflict({ detail: 'The instance is missing process information.' })
  }
  if (process.ended !== undefined) return conflict({ detail: 'Process is ended.' })
  return process.currentTask === undefined ? conflict({ detail: started }) : undefined
}

/** ProcessEngineAuthorizer.cs: a named action alone, else any that ends a task of this type. */
export function refusalOfRights({ row, action, app }: Move): Answered | undefined {
  const { elementId = '', altinnTaskType = '' } = row.instance.process?.currentTask ?? {}
  const actions = action === undefined ? actionsOf(altinnTaskType) : [action]
  if (actions.some((one) => mayInTask(row, one, app))) return undefined
  const what = `Task ID: ${elementId}. Task type: ${altinnTaskType}. Action: ${action ?? 'none'}.`
  const detail = `User is not authorized to perform process next. ${what}`
  return processProblem(403, { title: 'Unauthorized', detail })
}

/** HandleUserAction: an action without a handler succeeds, and the process moves. */
export function refusalOfAction({ row, action, app }: Move): Answered | undefined {
  if (action?.toLowerCase() === 'sign') return sign(row, app)
  const isPaid = app.state.modes.process.paid.has(row.instance.id)
  // PaymentUserAction.cs: "PaymentAlreadyCompleted"
  if (action?.toLowerCase() === 'pay' && isPaid) {
    return conflict({ detail: `Action handler for action ${action} failed!` })
  }
  return undefined
}

/** Whether a task is left without validation: `reject` where the process file lists it. */
export const isRejected = ({ row, action, app }: Move): boolean =>
  action === 'reject' && taskOf(row, app)?.actions?.includes('reject') === true

/** The issues are all of them, and the errors among them refuse. */
export function refusalOfValidation({ row, app }: Move): Answered | undefined {
  const task = taskOf(row, app)
  const id = row.instance.process?.currentTask?.elementId ?? ''
  const { signature } = task ?? {}
  const isUnsigned =
    signature?.runDefaultValidator === true &&
    !row.elements.some(({ dataType }) => dataType === signature.signatureDataType)
  const issues = [...issuesAt(row, id, app), ...(isUnsigned ? [missingSignatures] : [])]
  const errors = issues.filter(({ severity }) => severity === 1).length
  if (errors === 0) return undefined
  const detail = `${errors} validation errors found for task ${id}`
  return conflict({ title: 'Validation failed for task', detail }, issues)
}

const missingSignatures = {
  ...{ severity: 1, dataElementId: null, field: null, code: 'MissingSignatures' },
  description: 'Det mangler påkrevde signaturer.',
  source: 'Altinn.App.Core.Features.Validation.Default.SigningTaskValidator-*',
} as const
