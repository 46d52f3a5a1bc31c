import { mayActAsRecipient, type Caller } from './access.ts'
import { problem } from './problem.ts'
import { currentEvent, findTransfer, setRecipientStatus, type BrokerState } from './state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const fiveMinutes = 300_000

/** GET /{id}/download: DownloadFileHandler.cs. */
export function download(asked: Asked, id: string, caller: Caller, state: BrokerState): Answered {
  onlyQuery(asked)
  const transfer = findTransfer(state, id)
  if (transfer === undefined) return withProblemType(problem(1))
  if (!mayActAsRecipient(state, transfer, caller)) return withProblemType(problem(6))
  const { status } = currentEvent(transfer)
  const { content } = transfer
  if (status !== 'Published' && status !== 'AllConfirmedDownloaded') {
    return withProblemType(problem(7))
  }
  if (!transfer.isStored || content === undefined) return withProblemType(problem(3))
  const range = resolveRange(asked.headers.range, content.length)
  if (range === 'unsatisfiable') return withProblemType(problem(29))
  const isNoted =
    range !== undefined && wasNoted(state, `${transfer.fileTransferId}:${caller.organization}`)
  if (!isNoted) setRecipientStatus(transfer, caller.organization, 'DownloadStarted')
  return sendFile(transfer.fileName, content, range)
}

function sendFile(fileName: string, content: Buffer, range: Range | undefined): Answered {
  const part = range === undefined ? content : content.subarray(range.start, range.end + 1)
  return {
    status: range === undefined ? 200 : 206,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Content-Length': String(part.length),
      'Accept-Ranges': 'bytes',
      'Content-Disposition': toDisposition(fileName),
      ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${content.length}` }),
    },
    body: part,
  }
}

function withProblemType({ status, body }: Answered): Answered {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' }
  return { status, headers, body: JSON.stringify(body) }
}

/** Ranges of the same file are one download for five minutes; the whole file is always one. */
function wasNoted({ rangesNoted }: BrokerState, key: string): boolean {
  const now = Date.now()
  if ((rangesNoted.get(key) ?? 0) > now) return true
  rangesNoted.set(key, now + fiveMinutes)
  return false
}

interface Range {
  readonly start: number
  /** The last byte, itself included. */
  readonly end: number
}

// ByteRangeParser.cs and ByteRange.cs: what is not one range of bytes is ignored.
function resolveRange(
  header: string | undefined,
  length: number,
): Range | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] =
    /^\s*bytes\s*=[\s,]*(\d*)\s*-\s*(\d*)[\s,]*$/i.exec(header ?? '') ?? []
  if (first === '' && last === '') return undefined
  const isSuffix = first === ''
  // Microsoft.Net.Http.Headers takes a range that ends before it begins for none at all.
  if (!isSuffix && last !== '' && Number(last) < Number(first)) return undefined
  const start = isSuffix ? Math.max(0, length - Number(last)) : Number(first)
  const end = isSuffix || last === '' ? length - 1 : Math.min(Number(last), length - 1)
  const isNothing = isSuffix ? Number(last) === 0 : start >= length
  return length === 0 || isNothing ? 'unsatisfiable' : { start, end }
}

/** As ASP.NET's `SetHttpFileName` writes it. */
export function toDisposition(fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]/g, '_')
  const isToken = /^[\w!#$%&'*+\-.^`|~]+$/.test(plain)
  const name = isToken ? plain : `"${plain.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return `attachment; filename=${name}; filename*=UTF-8''${toExtended(fileName)}`
}

export function toExtended(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      const isKept = byte < 0x80 && /[\w!#$&+\-.^`|~]/.test(character)
      return isKept ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
