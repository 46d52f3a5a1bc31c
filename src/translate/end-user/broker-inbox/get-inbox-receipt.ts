import type { Translation } from '../../../translation.ts'
import { needInboxFile, toRecipientReceipt } from './inbox-file.ts'

/** The recipient's receipt, made from the transfer's status: Altinn 3 keeps no receipts. */
export const getInboxReceipt: Translation = async (question, ports) => {
  const file = await needInboxFile(question, ports)
  const resource = toRecipientReceipt(file, question.party)
  return { status: 200, body: { kind: 'resource', resource } }
}
