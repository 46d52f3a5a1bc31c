import {
  receiptTexts,
  toReceipt,
  type BrokerReceipt,
} from '../../../altinn2/broker/broker-receipt.ts'
import type { FileTransfer, FileTransferRecipient } from '../../../altinn3/broker.ts'
import { toOrganization } from '../../../altinn3/party.ts'
import { hasFailed, isDownloaded, isPublished } from '../../../broker/transfer.ts'
import type { Translation } from '../../../translation.ts'
import { needOutboxFile } from './outbox-file.ts'

/** The sender's receipt, with one of each recipient below it. */
export const getOutboxReceipt: Translation = async (request, ports) => {
  const { transfer } = await needOutboxFile(request, ports)
  const resource = toReceipt(toSenderReceipt(transfer))
  return { status: 200, body: { kind: 'resource', resource } }
}

function toSenderReceipt(transfer: FileTransfer): BrokerReceipt {
  const sender = toOrganization(transfer.sender)
  const statusText = transfer.fileTransferStatusText ?? transfer.fileTransferStatus
  return {
    status: hasFailed(transfer) ? 'Rejected' : 'OK',
    text: isPublished(transfer) ? receiptTexts.uploaded(transfer.fileName) : statusText,
    changed: transfer.fileTransferStatusChanged,
    sendersReference: transfer.sendersFileTransferReference ?? '',
    owner: sender,
    party: sender,
    subReceipts: transfer.recipients.map((recipient) => toSubReceipt(transfer, recipient)),
  }
}

function toSubReceipt(transfer: FileTransfer, recipient: FileTransferRecipient): BrokerReceipt {
  const shared = {
    sendersReference: transfer.sendersFileTransferReference ?? '',
    party: toOrganization(recipient.recipient),
  }
  if (hasFailed(transfer)) {
    const changed = transfer.fileTransferStatusChanged
    return { ...shared, status: 'Rejected', text: receiptTexts.failed, changed }
  }
  const waiting = isPublished(transfer) ? receiptTexts.available : receiptTexts.processing
  return {
    ...shared,
    status: 'OK',
    text: isDownloaded(recipient) ? receiptTexts.downloaded : waiting,
    changed: recipient.currentRecipientFileTransferStatusChanged,
  }
}
