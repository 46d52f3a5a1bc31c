import { toAltinn2DateTime } from '../../../altinn2/date-time.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type { OrganizationNumber } from '../../../altinn2/organization-number.ts'
import type { Translation } from '../../translation.ts'
import { needInboxFile, type InboxFile } from './inbox-file.ts'

/** The recipient's receipt, made from the transfer's status: Altinn 3 keeps no receipts. */
export const getInboxReceipt: Translation = async (question, ports) => {
  const file = await needInboxFile(question, ports)
  return {
    status: 200,
    body: { kind: 'resource', resource: toRecipientReceipt(file, question.party) },
  }
}

// The two sentences are Altinn 2's own (Altinn/docs content/api/rest/formidling/inbox.md).
const texts: ReadonlyMap<string, string> = new Map([
  ['DownloadConfirmed', 'File has been downloaded by the recipient.'],
])
const available = 'A file has been made available for download.'

function toRecipientReceipt(
  { transfer, recipient }: InboxFile,
  party: OrganizationNumber,
): Resource {
  const hasFailed = transfer.fileTransferStatus === 'Failed'
  const changed = hasFailed
    ? transfer.fileTransferStatusChanged
    : recipient.currentRecipientFileTransferStatusChanged
  return {
    properties: {
      ReceiptID: 0,
      ParentReceiptID: 0,
      LastChanged: toAltinn2DateTime(changed) ?? changed,
      Status: hasFailed ? 'Rejected' : 'OK',
      Text: hasFailed
        ? (transfer.fileTransferStatusText ?? 'Upload failed')
        : (texts.get(recipient.currentRecipientFileTransferStatusCode) ?? available),
      SendersReference: transfer.sendersFileTransferReference ?? '',
      PartyReference: party,
    },
  }
}
