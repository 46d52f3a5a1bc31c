import type { AppAsked } from './data.ts'
import { aspNetProblem } from '../problem.ts'
import { may } from '../storage/access.ts'
import { text } from '../storage/answer.ts'
import { seenElements } from '../storage/reading/late.ts'
import type { Application, DataElement } from '../storage/model.ts'
import { lookAtScans } from '../storage/contents/scan.ts'
import type { Row, ValidationIssue } from '../storage/state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** What Storage said to the app, under the caller's own token. */
export function refusalOfStorage(
  id: string,
  row: Row | undefined,
  { caller }: AppAsked,
): Answered | undefined {
  if (row === undefined) return text(404, `Unable to find instance ${id}`)
  return may(caller, row) ? undefined : { status: 403 }
}

/** ValidateController.cs: issues, or why there are none to find. */
export function validate(asked: Asked, id: string, row: Row | undefined, app: AppAsked): Answered {
  onlyQuery(asked, 'ignoredValidators', 'onlyIncrementalValidators', 'language')
  const refused = refusalOfStorage(id, row, app)
  if (refused !== undefined || row === undefined) {
    const { status = 404, body = '' } = refused ?? {}
    const detail = `${status} - ${status === 404 ? 'Not Found' : 'Forbidden'} - ${body as string}`
    return aspNetProblem(status === 404 ? 404 : 403, { title: 'Something went wrong.', detail })
  }
  const task = row.instance.process?.currentTask?.elementId
  if (task === undefined) {
    const detail = 'Unable to validate instance without a started process.'
    return aspNetProblem(409, { title: 'Validation error', detail })
  }
  return { status: 200, body: issuesAt(row, task, app) }
}

/** ValidationService.ValidateInstanceAtTask: of the app's own rules, and of the types of the task. */
export function issuesAt(row: Row, task: string, app: AppAsked): readonly ValidationIssue[] {
  lookAtScans(app.state, row)
  const found = issuesOf(seenElements(app.state, row), task, app.application)
  return [...(app.state.issues.get(row.instance.id) ?? []), ...found]
}

/** DefaultTaskValidator.cs and DefaultDataElementValidator.cs: of the types of this task. */
function issuesOf(
  elements: readonly DataElement[],
  task: string,
  { dataTypes }: Application,
): readonly ValidationIssue[] {
  return dataTypes
    .filter(({ taskId }) => taskId === task)
    .flatMap((type) => {
      const own = elements.filter(({ dataType }) => dataType === type.id)
      const count = codeOfCount(own.length, type)
      const ofType = count === undefined ? [] : [toIssue('DefaultTaskValidator', count, type.id)]
      return [...ofType, ...own.flatMap((element) => issuesOfScan(element, type))]
    })
}

type Type = Application['dataTypes'][number]

function codeOfCount(count: number, { minCount, maxCount }: Type): string | undefined {
  if (maxCount > 0 && count > maxCount) return 'TooManyDataElementsOfType'
  return minCount > 0 && count < minCount ? 'TooFewDataElementsOfType' : undefined
}

function issuesOfScan({ id, fileScanResult }: DataElement, type: Type): readonly ValidationIssue[] {
  if (!type.enableFileScan) return []
  const validator = 'DefaultDataElementValidator'
  if (fileScanResult === 'Infected') {
    return [toIssue(validator, 'DataElementFileInfected', type.id, id)]
  }
  return fileScanResult === 'Pending' && type.validationErrorOnPendingFileScan
    ? [toIssue(validator, 'DataElementFileScanPending', type.id, id)]
    : []
}

function toIssue(
  validator: string,
  code: string,
  field: string,
  dataElementId: string | null = null,
): ValidationIssue {
  const source = `Altinn.App.Core.Features.Validation.Default.${validator}-*`
  return { severity: 1, dataElementId, field, code, description: code, source }
}
