import { toAltinn2DateTime } from '../../../altinn2/date-time.ts'
import type { OrganizationNumber } from '../../../altinn2/organization-number.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type { FileTransfer, FileTransferRecipient } from '../../../altinn3/broker.ts'
import type { Target } from '../../../decide/register.ts'
import { GatewayError } from '../../../errors.ts'
import type { Question, Ports } from '../../translation.ts'
import { getFileTransfer } from '../../../altinn3/broker.ts'

/** A transfer that is the party's to receive, of a service that Altinn 2's clients know. */
export interface InboxFile {
  readonly transfer: FileTransfer
  readonly recipient: FileTransferRecipient
  readonly service: Target['service']
}

/**
 * Altinn 3 shows a transfer to its sender too, and knows resources that no service maps to; in
 * Altinn 2's inbox neither exists.
 */
export function toInboxFile(
  transfer: FileTransfer,
  party: OrganizationNumber,
  targets: readonly Target[],
): InboxFile | undefined {
  const recipient = transfer.recipients.find(({ recipient: id }) => withoutPrefix(id) === party)
  const target = targets.find(
    ({ moved }) => moved.to === 'broker' && moved.resource === transfer.resourceId,
  )
  return recipient && target && { transfer, recipient, service: target.service }
}

/** The file behind `{reference}`. Throws `NOT_FOUND`. */
export async function needInboxFile(
  { params, party, targets }: Question,
  { ask }: Ports,
): Promise<InboxFile> {
  const transfer = await ask(getFileTransfer, { id: (params.reference ?? '').toLowerCase() })
  const file = transfer && toInboxFile(transfer, party, targets)
  if (file === undefined) throw new GatewayError('NOT_FOUND')
  return file
}

/**
 * Altinn 2's file object; the misspelt edition is what its swagger and documentation say
 * (Altinn/docs static/swagger/altinn-enduser-brokerservice-v0.json).
 */
export function toBrokerFile({ transfer, recipient, service }: InboxFile, who: string): Resource {
  const reference = transfer.fileTransferId
  const self = `/api/${who}/brokerservice/inbox/${reference}`
  return {
    properties: {
      ServiceCode: service.code,
      ServiceEdtionCode: service.edition,
      FileName: transfer.fileName,
      FileReference: reference,
      FileSize: transfer.fileTransferSize,
      FileStatus: toFileStatus(transfer, recipient),
      ReceiptID: 0,
      Sender: withoutPrefix(transfer.sender),
      SendersReference: transfer.sendersFileTransferReference ?? '',
      SentDate: toAltinn2DateTime(transfer.created) ?? transfer.created,
    },
    links: {
      form: 'text',
      to: { self, download: `${self}/download`, receipt: `${self}/receipt` },
    },
  }
}

// Statuses before a file can be fetched, or that it never leaves: Altinn 2 had no failed state.
const notYetAvailable: ReadonlySet<string> = new Set([
  'Initialized',
  'UploadStarted',
  'UploadProcessing',
  'Failed',
  'Cancelled',
])

function toFileStatus(
  { fileTransferStatus }: FileTransfer,
  recipient: FileTransferRecipient,
): 'Initialized' | 'Uploaded' | 'Downloaded' {
  if (recipient.currentRecipientFileTransferStatusCode === 'DownloadConfirmed') return 'Downloaded'
  return notYetAvailable.has(fileTransferStatus) ? 'Initialized' : 'Uploaded'
}

/** `0192:991825827` and `urn:altinn:organization:identifier-no:991825827` are both the number. */
function withoutPrefix(party: string): string {
  return party.slice(party.lastIndexOf(':') + 1)
}
