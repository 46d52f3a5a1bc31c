import { toBrokerFile, type FileStatus } from '../../../altinn2/broker/broker-file.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type { FileTransfer } from '../../../altinn3/broker.ts'
import { toOrganization } from '../../../altinn3/party.ts'
import { GatewayError } from '../../../errors.ts'
import { isDownloaded, needTransfer, type KnownTransfer } from '../../../broker/transfer.ts'
import type { Ports, TranslationRequest } from '../../../translation.ts'

/** The file behind `{reference}`. Throws `NOT_FOUND`, also to who receives it only. */
export async function needOutboxFile(
  request: TranslationRequest,
  ports: Ports,
): Promise<KnownTransfer> {
  const file = await needTransfer(request, ports)
  if (toOrganization(file.transfer.sender) !== request.party) throw new GatewayError('NOT_FOUND')
  return file
}

/** Where a sender finds a file, below the public address. */
export function outboxPath(who: string, reference: string): string {
  return `/api/${who}/brokerservice/outbox/${reference}`
}

export function toOutboxResource({ transfer, service }: KnownTransfer, who: string): Resource {
  const reference = transfer.fileTransferId
  const self = outboxPath(who, reference)
  return toBrokerFile(
    {
      service,
      reference,
      name: transfer.fileName,
      size: transfer.fileTransferSize,
      status: toOutboxStatus(transfer),
      sender: toOrganization(transfer.sender),
      sendersReference: transfer.sendersFileTransferReference ?? '',
      sent: transfer.created,
    },
    { self, receipt: `${self}/receipt` },
  )
}

/**
 * Altinn 2 had no failed state: a file that was refused stays `Initialized`, and its receipt tells
 * (Digdir's broker transition solution). What has been purged was there to be fetched before.
 */
function toOutboxStatus({ fileTransferStatus: status, recipients }: FileTransfer): FileStatus {
  const isFetched = recipients.length > 0 && recipients.every(isDownloaded)
  if (status === 'AllConfirmedDownloaded') return 'Downloaded'
  if (status === 'Purged') return isFetched ? 'Downloaded' : 'Uploaded'
  return status === 'Published' ? 'Uploaded' : 'Initialized'
}
