import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { GatewayError } from '../../errors.ts'
import { Shares, type Share } from '../../runtime/shares.ts'

/** Room that all requests share for what they have to hold back: memory first, then disk. */
export interface Spool {
  /** Bytes of memory, by owner. */
  readonly memory: Pick<Shares, 'take' | 'giveBack'>
  /** Bytes of disk that are taken up now. */
  readonly used: () => number
  /** Makes a file, whose bytes count as the owner's. Throws `SPOOL_FULL`. */
  readonly open: (share: Share) => Promise<SpoolFile>
}

/** Bytes that are written first, then read. */
export interface SpoolFile {
  /** One write for all blocks. Throws `SPOOL_FULL`. */
  readonly write: (blocks: readonly Buffer[]) => Promise<void>
  /** The next piece; `undefined` after the last. */
  readonly read: () => Promise<Buffer | undefined>
  /** Bytes from a place on, as many as one piece has at most; the place of `read` stays. */
  readonly readAt: (place: number, maxLength: number) => Promise<Buffer>
  /** Gives the space back; may be called more than once. */
  readonly close: () => Promise<void>
}

const pieceLength = 64 * 1024
/** Bytes of memory of all requests together: 1,000 bodies of 64 KiB. */
const maxMemory = 64 * 1024 * 1024
/** Open files: without memory left, a body of one byte takes one, and a process has few handles. */
const maxFiles = 1_000

/** @param maxBytes of all open files together */
export function createSpool(maxBytes: number, folder = tmpdir()): Spool {
  const disk = new Shares(maxBytes)
  const files = new Shares(maxFiles)
  return {
    memory: new Shares(maxMemory),
    used: () => disk.used,
    open: async ({ owner }) => {
      if (!files.take(owner, 1)) throw new GatewayError('SPOOL_FULL')
      const giveBack = (): void => files.giveBack(owner, 1)
      const file = await openNameless(folder).catch((error: unknown) => {
        giveBack()
        throw error
      })
      return new NamelessFile(file, disk, owner, giveBack)
    },
  }
}

/** Tries what a body that is held back needs. The code of what failed; `undefined`: nothing did. */
export async function tryFolder(folder = tmpdir()): Promise<string | undefined> {
  try {
    const file = await openNameless(folder)
    try {
      await file.write(Buffer.of(0))
    } finally {
      await file.close()
    }
    return undefined
  } catch (error) {
    const cause = error instanceof GatewayError ? error.cause : error
    return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  }
}

class NamelessFile implements SpoolFile {
  readonly #file: FileHandle
  readonly #disk: Shares
  readonly #owner: string
  readonly #onClose: () => void
  #written = 0
  #read = 0
  #isOpen = true

  constructor(file: FileHandle, disk: Shares, owner: string, onClose: () => void) {
    this.#file = file
    this.#disk = disk
    this.#owner = owner
    this.#onClose = onClose
  }

  async write(blocks: readonly Buffer[]): Promise<void> {
    const length = blocks.reduce((sum, block) => sum + block.length, 0)
    if (!this.#isOpen || !this.#disk.take(this.#owner, length)) throw new GatewayError('SPOOL_FULL')
    const at = this.#written
    this.#written += length
    const { bytesWritten } = await this.#file.writev(blocks, at).catch(full)
    if (bytesWritten < length) throw new GatewayError('SPOOL_FULL')
  }

  async read(): Promise<Buffer | undefined> {
    if (this.#read >= this.#written) return undefined
    const piece = await this.readAt(this.#read, this.#written - this.#read)
    this.#read += piece.length
    return piece
  }

  async readAt(place: number, maxLength: number): Promise<Buffer> {
    const length = Math.min(pieceLength, maxLength)
    const piece = Buffer.allocUnsafeSlow(length)
    const { bytesRead } = await this.#file.read(piece, 0, length, place)
    if (bytesRead === 0) throw new GatewayError('SPOOL_FULL')
    return piece.subarray(0, bytesRead)
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#disk.giveBack(this.#owner, this.#written)
    try {
      await this.#file.close()
    } finally {
      this.#onClose()
    }
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
