import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Share } from '../../runtime/shares.ts'
import { GatewayError } from '../../errors.ts'
import { blockLength, Blocks } from './blocks.ts'
import { writes } from './held-bytes.ts'
import type { Part } from './part.ts'
import type { Spool, SpoolFile } from './spool.ts'

/** Bytes of a body's parts that stay in memory; all others share one file. */
const maxKeptBytes = 256 * 1024
/** Bytes that a reader has at once. */
const pieceLength = 64 * 1024

/**
 * The parts of one body. They are readable until the body has ended and all work for it has
 * settled; then memory and disk are given back.
 */
export class PartStore {
  readonly #spool: Spool
  readonly #share: Share
  #file: SpoolFile | undefined
  #written = 0
  /** Bytes of memory that were taken. */
  #memory = 0
  /** The parts in memory, of those the bytes that are taken for good. */
  #kept = 0
  #works = 0
  #hasEnded = false
  #isClosed = false

  constructor(spool: Spool, share: Share) {
    this.#spool = spool
    this.#share = share
  }

  /** Makes a part. Only one is written at a time. */
  begin(): PartWriter {
    return new PartWriter(this)
  }

  /** Keeps the parts until the work has settled, if the body ends before. */
  keepUntil(work: Promise<unknown>): void {
    this.#works += 1
    const settle = (): void => {
      this.#works -= 1
      if (this.#hasEnded && this.#works === 0) void this.close().catch(() => undefined)
    }
    work.then(settle, settle)
  }

  /** The caller's connection has ended. */
  async end(): Promise<void> {
    this.#hasEnded = true
    if (this.#works === 0) await this.close()
  }

  /** Gives memory and disk back, whatever work is under way. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.giveBack(this.#memory)
    await this.#file?.close()
  }

  takeBlock(): Buffer | undefined {
    if (this.#isClosed || !this.#spool.memory.take(this.#share.owner, blockLength)) return undefined
    this.#memory += blockLength
    return Buffer.allocUnsafeSlow(blockLength)
  }

  /** After `close`, all has been given back already. */
  giveBack(length: number): void {
    const left = Math.min(length, this.#memory)
    this.#memory -= left
    this.#spool.memory.giveBack(this.#share.owner, left)
  }

  /** Whether a part may stay in memory. */
  keep(length: number): boolean {
    if (this.#isClosed || this.#kept + length > maxKeptBytes) return false
    this.#kept += length
    return true
  }

  /** Throws `SPOOL_FULL`. */
  async write(blocks: readonly Buffer[], length: number): Promise<void> {
    await writes.wait(this.#share.owner)
    this.#file ??= await this.#open()
    await this.#file.write(blocks)
    this.#written += length
  }

  /** Where the next write goes. */
  get place(): number {
    return this.#written
  }

  async read(place: number, maxLength: number): Promise<Buffer> {
    if (this.#file === undefined) throw new GatewayError('TIMED_OUT')
    this.needOpen()
    return this.#file.readAt(place, Math.min(maxLength, pieceLength))
  }

  /** Throws `TIMED_OUT` when the parts have gone with their caller. */
  needOpen(): void {
    if (this.#isClosed) throw new GatewayError('TIMED_OUT')
  }

  /** The caller may leave before there is a file that could be closed. */
  async #open(): Promise<SpoolFile> {
    const file = await this.#spool.open(this.#share)
    if (!this.#isClosed) return file
    await file.close()
    throw new GatewayError('TIMED_OUT')
  }
}

/** Takes the bytes of one part, whatever the pieces in which they come. */
export class PartWriter {
  readonly #store: PartStore
  readonly #hash = createHash('sha256')
  readonly #place: number
  #size = 0
  readonly #blocks = new Blocks({
    take: () => this.#free.pop() ?? this.#store.takeBlock(),
    flush: () => this.#flush(),
    write: (bytes) => this.#write([bytes], bytes.length),
  })
  /** Blocks that were written, and serve again. */
  #free: Buffer[] = []
  #isInFile = false

  constructor(store: PartStore) {
    this.#store = store
    this.#place = store.place
  }

  /** Throws `SPOOL_FULL`. */
  async add(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    this.#size += bytes.length
    await this.#blocks.add(bytes)
  }

  /** A short part stays in memory, in as many bytes as it has. Throws `SPOOL_FULL`. */
  async end(xml?: Part['xml']): Promise<Part> {
    this.#store.needOpen()
    const staysInMemory = !this.#isInFile && this.#store.keep(this.#size)
    const bytes = staysInMemory ? this.#takeAll() : undefined
    if (bytes === undefined) await this.#flush()
    this.#store.giveBack(this.#free.length * blockLength)
    this.#free = []
    const [store, place, size] = [this.#store, this.#place, this.#size]
    const read = async (from: number): Promise<Buffer> => {
      store.needOpen()
      return bytes?.subarray(from, from + pieceLength) ?? store.read(place + from, size - from)
    }
    const stream = (): Readable => toStream(size, read)
    const hash = this.#hash.digest('hex')
    return { size, hash, stream, ...(xml === undefined ? {} : { xml }) }
  }

  /** Memory of the blocks beyond the bytes themselves is given back. */
  #takeAll(): Buffer {
    const blocks = this.#blocks.held.splice(0)
    const bytes = Buffer.allocUnsafeSlow(this.#size)
    let at = 0
    for (const block of blocks) at += block.copy(bytes, at)
    this.#store.giveBack(blocks.length * blockLength - this.#size)
    return bytes
  }

  async #flush(): Promise<void> {
    const { held, filled } = this.#blocks
    const last = held.at(-1)
    if (last === undefined) return
    const full = held.slice(0, -1)
    await this.#write([...full, last.subarray(0, filled)], full.length * blockLength + filled)
    this.#free.push(...held.splice(0))
  }

  async #write(blocks: readonly Buffer[], length: number): Promise<void> {
    this.#isInFile = true
    await this.#store.write(blocks, length)
  }
}

/** Reads from the first byte on, at its own place. */
function toStream(size: number, read: (from: number) => Promise<Buffer>): Readable {
  let at = 0
  return new Readable({
    highWaterMark: pieceLength,
    read() {
      if (at >= size) {
        this.push(null)
        return
      }
      read(at).then(
        (piece) => {
          at += piece.length
          this.push(piece)
        },
        (error: unknown) => this.destroy(error as Error),
      )
    },
  })
}
