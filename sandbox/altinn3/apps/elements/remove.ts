import { problemAnswer, uncaught } from './answer.ts'
import { problemOfDeletion } from './guards.ts'
import type { Found } from './put.ts'
import type { AppAsked } from '../data.ts'
import { toChanged } from '../links.ts'
import type { Row } from '../../storage/state.ts'
import { removeElement } from '../../storage/writing/write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/** DataController.Delete: gone at once, and for good. */
export function deleteElement(
  asked: Asked,
  row: Row,
  { element, type }: Found,
  app: AppAsked,
): Answered {
  onlyQuery(asked, 'ignoredValidators', 'language')
  const problem = problemOfDeletion(row, type, app)
  if (problem !== undefined) return problemAnswer(problem)
  if (row.instance.process?.currentTask === undefined) return uncaught
  removeElement(app.state, row, element, app.caller)
  const body = { instance: toChanged(asked, row, app), validationIssues: [], newDataModels: [] }
  return { status: 200, body }
}
