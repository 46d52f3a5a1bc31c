import type { Translation } from '../../../translation.ts'
import { needInboxFile, toRecipientReceipt } from './inbox-file.ts'

/** The recipient's receipt, made from the transfer's status: Altinn 3 keeps no receipts. */
export const getInboxReceipt: Translation = async (request, ports) => {
  const file = await needInboxFile(request, ports)
  const resource = toRecipientReceipt(file, request.party)
  return { status: 200, body: { kind: 'resource', resource } }
}
