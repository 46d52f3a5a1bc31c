import { currentEvent, type RecipientEvent, type RecipientStatus } from './state.ts'
import type { StatusEvent, Transfer, TransferStatus } from './state.ts'

// FileStatusOverviewExtMapper.cs.
const texts = {
  Initialized: 'Ready for upload',
  UploadStarted: 'Upload started',
  UploadProcessing: 'Processing upload',
  Published: 'Ready for download',
  Cancelled: 'FileTransfer cancelled',
  AllConfirmedDownloaded: 'All downloaded',
  Purged: 'FileTransfer has been purged',
  Failed: 'Upload failed',
} as const satisfies Record<TransferStatus, string>

const recipientTexts = {
  Initialized: 'Initialized',
  DownloadStarted: 'Recipient has attempted to download fileTransfer',
  DownloadConfirmed: 'Recipient has downloaded fileTransfer',
} as const satisfies Record<RecipientStatus, string>

const order: readonly RecipientStatus[] = ['Initialized', 'DownloadStarted', 'DownloadConfirmed']

/**
 * Each recipient's highest status beside its latest moment: FileTransferRepository.cs takes the
 * maximum of either by itself, so that a download after the confirmation moves the moment alone.
 */
export function recipientsOf({ recipientHistory }: Transfer): readonly RecipientEvent[] {
  const found = new Map<string, RecipientEvent>()
  for (const event of recipientHistory) {
    const before = found.get(event.recipient)
    const isLower =
      before !== undefined && order.indexOf(before.status) > order.indexOf(event.status)
    found.set(event.recipient, isLower ? { ...event, status: before.status } : event)
  }
  return [...found.values()]
}

export function toOverview(transfer: Transfer): object {
  const published = transfer.history.find(({ status }) => status === 'Published')
  return { ...toBase(transfer), published: published?.at ?? null }
}

/** FileTransferStatusDetailsExt.cs hides `published`. */
export function toDetails(transfer: Transfer): object {
  return {
    ...toBase(transfer),
    fileTransferStatusHistory: transfer.history.map(toStatus),
    recipientFileTransferStatusHistory: transfer.recipientHistory.map(
      ({ recipient, status, at }) => ({
        recipient,
        recipientFileTransferStatusCode: status,
        recipientFileTransferStatusText: recipientTexts[status],
        recipientFileTransferStatusChanged: at,
      }),
    ),
  }
}

function toBase(transfer: Transfer): object {
  return {
    fileTransferId: transfer.fileTransferId,
    resourceId: transfer.resourceId,
    fileName: transfer.fileName,
    sendersFileTransferReference: transfer.sendersFileTransferReference,
    checksum: transfer.checksum,
    useVirusScan: transfer.useVirusScan,
    fileTransferSize: transfer.fileTransferSize,
    ...toStatus(currentEvent(transfer)),
    created: transfer.created,
    expirationTime: transfer.expirationTime,
    sender: transfer.sender,
    recipients: recipientsOf(transfer).map(({ recipient, status, at }) => ({
      recipient,
      currentRecipientFileTransferStatusCode: status,
      currentRecipientFileTransferStatusText: recipientTexts[status],
      currentRecipientFileTransferStatusChanged: at,
    })),
    propertyList: transfer.propertyList,
  }
}

function toStatus({ status, at, text }: StatusEvent): object {
  return {
    fileTransferStatus: status,
    fileTransferStatusText: text ?? texts[status],
    fileTransferStatusChanged: at,
  }
}
