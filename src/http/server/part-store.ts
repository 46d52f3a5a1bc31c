import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Share } from '../../runtime/shares.ts'
import { GatewayError } from '../../errors.ts'
import { writes } from './held-bytes.ts'
import type { Part } from './part.ts'
import type { Spool, SpoolFile } from './spool.ts'

const blockLength = 16 * 1024
/** Blocks of the part under way: 64 KiB, which is also what one write to the disk has. */
const maxBlocks = 4
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
  #blocks: Buffer[] = []
  /** Blocks that were written, and serve again. */
  #free: Buffer[] = []
  /** Bytes in the last block. */
  #filled = 0
  #isInFile = false

  constructor(store: PartStore) {
    this.#store = store
    this.#place = store.place
  }

  /** Throws `SPOOL_FULL`. */
  async add(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes)
    this.#size += bytes.length
    for (let from = 0; from < bytes.length;) {
      const block = this.#blocks.at(-1)
      const copied = block === undefined ? 0 : bytes.copy(block, this.#filled, from)
      this.#filled += copied
      from += copied
      if (from === bytes.length || this.#addBlock()) continue
      const hasBlocks = this.#blocks.length > 0
      await this.#flush()
      if (hasBlocks) continue
      // Where there is no memory at all, the rest of these bytes is written as it is.
      const rest = bytes.subarray(from)
      this.#isInFile = true
      return this.#store.write([rest], rest.length)
    }
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
    const taken = this.#blocks.length * blockLength
    const bytes = Buffer.allocUnsafeSlow(this.#size)
    let at = 0
    for (const block of this.#blocks) at += block.copy(bytes, at)
    this.#blocks = []
    this.#store.giveBack(taken - this.#size)
    return bytes
  }

  #addBlock(): boolean {
    if (this.#blocks.length === maxBlocks) return false
    const block = this.#free.pop() ?? this.#store.takeBlock()
    if (block === undefined) return false
    this.#blocks.push(block)
    this.#filled = 0
    return true
  }

  async #flush(): Promise<void> {
    const last = this.#blocks.at(-1)
    if (last === undefined) return
    const blocks = [...this.#blocks.slice(0, -1), last.subarray(0, this.#filled)]
    const taken = this.#blocks.length * blockLength
    this.#isInFile = true
    await this.#store.write(blocks, taken - blockLength + this.#filled)
    this.#free.push(...this.#blocks)
    this.#blocks = []
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
