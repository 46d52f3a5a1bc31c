import { conflict, processProblem } from './answers.ts'
import type { Move } from './asked.ts'
import { refusalOfRights, refusalOfState } from './checks.ts'
import { refusalOfLock } from './lock.ts'
import { answerMove, refusalOfRow } from './next.ts'
import { retrying, settle } from './workflow.ts'
import type { AppAsked } from '../data.ts'
import { isNewest } from '../version.ts'
import { aspNetProblem } from '../../problem.ts'
import type { Row } from '../../storage/state.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../../strict.ts'

/** ProcessController.ResumeCurrentTask, which apps have from version 9 on. */
export async function postResume(
  asked: Asked,
  row: Row | undefined,
  app: AppAsked,
): Promise<Answered> {
  onlyQuery(asked)
  if (!isNewest(app)) throw new UnlikeTheRealOne('process/resume before version 9')
  const refused = refusalOfRow(row, app)
  if (refused !== undefined || row === undefined) return refused ?? aspNetProblem(404)
  const next: Move = { row, action: undefined, app }
  return answerMove(next, () => resume(next))
}

function resume(next: Move): Answered | undefined {
  const { row, app } = next
  const refused = refusalOfState(next) ?? refusalToResume(next) ?? refusalOfLock(row, app)
  if (refused !== undefined) return refused
  const workflow = app.state.workflows.get(row.instance.id)
  if (workflow?.status === 'processing') return retrying
  if (workflow === undefined) {
    const detail = 'The current task does not have a failed workflow that can be resumed.'
    return conflict({ title: 'Task does not need to be resumed.', detail })
  }
  return settle(next, workflow.rest)
}

function refusalToResume(next: Move): Answered | undefined {
  if (refusalOfRights(next) === undefined) return undefined
  const { elementId = '', altinnTaskType = '' } = next.row.instance.process?.currentTask ?? {}
  const what = `Task ID: ${elementId}. Task type: ${altinnTaskType}.`
  const detail = `User is not authorized to resume the current task. ${what}`
  return processProblem(403, { title: 'Unauthorized', detail })
}
