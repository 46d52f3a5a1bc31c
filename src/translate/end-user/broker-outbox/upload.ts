import { getFileTransfer, uploadFileTransfer } from '../../../altinn3/broker.ts'
import { GatewayError } from '../../../errors.ts'
import type { Body } from '../../../http/server/body.ts'
import type { Ports } from '../../../translation.ts'

/** How often it is asked whether a file arrived whose answer was lost, and how long it waits. */
const looks = 3
const pauseBetween = 2_000

/**
 * Fills a transfer. When Altinn 3 has had every byte and its answer is lost, the transfer itself
 * says whether it arrived: a sender who is told that it did not sends it again, and the recipient
 * has it twice. Throws with the transfer's id, which otherwise nobody would know.
 */
export async function upload(id: string, bytes: Body, ports: Ports): Promise<void> {
  try {
    if ((await ports.ask(uploadFileTransfer, { id, bytes })) === true) return
    throw new GatewayError('UPLOAD_FAILED')
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (bytes.isWhole() && lost.has(error.code) && (await hasArrived(id, bytes.length(), ports)))
      return
    throw new GatewayError(error.code, { ...error.details, reference: id, cause: error })
  }
}

const lost: ReadonlySet<string> = new Set([
  'ALTINN3_SILENT',
  'ALTINN3_UNREACHABLE',
  'ALTINN3_UNREADABLE',
])

async function hasArrived(id: string, size: number, { ask, pause }: Ports): Promise<boolean> {
  for (let look = 1; look <= looks; look += 1) {
    await pause(pauseBetween)
    const transfer = await ask(getFileTransfer, { id }).catch(() => undefined)
    if (transfer === undefined || transfer.fileTransferStatus === 'UploadStarted') continue
    return taken.has(transfer.fileTransferStatus) && transfer.fileTransferSize === size
  }
  return false
}

const taken: ReadonlySet<string> = new Set([
  'UploadProcessing',
  'Published',
  'AllConfirmedDownloaded',
  'Purged',
])
