import type { Problem } from './form-data.ts'
import type { AppAsked } from '../data.ts'
import { may } from '../../storage/access.ts'
import type { DataType } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'

/** DataElementAccessChecker.GetMutationProblem, in its order. */
export function problemOfChange(row: Row, type: DataType, app: AppAsked): Problem | undefined {
  const { id } = type
  if (id.toLowerCase() === 'ref-data-as-pdf') {
    return refused(403, 'Forbidden', `Data element of type ${id} cannot be modified`)
  }
  const { currentTask } = row.instance.process ?? {}
  const isEnforced = app.state.modes.enforcesTaskId.has(app.application.id)
  if (isEnforced && type.taskId !== undefined && type.taskId !== currentTask?.elementId) {
    const where = `can only be modified in ${type.taskId} (current task ${currentTask?.elementId ?? ''})`
    return refused(409, 'Conflict with Current Task', `Data element of type ${id} ${where}`)
  }
  const action = type.actionRequiredToWrite
  if (action !== undefined && !may(app.caller, row, action)) {
    return refused(403, 'Unauthorized', `Access denied for data element of type ${id}`)
  }
  if (!isActive(row)) {
    const whole = `${row.instance.instanceOwner.partyId}/${row.instance.id}`
    const detail = `Cannot update data element of archived or deleted instance ${whole}`
    return refused(409, 'Instance Not Active', detail)
  }
  return isContributor(type, app)
    ? undefined
    : refused(403, 'Forbidden', 'User is not a valid contributor to the data type')
}

const refused = (status: number, title: string, detail: string): Problem => ({
  title,
  detail,
  status,
})

function isActive({ instance: { status } }: Row): boolean {
  return (
    status.archived === undefined &&
    status.softDeleted === undefined &&
    status.hardDeleted === undefined
  )
}

/** AllowedContributorsHelper: the list can name service owners alone; `app:owned` matches no caller. */
function isContributor(
  { allowedContributers, allowedContributors = [] }: DataType,
  { caller }: AppAsked,
): boolean {
  const all = allowedContributers?.length ? allowedContributers : allowedContributors
  return all.length === 0 || all.some((one) => one.toLowerCase() === `org:${caller.org ?? ''}`)
}

/** GetCreateProblem */
export function problemOfNew(
  row: Row,
  type: DataType,
  app: AppAsked,
  size?: number,
): Problem | undefined {
  const { id, maxCount, maxSize = 0, appLogic } = type
  const problem = problemOfChange(row, type, app)
  if (problem !== undefined) return problem
  const count = row.elements.filter(({ dataType }) => dataType === id).length
  if (maxCount > 0 && count >= maxCount) {
    const detail = `Cannot create more than ${maxCount} data elements of type ${id}`
    return refused(409, 'Max Count Exceeded', detail)
  }
  if (size !== undefined && maxSize > 0 && size > maxSize * 1024 * 1024) {
    const detail = `Cannot create data element of size ${size} which exceeds the max size of ${maxSize} for ${id}`
    return refused(400, 'Max Size Exceeded', detail)
  }
  if (appLogic?.disallowUserCreate === true && app.caller.org === undefined) {
    const detail = `Cannot create data element of type ${id} as it is disallowed by app logic`
    return refused(400, 'User Create Disallowed', detail)
  }
  return undefined
}

/** GetDeleteProblem */
export function problemOfDeletion(row: Row, type: DataType, app: AppAsked): Problem | undefined {
  const { id, maxCount, minCount, appLogic } = type
  const problem = problemOfChange(row, type, app)
  if (problem !== undefined) return problem
  if (appLogic !== undefined && maxCount === 1 && minCount === 1) {
    const detail = 'Cannot delete the only data element of a class with app logic'
    return refused(400, 'Cannot Delete main data element', detail)
  }
  if (appLogic?.disallowUserDelete === true && app.caller.org === undefined) {
    const detail = `Cannot delete data element of type ${id} as it is disallowed by app logic`
    return refused(400, 'User Delete Disallowed', detail)
  }
  return undefined
}
