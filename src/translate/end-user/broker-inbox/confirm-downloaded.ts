import { confirmDownload, downloadFileTransfer } from '../../../altinn3/broker.ts'
import { GatewayError } from '../../../errors.ts'
import { checkIsOwn, isDownloaded } from '../../../broker/transfer.ts'
import type { Ports, Translation } from '../../../translation.ts'
import { needInboxFile, toRecipientReceipt, type InboxFile } from './inbox-file.ts'

/**
 * The party has the file; answered with its receipt. Confirming again is answered alike, so that
 * whoever lost the first answer may ask again.
 */
export const confirmDownloaded: Translation = async (request, ports) => {
  checkIsOwn(request)
  const file = await needInboxFile(request, ports)
  const id = file.transfer.fileTransferId
  const confirmed = isDownloaded(file.recipient) ? file : await confirm(file)
  const resource = toRecipientReceipt(confirmed, request.party)
  return { status: 200, body: { kind: 'resource', resource } }

  async function confirm(waiting: InboxFile): Promise<InboxFile> {
    try {
      await confirmOrTouch(id, request.settings.confirmWithoutDownload === 'touch', ports)
    } catch (error) {
      // Somebody of the party's own may have been quicker.
      const isLate = error instanceof GatewayError && error.code === 'NOT_CONFIRMABLE'
      const current = isLate ? await needInboxFile(request, ports) : waiting
      if (isDownloaded(current.recipient)) return current
      throw error
    }
    return toConfirmed(waiting, new Date(ports.now()).toISOString())
  }
}

/**
 * Altinn 2 took a confirmation at any time, Altinn 3 after a download only. Fetching one byte makes
 * a download of it, which also hides one that never was: the operator chooses.
 */
async function confirmOrTouch(id: string, mayTouch: boolean, ports: Ports): Promise<void> {
  try {
    await needConfirmed(id, ports)
  } catch (error) {
    const isEarly = error instanceof GatewayError && error.code === 'NOT_DOWNLOADED'
    if (!isEarly || !mayTouch) throw error
    const touched = await ports.stream(downloadFileTransfer, { id, range: 'bytes=0-0' })
    touched?.stream.destroy()
    await needConfirmed(id, ports)
  }
}

async function needConfirmed(id: string, { ask }: Ports): Promise<void> {
  if ((await ask(confirmDownload, { id })) === undefined) throw new GatewayError('NOT_FOUND')
}

function toConfirmed(file: InboxFile, now: string): InboxFile {
  return {
    ...file,
    recipient: {
      ...file.recipient,
      currentRecipientFileTransferStatusCode: 'DownloadConfirmed',
      currentRecipientFileTransferStatusChanged: now,
    },
  }
}
