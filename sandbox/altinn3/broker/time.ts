import { createHash, randomUUID } from 'node:crypto'
import {
  currentEvent,
  findResource,
  toMoment,
  type BrokerResource,
  type BrokerState,
  type Transfer,
} from './state.ts'

// Not the whole test string of eicar.org, which would make scanners take this file away.
const malware = 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE'

/** Lets happen what the clock has brought: the end of scans, and the purging of files. */
export function settle(state: BrokerState, now: number): void {
  for (const transfer of state.transfers) {
    const resource = findResource(state, transfer.resourceId)
    if (resource === undefined) continue
    endScan(transfer, resource, now)
    purge(transfer, resource, now)
  }
}

// MalwareScanResultHandler.cs.
function endScan(transfer: Transfer, { scanTimeMs }: BrokerResource, now: number): void {
  const { status, at } = currentEvent(transfer)
  const end = Date.parse(at) + scanTimeMs
  if (status !== 'UploadProcessing' || end > now) return
  if (transfer.content?.includes(malware) === true) {
    const text = `Malware scan failed: Malicious. Extra details: ${scanResult(transfer, end)}`
    transfer.history.push({ status: 'Failed', at: toMoment(end), text })
    transfer.content = undefined
    return
  }
  transfer.history.push({ status: 'Published', at: toMoment(end) })
  // TusChecksumProcessingHandler.cs, whichever way the file was uploaded.
  if (!transfer.checksum?.trim()) transfer.checksum = md5(transfer.content)
}

function scanResult({ fileTransferId, content }: Transfer, end: number): string {
  return JSON.stringify({
    CorrelationId: randomUUID(),
    BlobUri: `https://sandbox.blob.core.windows.net/brokerfiles/${fileTransferId}`,
    ETag: '0x8DE000000000000',
    ScanFinishedTimeUtc: toMoment(end),
    ScanResultType: 'Malicious',
    ScanResultDetails: {
      MalwareNamesFound: ['Virus:DOS/EICAR_Test_File'],
      Sha256: createHash('sha256')
        .update(content ?? '')
        .digest('hex'),
      NotScannedReason: '',
    },
  })
}

// PurgeFileTransferHandler.cs.
function purge(transfer: Transfer, resource: BrokerResource, now: number): void {
  const { status, at } = currentEvent(transfer)
  if (status === 'Purged') return
  const isLeftToConfirmation =
    status === 'AllConfirmedDownloaded' && resource.purgeAfterAllConfirmed
  const due = isLeftToConfirmation
    ? Date.parse(at) + resource.gracePeriodMs
    : Date.parse(transfer.expirationTime)
  if (due > now) return
  transfer.history.push({ status: 'Purged', at: toMoment(due) })
  transfer.content = undefined
}

export function md5(content: Buffer | undefined): string {
  return createHash('md5')
    .update(content ?? '')
    .digest('hex')
}
