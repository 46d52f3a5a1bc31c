/** Bytes of a whole block. */
export const blockLength = 16 * 1024
/** Blocks of one body or part in memory: 64 KiB, which is also what one write to the disk has. */
const maxBlocks = 4

/** Where blocks come from, and where their bytes go when no other block may be taken. */
interface BlockOwner {
  /** `undefined`: there is no memory for another block. */
  readonly take: () => Buffer | undefined
  /** Writes the blocks that are held; afterwards fewer are held, or they are empty. */
  readonly flush: () => Promise<void>
  /** Writes bytes for which there is no block at all. */
  readonly write: (bytes: Buffer) => Promise<void>
}

/** Bytes copied into blocks: what they cost does not depend on the pieces in which they came. */
export class Blocks {
  readonly held: Buffer[] = []
  /** Bytes in the last block; all others are full. */
  filled = 0
  readonly #owner: BlockOwner

  constructor(owner: BlockOwner) {
    this.#owner = owner
  }

  /** Throws what `flush` and `write` throw. */
  async add(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      const block = this.held.at(-1)
      const copied = block === undefined ? 0 : bytes.copy(block, this.filled, from)
      this.filled += copied
      from += copied
      if (from === bytes.length || this.#addBlock()) continue
      if (this.held.length === 0) return this.#owner.write(bytes.subarray(from))
      await this.#owner.flush()
    }
  }

  /** An empty block to fill. */
  push(block: Buffer): void {
    this.held.push(block)
    this.filled = 0
  }

  #addBlock(): boolean {
    const block = this.held.length === maxBlocks ? undefined : this.#owner.take()
    if (block === undefined) return false
    this.push(block)
    return true
  }
}
