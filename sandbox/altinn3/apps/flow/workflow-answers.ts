import { processProblem } from './answers.ts'
import type { Move } from './asked.ts'
import { withNulls } from '../view.ts'
import type { Answered } from '../../../strict.ts'

// ProcessController.GetResultForError of version 9.
const title = 'Something went wrong while moving to the next task.'

export function timeout(next: Move, isChanged: boolean): Answered {
  const detail = 'Timeout while waiting for workflows to complete.'
  const workflowFailure = { kind: 'timeout' }
  return processProblem(504, { title, detail, workflowFailure, ...changeOf(next, isChanged) })
}

export function failure(next: Move, workflowId: string, isChanged: boolean): Answered {
  const detail = 'A workflow step failed while performing the process action.'
  const retry = { retryAction: 'resumeWorkflow', retryTargetWorkflowId: workflowId }
  const workflowFailure = { kind: 'stepFailed', workflowId, ...retry }
  return processProblem(500, { title, detail, workflowFailure, ...changeOf(next, isChanged) })
}

function changeOf({ row }: Move, isChanged: boolean): object {
  if (!isChanged) return {}
  const process = row.instance.process ?? {}
  const processState = withNulls('started startEvent currentTask ended endEvent', process)
  return { processStateChanged: true, processState }
}
