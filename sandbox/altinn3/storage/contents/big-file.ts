import { createHash, randomUUID } from 'node:crypto'
import { closeSync, createReadStream, openSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'

/** Bytes of a file that is kept on disk. */
export interface BigFile {
  readonly size: number
  readonly sha256: string
  readonly read: () => Readable
}

/** Of a body: its bytes, or a file where they are more than a stand-in keeps in memory. */
export type Received = { readonly bytes: Buffer } | { readonly file: BigFile }

/** A file of a test is usually far smaller; twenty of them fit well into memory. */
const maxBytesInMemory = 4 * 1024 * 1024

export const sizeOf = (received: Received): number =>
  'bytes' in received ? received.bytes.length : received.file.size

/** Thrown for a body of more bytes than were wanted; says how many there were at least. */
export class TooManyBytes extends Error {
  readonly count: number
  constructor(count: number) {
    super('too many bytes')
    this.count = count
  }
}

/** Takes in a body of any length without keeping a long one in memory. */
export async function receive(pieces: AsyncIterable<Buffer>, maxBytes: number): Promise<Received> {
  const kept: Buffer[] = []
  let size = 0
  let file: OpenFile | undefined
  for await (const piece of pieces) {
    size += piece.length
    if (size > maxBytes) throw new TooManyBytes(size)
    if (file === undefined && size > maxBytesInMemory) {
      file = openFile()
      for (const before of kept.splice(0)) file.write(before)
    }
    if (file === undefined) kept.push(piece)
    else file.write(piece)
  }
  return file === undefined ? { bytes: Buffer.concat(kept) } : { file: file.end() }
}

interface OpenFile {
  readonly write: (piece: Buffer) => void
  readonly end: () => BigFile
}

/** A file without a name: the system removes it when the process ends or it is closed. */
function openFile(): OpenFile {
  const path = join(tmpdir(), `stand-in-${randomUUID()}`)
  const place = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  const hash = createHash('sha256')
  let size = 0
  return {
    write: (piece) => {
      hash.update(piece)
      writeSync(place, piece)
      size += piece.length
    },
    end: () => {
      const read = (): Readable =>
        createReadStream(path, { fd: place, start: 0, end: size - 1, autoClose: false })
      const file = { size, sha256: hash.digest('hex'), read }
      closing.register(file, place)
      return file
    },
  }
}

const closing = new FinalizationRegistry((place: number) => closeSync(place))
