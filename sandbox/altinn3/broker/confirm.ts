import { mayActAsRecipient, type Caller } from './access.ts'
import { plainProblem, problem } from './problem.ts'
import {
  currentEvent,
  findTransfer,
  setRecipientStatus,
  setStatus,
  type BrokerState,
  type Transfer,
} from './state.ts'
import { recipientsOf } from './view.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** POST /{id}/confirmdownload: ConfirmDownloadHandler.cs, in its order. */
export function confirmDownload(
  asked: Asked,
  id: string,
  caller: Caller,
  state: BrokerState,
): Answered {
  onlyQuery(asked)
  const transfer = findTransfer(state, id)
  if (transfer === undefined) return problem(1)
  if (!mayActAsRecipient(state, transfer, caller)) return problem(6)
  if (!transfer.isStored) return problem(3)
  // The last confirmation ends Published, so that a repeat of it is refused here.
  return currentEvent(transfer).status === 'Published' ? confirm(transfer, caller) : problem(10)
}

function confirm(transfer: Transfer, caller: Caller): Answered {
  const recipients = recipientsOf(transfer)
  const own = recipients.find(({ recipient }) => recipient === `0192:${caller.organization}`)
  // `First` throws on somebody who may act for a recipient and is none.
  if (own === undefined) return plainProblem(500)
  // `Ok(null)`
  const confirmed: Answered = { status: 204 }
  if (own.status === 'DownloadConfirmed') return confirmed
  if (own.status !== 'DownloadStarted') return problem(19)
  setRecipientStatus(transfer, caller.organization, 'DownloadConfirmed')
  const others = recipients.filter(({ recipient }) => recipient !== own.recipient)
  if (others.every(({ status }) => status === 'DownloadConfirmed')) {
    setStatus(transfer, 'AllConfirmedDownloaded')
  }
  return confirmed
}
