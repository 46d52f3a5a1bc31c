import type { AppAsked } from '../data.ts'
import { isNewest } from '../version.ts'
import { markDeleted } from '../../storage/writing/delete.ts'
import type { Row } from '../../storage/state.ts'
import type { Answered } from '../../../strict.ts'

/**
 * Altinn/altinn-studio WorkflowInitializationProblem.cs: an app of version 9 hands a new instance to
 * an engine, which may refuse it, may have taken it or not, or may fail with it.
 */
export function failedWorkflow(row: Row, app: AppAsked): Answered | undefined {
  const { workflow, cleanUpFails } = app.state.modes
  if (workflow === undefined || !isNewest(app)) return undefined
  if (workflow === 'notAccepted') tryDelete(row, app)
  const isDeleted = workflow === 'notAccepted' && !cleanUpFails
  const { id: instanceGuid, instanceOwner } = row.instance
  const instanceId = `${instanceOwner.partyId}/${instanceGuid}`
  const path = `/${app.application.id}/instances/${instanceId}/process/resume`
  const problem = {
    title: 'Instance initialization failed.',
    status: 500,
    detail: detailOf(workflow, isDeleted),
    initializationState: states[workflow],
    recommendedAction: actionOf(workflow, isDeleted),
    ...(workflow === 'failed'
      ? { resumeEndpoint: { method: 'POST', path }, workflowAccepted: true }
      : { instanceDeleted: isDeleted, workflowSubmissionFailureKind: kinds[workflow] }),
    ...{ instanceId, instanceOwnerPartyId: Number(instanceOwner.partyId), instanceGuid },
  }
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status: 500, headers, body: JSON.stringify(problem) }
}

/** TryDeleteInstance: its failure is only logged. */
export function tryDelete(row: Row, { caller, state }: AppAsked): void {
  if (!state.modes.cleanUpFails) markDeleted(state, row, true, caller)
}

type Failure = NonNullable<AppAsked['state']['modes']['workflow']>

const states: Readonly<Record<Failure, string>> = {
  notAccepted: 'workflowNotAccepted',
  acceptanceUnknown: 'workflowAcceptanceUnknown',
  failed: 'workflowFailed',
}
const kinds = { notAccepted: 'notAccepted', acceptanceUnknown: 'acceptanceUnknown' } as const

function actionOf(failure: Failure, isDeleted: boolean): string {
  if (failure === 'failed') return 'resumeCurrentTask'
  return isDeleted ? 'retryInstanceCreation' : 'inspectInstance'
}

/** In fewer words than the original's, which nothing may depend on. */
function detailOf(failure: Failure, isDeleted: boolean): string {
  if (failure === 'failed') return 'The workflow failed before instance initialization completed.'
  if (failure === 'acceptanceUnknown') return 'Whether the workflow was accepted is not known.'
  return isDeleted
    ? 'The initial workflow was not accepted. The created instance was deleted.'
    : 'The initial workflow was not accepted. The created instance could not be deleted.'
}
