import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { GatewayError } from '../errors.ts'

/** Disk that all requests share for what they have to hold back. */
export interface Spool {
  /** Bytes that are taken up now. */
  readonly used: () => number
  /** Throws `SPOOL_FULL`. */
  readonly open: () => Promise<SpoolFile>
}

/** Bytes that are written first, then read. */
export interface SpoolFile {
  /** Throws `SPOOL_FULL`. */
  readonly write: (chunk: Buffer) => Promise<void>
  /** The next piece; `undefined` after the last. */
  readonly read: () => Promise<Buffer | undefined>
  /** Gives the space back; may be called more than once. */
  readonly close: () => Promise<void>
}

const pieceLength = 64 * 1024

/** @param most bytes of all open files together */
export function createSpool(most: number, folder = tmpdir()): Spool {
  let used = 0

  return {
    used: () => used,
    open: async () => {
      const file = await openNameless(folder)
      let [written, read, isOpen] = [0, 0, true]
      return {
        write: async (chunk) => {
          if (!isOpen || used + chunk.length > most) throw new GatewayError('SPOOL_FULL')
          used += chunk.length
          const at = written
          written += chunk.length
          const { bytesWritten } = await file.write(chunk, 0, chunk.length, at).catch(full)
          if (bytesWritten < chunk.length) throw new GatewayError('SPOOL_FULL')
        },
        read: async () => {
          if (read >= written) return undefined
          const length = Math.min(pieceLength, written - read)
          const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, read)
          if (bytesRead === 0) throw new GatewayError('SPOOL_FULL')
          read += bytesRead
          return buffer.subarray(0, bytesRead)
        },
        close: async () => {
          if (!isOpen) return
          isOpen = false
          used -= written
          await file.close()
        },
      }
    },
  }
}

/** Without a name from the first moment, so that nothing is left behind by a process that dies. */
async function openNameless(folder: string): Promise<FileHandle> {
  const name = path.join(folder, `gateway-${randomUUID()}`)
  const file = await open(name, 'wx+', 0o600).catch(full)
  try {
    await unlink(name)
    return file
  } catch (error) {
    await file.close()
    return full(error)
  }
}

function full(cause: unknown): never {
  throw new GatewayError('SPOOL_FULL', { cause })
}
