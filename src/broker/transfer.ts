import {
  getFileTransfer,
  type FileTransfer,
  type FileTransferRecipient,
} from '../altinn3/broker.ts'
import type { ServiceKey } from '../altinn2/service-key.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { Ports, TranslationRequest } from '../translation.ts'

/** A transfer of a service that Altinn 2's clients know. */
export interface KnownTransfer {
  readonly transfer: FileTransfer
  readonly service: ServiceKey
}

/**
 * The broker takes the token's own organisation for the recipient in lists and downloads, and fails
 * when it is none (altinn-broker GetFileTransfersHandler.cs, ConfirmDownloadHandler.cs): a client's
 * files can be seen one by one and sent, but neither listed nor fetched. Throws `OWN_PARTY_ONLY`.
 */
export function checkIsOwn({ party, caller }: TranslationRequest): void {
  if (party !== caller) throw new GatewayError('OWN_PARTY_ONLY')
}

/** The transfer behind `{reference}`. Throws `NOT_FOUND`, also when no service maps to it. */
export async function needTransfer(
  { params, targets }: TranslationRequest,
  { ask }: Ports,
): Promise<KnownTransfer> {
  const transfer = await ask(getFileTransfer, { id: (params.reference ?? '').toLowerCase() })
  const service = transfer && serviceOf(transfer, targets)
  if (transfer === undefined || service === undefined) throw new GatewayError('NOT_FOUND')
  return { transfer, service }
}

export function serviceOf(
  { resourceId }: FileTransfer,
  targets: readonly Target[],
): ServiceKey | undefined {
  return targets.find(({ moved }) => moved.to === 'broker' && moved.resource === resourceId)
    ?.service
}

/** The broker resources that may answer, each once. */
export function resourcesOf(targets: readonly Target[]): readonly string[] {
  const resources = targets.flatMap(({ moved }) => (moved.to === 'broker' ? [moved.resource] : []))
  return [...new Set(resources)]
}

/** Recipients can fetch it, or could. */
export function isPublished({ fileTransferStatus: status }: FileTransfer): boolean {
  return status === 'Published' || status === 'AllConfirmedDownloaded' || status === 'Purged'
}

/**
 * The overview keeps the furthest status, while a search goes by the latest: who fetches a file
 * again that they confirmed is found under `DownloadStarted` (altinn-broker
 * FileTransferRepository.cs), so the overview has the last word.
 */
export function isDownloaded(recipient: FileTransferRecipient): boolean {
  return recipient.currentRecipientFileTransferStatusCode === 'DownloadConfirmed'
}

/** An upload that came to nothing; Altinn 2 had no such state. */
export function hasFailed({ fileTransferStatus }: FileTransfer): boolean {
  return fileTransferStatus === 'Failed' || fileTransferStatus === 'Cancelled'
}
