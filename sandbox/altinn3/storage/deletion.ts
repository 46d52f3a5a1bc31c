import { isSyncAdapter, mayByKept, type Caller } from './access.ts'
import { forbidden, text } from './answer.ts'
import type { Target } from './instance.ts'
import type { InstanceStatus } from './model.ts'
import { changeInstance, type Row, type StorageState } from './state.ts'
import { toInstance } from './view.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const day = 24 * 60 * 60 * 1_000

/**
 * InstancesController.Delete: a policy stands before it, which refuses what it cannot find. What was
 * deleted is deleted once more, with a new date; elements and links are left out of the answer.
 */
export function deleteInstance(
  asked: Asked,
  { guid }: Target,
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked, 'hard')
  const row = state.rows.get(guid)
  if (row === undefined || !(isSyncAdapter(caller) || mayByKept(caller, row, 'delete'))) {
    return forbidden
  }
  const application = state.applications[row.instance.appId]
  if (application === undefined) {
    return text(404, `Did not find application with appId=${row.instance.appId}`)
  }
  if (isPrevented(row, application.preventInstanceDeletionForDays)) {
    return text(403, 'Instance cannot be deleted yet due to application restrictions.')
  }
  const now = new Date().toISOString()
  const isHard = asked.query.get('hard')?.toLowerCase() === 'true'
  const status = isHard ? hardDeleted(row, now) : softDeleted(row, now)
  const lastChangedBy = caller.userOrOrgNumber ?? row.instance.lastChangedBy
  changeInstance(state, guid, { status, lastChanged: now, lastChangedBy })
  return { status: 200, body: { ...toInstance(row, [], state), selfLinks: undefined } }
}

/** InstanceHelper.IsPreventedFromDeletion. */
function isPrevented({ instance: { status } }: Row, days: number | undefined): boolean {
  if (status.archived === undefined || days === undefined) return false
  return Date.now() < Date.parse(status.archived) + days * day
}

function softDeleted({ instance: { status } }: Row, softDeleted: string): InstanceStatus {
  return { ...status, isSoftDeleted: true, softDeleted }
}

function hardDeleted({ instance: { status } }: Row, now: string): InstanceStatus {
  const { softDeleted = now } = status
  return { ...status, isSoftDeleted: true, softDeleted, isHardDeleted: true, hardDeleted: now }
}
