import type { Share } from '../../runtime/shares.ts'
import { LoopQueue } from '../../runtime/yield-to-others.ts'
import { GatewayError } from '../../errors.ts'
import type { Spool, SpoolFile } from './spool.ts'

const blockLength = 16 * 1024
/** Blocks of one body in memory: 64 KiB, which is also what one write to the disk has. */
const maxBlocks = 4
/** Four writes begin in one iteration of the event loop, since each lets 64 KiB more come in. */
export const writes = new LoopQueue(4)

/**
 * Bytes of one body that were looked into and must be given on from the first one. They are copied
 * into blocks, so that what they cost does not depend on the pieces in which they came.
 */
export class HeldBytes {
  readonly #spool: Spool
  readonly #share: Share
  /** Bytes that are expected in all: a short body gets a short block. */
  readonly #expected: number
  /** What came last; what came before it is in the file. */
  readonly #blocks: Buffer[] = []
  /** Bytes in the last block. */
  #filled = 0
  #memory = 0
  #file: SpoolFile | undefined
  #isClosed = false

  constructor(spool: Spool, share: Share, expected = Infinity) {
    this.#spool = spool
    this.#share = share
    this.#expected = expected
  }

  /** Throws `SPOOL_FULL`. */
  async add(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const block = this.#blocks.at(-1)
      const copied = block === undefined ? 0 : bytes.copy(block, this.#filled, from)
      this.#filled += copied
      from += copied
      if (from === bytes.length || this.#addBlock()) continue
      // Where there is no memory at all, the rest of these bytes is written as it is.
      if (this.#blocks.length === 0) return this.#write([bytes.subarray(from)])
      await this.#writeBlocks()
    }
  }

  /** The next bytes, in the order in which they came; `undefined` when there are no more. */
  async next(): Promise<Buffer | undefined> {
    const spooled = await this.#file?.read()
    if (spooled !== undefined) return spooled
    await this.#file?.close()
    this.#file = undefined
    const block = this.#blocks.shift()
    if (block === undefined) return undefined
    this.#giveBack(block.length)
    return this.#blocks.length === 0 ? block.subarray(0, this.#filled) : block
  }

  /** Gives memory and disk back. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#blocks.length = 0
    this.#giveBack(this.#memory)
    await this.#file?.close()
  }

  #addBlock(): boolean {
    if (this.#isClosed || this.#blocks.length === maxBlocks) return false
    const length = Math.min(blockLength, Math.max(1, this.#expected - this.#memory))
    if (!this.#spool.memory.take(this.#share.owner, length)) return false
    this.#memory += length
    this.#blocks.push(Buffer.allocUnsafeSlow(length))
    this.#filled = 0
    return true
  }

  #giveBack(length: number): void {
    this.#memory -= length
    this.#spool.memory.giveBack(this.#share.owner, length)
  }

  /** All blocks are full. Their memory serves again. */
  async #writeBlocks(): Promise<void> {
    await this.#write(this.#blocks)
    const [first, ...others] = this.#blocks.splice(0)
    if (first === undefined) return
    this.#giveBack(others.reduce((sum, block) => sum + block.length, 0))
    this.#blocks.push(first)
    this.#filled = 0
  }

  async #write(blocks: readonly Buffer[]): Promise<void> {
    await writes.wait(this.#share.owner)
    this.#file ??= await this.#open()
    await this.#file.write(blocks)
  }

  /** The caller may leave before there is a file that could be closed. */
  async #open(): Promise<SpoolFile> {
    const file = await this.#spool.open(this.#share)
    if (!this.#isClosed) return file
    await file.close()
    throw new GatewayError('TIMED_OUT')
  }
}
