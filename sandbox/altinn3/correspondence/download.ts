import { toDisposition, toExtended } from '../broker/download.ts'
import { isRecipient, type Caller } from './access.ts'
import { problem } from './problem.ts'
import {
  addStatus,
  isAvailable,
  type Attachment,
  type Correspondence,
  type CorrespondenceState,
} from './state.ts'
import { extensionOf } from './view.ts'
import { noteDownload } from '../dialogporten/from-correspondence.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

// FileDownloadResponseHelper.cs
const contentTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.bmp': 'image/bmp',
  '.txt': 'text/plain; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.html': 'text/html; charset=utf-8',
  '.dcm': 'application/dicom',
  '.dicom': 'application/dicom',
}
// ApplicationConstants.cs: what a browser may show.
const inline = new Set(['.pdf', '.png', '.jpg', '.jpeg', '.gif', '.bmp'])

/** GET /{id}/attachment/{attachmentId}/download: any download is a status, and a fetch is not needed. */
export function downloadAttachment(
  asked: Asked,
  found: Correspondence,
  caller: Caller,
  state: CorrespondenceState,
  attachmentId: string,
): Answered {
  onlyQuery(asked)
  const attachment = found.attachments.find(({ id }) => id === attachmentId)
  if (attachment === undefined) return problem(2001)
  if (!isRecipient(caller, found)) return problem(4001)
  const at = state.modes.now()
  const { status, expirationTime } = attachment
  if (status === 'Purged') return problem(2019)
  if (status === 'Expired' || (expirationTime !== null && expirationTime <= at))
    return problem(2020)
  if (!isAvailable(found)) return problem(1001)
  if (caller.party === undefined) return problem(4002)
  addStatus(found, 'AttachmentsDownloaded', at, `Attachment ${attachment.id} has been downloaded`)
  noteDownload(state.dialogs, found.id, caller.party, attachment)
  return sendFile(attachment)
}

function sendFile({ fileName, content }: Attachment): Answered {
  const extension = extensionOf(fileName)
  return {
    status: 200,
    headers: {
      'Content-Type': contentTypes[extension] ?? 'application/octet-stream',
      'Content-Length': String(content.length),
      'Content-Disposition': inline.has(extension)
        ? `inline; filename*=UTF-8''${toExtended(fileName)}`
        : toDisposition(fileName),
    },
    body: content,
  }
}
