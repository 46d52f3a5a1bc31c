import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { GatewayError } from '../../errors.ts'
import { Limiter } from '../../runtime/limiter.ts'
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
/**
 * Reads and writes under way, one for each owner. Node has four threads for them, and verifies tokens
 * there, too: a slow disk must leave it some.
 */
const concurrency = 2
/** Those that wait for them: a body has one under way, and there are no more connections. */
const maxWaiting = 10_000

/** @param maxBytes of all open files together */
export function createSpool(maxBytes: number, folder = tmpdir()): Spool {
  const disk = new Shares(maxBytes)
  const files = new Shares(maxFiles)
  const operations = new Limiter({ concurrency, maxWaiting, maxPerOwner: 1 })
  return {
    memory: new Shares(maxMemory),
    used: () => disk.used,
    open: async (share) => {
      const { owner } = share
      if (!files.take(owner, 1)) throw new GatewayError('SPOOL_FULL')
      const giveBack = (): void => files.giveBack(owner, 1)
      const file = await openNameless(folder).catch((error: unknown) => {
        giveBack()
        throw error
      })
      return new NamelessFile(file, { disk, operations, share }, giveBack)
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

/** What all files share, and for whom this one is. */
interface Room {
  readonly disk: Shares
  readonly operations: Limiter
  readonly share: Share
}

class NamelessFile implements SpoolFile {
  readonly #file: FileHandle
  readonly #room: Room
  readonly #onClose: () => void
  #written = 0
  #read = 0
  #isOpen = true

  constructor(file: FileHandle, room: Room, onClose: () => void) {
    this.#file = file
    this.#room = room
    this.#onClose = onClose
  }

  async write(blocks: readonly Buffer[]): Promise<void> {
    const length = blocks.reduce((sum, block) => sum + block.length, 0)
    const { disk, share } = this.#room
    if (!this.#isOpen || !disk.take(share.owner, length)) throw new GatewayError('SPOOL_FULL')
    const at = this.#written
    this.#written += length
    const { bytesWritten } = await this.#perform(() => this.#file.writev(blocks, at)).catch(full)
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
    const { buffer: piece, bytesRead } = await this.#perform(() =>
      this.#file.read(Buffer.allocUnsafeSlow(length), 0, length, place),
    )
    if (bytesRead === 0) throw new GatewayError('SPOOL_FULL')
    return piece.subarray(0, bytesRead)
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#room.disk.giveBack(this.#room.share.owner, this.#written)
    try {
      await this.#file.close()
    } finally {
      this.#onClose()
    }
  }

  async #perform<Result>(operation: () => Promise<Result>): Promise<Result> {
    const release = await this.#room.operations.acquire(this.#room.share).catch(full)
    try {
      return await operation()
    } finally {
      release()
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
