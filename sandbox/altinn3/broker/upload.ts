import { mayActAsSender, type Caller } from './access.ts'
import { problem } from './problem.ts'
import {
  currentEvent,
  findResource,
  findTransfer,
  setStatus,
  type BrokerState,
  type Transfer,
} from './state.ts'
import { md5 } from './time.ts'
import { BodyCut } from '../../body.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** POST /{id}/upload: TusUploadValidationService.cs, then UploadFileHandler.cs. */
export async function upload(
  asked: Asked,
  id: string,
  caller: Caller,
  state: BrokerState,
): Promise<Answered> {
  onlyQuery(asked)
  const transfer = findTransfer(state, id)
  if (transfer === undefined) return problem(1)
  if (!mayActAsSender(state, transfer, caller)) return problem(6)
  const { status } = currentEvent(transfer)
  if (status !== 'Initialized' && status !== 'UploadStarted') return problem(4)
  // A body whose length is not said beforehand is not measured.
  const length = Number(asked.headers['content-length'] ?? 0)
  const most = findResource(state, transfer.resourceId)?.maxFileTransferSize ?? Infinity
  if (length > most) return problem(16)
  setStatus(transfer, 'UploadStarted')
  return complete(transfer, await receive(asked, transfer, state))
}

async function receive(asked: Asked, transfer: Transfer, state: BrokerState): Promise<Buffer> {
  try {
    return await asked.body()
  } catch (error) {
    if (!(error instanceof BodyCut) || state.modes.cutUpload === 'failed') {
      setStatus(transfer, 'Failed', 'Error occurred while uploading fileTransfer')
    }
    throw error
  }
}

// CompleteFileUploadHandler.cs.
function complete(transfer: Transfer, content: Buffer): Answered {
  const checksum = md5(content)
  const given = transfer.checksum?.trim()
  transfer.isStored = true
  transfer.fileTransferSize = content.length
  const answered = { status: 200, body: { fileTransferId: transfer.fileTransferId } }
  // Another upload of the same transfer may have come to its end before.
  if (currentEvent(transfer).status !== 'UploadStarted') return answered
  if (given && given !== checksum) {
    setStatus(transfer, 'Failed', 'Checksum mismatch')
    return problem(9)
  }
  transfer.content = content
  setStatus(transfer, transfer.useVirusScan ? 'UploadProcessing' : 'Published')
  if (!given && !transfer.useVirusScan) transfer.checksum = checksum
  return answered
}
