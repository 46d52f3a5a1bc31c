import { toBrokerFile, type FileStatus } from '../../../altinn2/broker/broker-file.ts'
import { receiptTexts, toReceipt } from '../../../altinn2/broker/broker-receipt.ts'
import type { OrganizationNumber } from '../../../altinn2/organization-number.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type { FileTransfer, FileTransferRecipient } from '../../../altinn3/broker.ts'
import { toOrganization } from '../../../altinn3/party.ts'
import { GatewayError } from '../../../errors.ts'
import {
  hasFailed,
  isDownloaded,
  isPublished,
  needTransfer,
  type KnownTransfer,
} from '../../../broker/transfer.ts'
import type { Ports, TranslationRequest } from '../../../translation.ts'

/** A transfer that is the party's to receive. */
export interface InboxFile extends KnownTransfer {
  readonly recipient: FileTransferRecipient
}

/** Altinn 3 shows a transfer to its sender too; in Altinn 2's inbox it does not exist then. */
export function toInboxFile(
  known: KnownTransfer,
  party: OrganizationNumber,
): InboxFile | undefined {
  const recipient = known.transfer.recipients.find((one) => toOrganization(one.recipient) === party)
  return recipient && { ...known, recipient }
}

/** The file behind `{reference}`. Throws `NOT_FOUND`. */
export async function needInboxFile(request: TranslationRequest, ports: Ports): Promise<InboxFile> {
  const file = toInboxFile(await needTransfer(request, ports), request.party)
  if (file === undefined) throw new GatewayError('NOT_FOUND')
  return file
}

export function toInboxResource(
  { transfer, recipient, service }: InboxFile,
  who: string,
): Resource {
  const reference = transfer.fileTransferId
  const self = `/api/${who}/brokerservice/inbox/${reference}`
  return toBrokerFile(
    {
      service,
      reference,
      name: transfer.fileName,
      size: transfer.fileTransferSize,
      status: toInboxStatus(transfer, recipient),
      sender: toOrganization(transfer.sender),
      sendersReference: transfer.sendersFileTransferReference ?? '',
      sent: transfer.created,
    },
    { self, download: `${self}/download`, receipt: `${self}/receipt` },
  )
}

// Statuses before a file can be fetched, or that it never leaves: Altinn 2 had no failed state.
export const notYetAvailable: ReadonlySet<string> = new Set([
  'Initialized',
  'UploadStarted',
  'UploadProcessing',
  'Failed',
  'Cancelled',
])

export function toInboxStatus(
  { fileTransferStatus }: FileTransfer,
  recipient: FileTransferRecipient,
): FileStatus {
  if (isDownloaded(recipient)) return 'Downloaded'
  return notYetAvailable.has(fileTransferStatus) ? 'Initialized' : 'Uploaded'
}

/** The recipient's receipt. */
export function toRecipientReceipt(
  { transfer, recipient }: InboxFile,
  party: OrganizationNumber,
): Resource {
  const failed = hasFailed(transfer)
  const waiting = isPublished(transfer) ? receiptTexts.available : receiptTexts.processing
  const text = isDownloaded(recipient) ? receiptTexts.downloaded : waiting
  return toReceipt({
    status: failed ? 'Rejected' : 'OK',
    text: failed ? (transfer.fileTransferStatusText ?? 'Upload failed') : text,
    changed: failed
      ? transfer.fileTransferStatusChanged
      : recipient.currentRecipientFileTransferStatusChanged,
    sendersReference: transfer.sendersFileTransferReference ?? '',
    party,
  })
}
