import { isAppOwner, isSyncAdapter, mayByKept, type Caller } from '../access.ts'
import { forbidden, text } from '../answer.ts'
import { findSeen, seenElements } from './late.ts'
import { readStatuses, type ReadStatus } from '../model.ts'
import { lookAtScans } from '../contents/scan.ts'
import type { Row, StorageState } from '../state.ts'
import { inTheirOrder, isGone, toInstance } from './view.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/** The party in the address is not looked at: the guid alone says which instance it is. */
export interface Target {
  readonly partyId: number | undefined
  readonly guid: string
}

/** InstancesController.Get and GetByGuid: unknown comes before denied. */
export function getInstance(
  asked: Asked,
  { guid }: Target,
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked)
  const row = findSeen(state, guid)
  if (row === undefined) return text(404, `Unable to find instance ${guid}`)
  if (isSyncAdapter(caller)) return answerWith(row, true, state)
  if (!mayByKept(caller, row)) return forbidden
  return answerWith(row, isAppOwner(caller, row), state)
}

function answerWith(row: Row, seesGone: boolean, state: StorageState): Answered {
  lookAtScans(state, row)
  const seen = seenElements(state, row)
  const elements = seesGone ? seen : seen.filter((element) => !isGone(element))
  return { status: 200, body: toInstance(row, inTheirOrder(elements), state) }
}

/** `UpdateReadStatus`: a policy stands before it, which refuses what it cannot find. */
export function putReadStatus(
  asked: Asked,
  { guid }: Target,
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked, 'status')
  const row = state.rows.get(guid)
  if (row === undefined || !(isSyncAdapter(caller) || mayByKept(caller, row))) return forbidden
  const given = asked.query.get('status') ?? ''
  const status = toReadStatus(given)
  if (status === undefined) {
    const accepted = readStatuses.join(', ')
    return text(400, `Invalid read status: ${given}. Accepted types include: ${accepted}`)
  }
  setReadStatus(row, status)
  // Here nothing that is deleted is left out.
  return answerWith(row, true, state)
}

/** The time of the last change stays as it was, and nobody else is told (InstancesController.cs). */
export function setReadStatus(row: Row, readStatus: ReadStatus): void {
  row.instance = { ...row.instance, status: { ...row.instance.status, readStatus } }
}

/** Enum.TryParse takes the name in any case, and the number. */
function toReadStatus(given: string): ReadStatus | undefined {
  const name = given.trim().toLowerCase()
  return readStatuses.find(
    (status, place) => status.toLowerCase() === name || String(place) === name,
  )
}
