import { isRecipient, isSender, type Caller } from './access.ts'
import { problem, type ProblemNumber } from './problem.ts'
import {
  addStatus,
  hasBeen,
  highestStatus,
  isAvailable,
  type Correspondence,
  type CorrespondenceState,
} from './state.ts'
import { confirmDialog, removeDialog } from '../dialogporten/from-correspondence.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const idOf = ({ id }: Correspondence): Answered => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: JSON.stringify(id),
})

/** POST /{id}/markasread: says nothing to Dialogporten. */
export function markAsRead(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  { modes }: CorrespondenceState,
): Answered {
  onlyQuery(asked)
  const refused = refuseChange(found, caller, 1024)
  if (refused !== undefined) return problem(refused)
  if (hasBeen(found, 'Read')) return problem(1040)
  if (caller.party === undefined) return problem(4002)
  addStatus(found, 'Read', modes.now())
  return idOf(found)
}

/** POST /{id}/confirm: the dialog hears of it at once, and a job writes the status seconds later. */
export function confirm(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  state: CorrespondenceState,
): Answered {
  onlyQuery(asked)
  const refused = refuseChange(found, caller, 1025)
  if (refused !== undefined) return problem(refused)
  if (hasBeen(found, 'Confirmed')) return problem(1041)
  if (caller.party === undefined) return problem(4002)
  const { confirming, modes, dialogs } = state
  if (!confirming.has(found.id)) confirming.set(found.id, modes.now() + modes.confirmDelayMs)
  confirmDialog(dialogs, found.id)
  return idOf(found)
}

function refuseChange(
  found: Correspondence,
  caller: Caller,
  notFetched: 1024 | 1025,
): ProblemNumber | undefined {
  if (!isRecipient(caller, found)) return 4001
  if (!isAvailable(found)) return 1001
  return hasBeen(found, 'Fetched') ? undefined : notFetched
}

/** DELETE /{id}/purge: final; done once, however often it is asked for. */
export function purge(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  state: CorrespondenceState,
): Answered {
  onlyQuery(asked)
  const isTransmission = found.externalReferences.some(
    ({ referenceType }) => referenceType === 'DialogportenTransmissionId',
  )
  if (isTransmission) return problem(1043)
  const allowed = asWhom(found, caller)
  if (typeof allowed === 'number') return problem(allowed)
  if (caller.party === undefined) return problem(4002)
  if (hasBeen(found, 'PurgedByRecipient', 'PurgedByAltinn')) return idOf(found)
  const at = state.modes.now()
  addStatus(found, allowed === 'sender' ? 'PurgedByAltinn' : 'PurgedByRecipient', at)
  for (const attachment of found.attachments) {
    if (attachment.status === 'Published')
      Object.assign(attachment, { status: 'Purged', statusChanged: at })
  }
  removeDialog(state.dialogs, found.id)
  return idOf(found)
}

/** CheckUserPermissions: who is both is tried as the sender first. */
function asWhom(found: Correspondence, caller: Caller): 'sender' | 'recipient' | ProblemNumber {
  const [sends, receives] = [isSender(caller, found), isRecipient(caller, found)]
  if (!sends && !receives) return 4001
  const [asSender, asRecipient] = [refuseSender(found), refuseRecipient(found)]
  if (sends && (caller.callsAsSender || !receives)) return asSender ?? 'sender'
  if (!sends || caller.callsAsRecipient) return asRecipient ?? 'recipient'
  if (asSender === undefined) return 'sender'
  return asRecipient === undefined ? 'recipient' : asSender
}

function refuseSender(found: Correspondence): ProblemNumber | undefined {
  const { status } = highestStatus(found)
  if (status === 'PurgedByRecipient' || status === 'PurgedByAltinn') return 1014
  const isUnpublished = ['Initialized', 'ReadyForPublish', 'Failed'].includes(status)
  return isUnpublished ? undefined : 1013
}

function refuseRecipient(found: Correspondence): ProblemNumber | undefined {
  const { status } = highestStatus(found)
  if (status === 'PurgedByRecipient' || status === 'PurgedByAltinn') return 1014
  if (!isAvailable(found)) return 1001
  return found.isConfirmationNeeded && !hasBeen(found, 'Confirmed') ? 1026 : undefined
}
