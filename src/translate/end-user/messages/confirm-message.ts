import { confirmCorrespondence } from '../../../altinn3/correspondence.ts'
import { GatewayError } from '../../../errors.ts'
import { needElement } from '../../../message-box/element.ts'
import type { Translation } from '../../../translation.ts'

/** The party has confirmed a message that asks for it; confirming it again is answered alike. */
export const confirmMessage: Translation = async (request, ports) => {
  // Only what was fetched can be confirmed (Errors.cs, 1025): to find it is to fetch it.
  const found = await needElement(request, ports)
  const correspondence =
    found.kind === 'correspondence' ? found.correspondence.correspondence : undefined
  if (correspondence?.isConfirmationNeeded !== true) {
    throw new GatewayError('CONFIRMATION_NOT_NEEDED')
  }
  await ports.ask(confirmCorrespondence, { id: correspondence.correspondenceId })
  return { status: 204, reason: 'Message has been confirmed' }
}
