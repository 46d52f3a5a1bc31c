import { isSyncAdapter, mayByKept, type Caller } from '../access.ts'
import { forbidden, problem, text } from '../answer.ts'
import type { Target } from '../reading/instance.ts'
import type { Application, InstanceStatus } from '../model.ts'
import { changeInstance, type Row, type StorageState } from '../state.ts'
import { toInstance } from '../reading/view.ts'
import { momentOf, note } from './write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

const day = 24 * 60 * 60 * 1_000

/** InstancesController.Delete: to the bin, or for good. The policy asks for `delete`. */
export function deleteInstance(
  asked: Asked,
  { guid }: Target,
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked, 'hard')
  const hard = asked.query.get('hard') ?? 'false'
  if (!/^(?:true|false)$/i.test(hard)) {
    const errors = { hard: [`The value '${hard}' is not valid.`] }
    return problem(400, { title: 'One or more validation errors occurred.', errors })
  }
  const row = state.rows.get(guid)
  if (row === undefined || !(isSyncAdapter(caller) || mayByKept(caller, row, 'delete'))) {
    return forbidden
  }
  const application = state.applications[row.instance.appId]
  if (application === undefined) {
    return text(404, `Did not find application with appId=${row.instance.appId}`)
  }
  if (isPrevented(row, application)) {
    return text(403, 'Instance cannot be deleted yet due to application restrictions.')
  }
  markDeleted(state, row, /^true$/i.test(hard), caller)
  return { status: 200, body: toInstance(row, row.elements, state) }
}

/** InstanceHelper.IsPreventedFromDeletion. */
function isPrevented(
  { instance: { status } }: Row,
  { preventInstanceDeletionForDays: days }: Application,
): boolean {
  if (status.archived === undefined || days === undefined) return false
  return Date.now() < Date.parse(status.archived) + days * day
}

/** It is stamped anew each time; what is deleted for good is in the bin as well. */
export function markDeleted(
  state: StorageState,
  row: Row,
  isHard: boolean,
  { actor = '' }: Caller,
): void {
  const now = momentOf(state)
  const { status } = row.instance
  const changed: InstanceStatus = isHard
    ? {
        ...status,
        ...{ isSoftDeleted: true, softDeleted: status.softDeleted ?? now },
        ...{ isHardDeleted: true, hardDeleted: now },
      }
    : { ...status, isSoftDeleted: true, softDeleted: now }
  const { id } = row.instance
  changeInstance(state, id, { status: changed, lastChanged: now, lastChangedBy: actor })
  note(state, row, { kind: 'instance deleted' })
}
