import type { Share } from '../../runtime/shares.ts'
import { LoopQueue } from '../../runtime/yield-to-others.ts'
import { GatewayError } from '../../errors.ts'
import { blockLength, Blocks } from './blocks.ts'
import type { Spool, SpoolFile } from './spool.ts'

/** Four writes begin in one iteration of the event loop, since each lets 64 KiB more come in. */
export const writes = new LoopQueue(4)

/** Bytes of one body that were looked into and must be given on from the first one. */
export class HeldBytes {
  readonly #spool: Spool
  readonly #share: Share
  /** Bytes that are expected in all: a short body gets a short block. */
  readonly #expected: number
  /** What came last; what came before it is in the file. */
  readonly #blocks = new Blocks({
    take: () => this.#takeBlock(),
    flush: () => this.#writeBlocks(),
    write: (bytes) => this.#write([bytes]),
  })
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
    await this.#blocks.add(bytes)
  }

  /** The next bytes, in the order in which they came; `undefined` when there are no more. */
  async next(): Promise<Buffer | undefined> {
    const spooled = await this.#file?.read()
    if (spooled !== undefined) return spooled
    await this.#file?.close()
    this.#file = undefined
    const { held, filled } = this.#blocks
    const block = held.shift()
    if (block === undefined) return undefined
    this.#giveBack(block.length)
    return held.length === 0 ? block.subarray(0, filled) : block
  }

  /** Gives memory and disk back. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#blocks.held.length = 0
    this.#giveBack(this.#memory)
    await this.#file?.close()
  }

  #takeBlock(): Buffer | undefined {
    if (this.#isClosed) return undefined
    const length = Math.min(blockLength, Math.max(1, this.#expected - this.#memory))
    if (!this.#spool.memory.take(this.#share.owner, length)) return undefined
    this.#memory += length
    return Buffer.allocUnsafeSlow(length)
  }

  #giveBack(length: number): void {
    this.#memory -= length
    this.#spool.memory.giveBack(this.#share.owner, length)
  }

  /** All blocks are full. Their memory serves again. */
  async #writeBlocks(): Promise<void> {
    await this.#write(this.#blocks.held)
    const [first, ...others] = this.#blocks.held.splice(0)
    if (first === undefined) return
    this.#giveBack(others.reduce((sum, block) => sum + block.length, 0))
    this.#blocks.push(first)
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
