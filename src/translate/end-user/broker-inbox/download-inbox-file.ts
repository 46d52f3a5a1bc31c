import { downloadFileTransfer } from '../../../altinn3/broker.ts'
import { GatewayError } from '../../../errors.ts'
import { checkIsOwn } from '../../../broker/transfer.ts'
import type { Translation } from '../../../translation.ts'
import { needInboxFile, notYetAvailable } from './inbox-file.ts'

/** The file itself, whole: Altinn 2 gave no ranges. */
export const downloadInboxFile: Translation = async (request, ports) => {
  checkIsOwn(request)
  const { transfer } = await needInboxFile(request, ports)
  const { fileTransferId: id, fileName, fileTransferSize: length } = transfer
  const named = { kind: 'bytes', type: 'application/octet-stream', fileName } as const
  if (request.isHead) {
    // To ask what there is must not count as fetching it.
    if (unavailable.has(transfer.fileTransferStatus)) throw new GatewayError('FILE_UNAVAILABLE')
    return { status: 200, body: { ...named, length } }
  }
  const bytes = await ports.stream(downloadFileTransfer, { id })
  if (bytes === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { ...named, ...bytes } }
}

// Altinn/altinn-broker Enums/FileTransferStatus.cs: all but `Published` and `AllConfirmedDownloaded`. Of a
// status that is not known, the file is there until Altinn 3 says otherwise.
const unavailable: ReadonlySet<string> = new Set([...notYetAvailable, 'Purged'])
