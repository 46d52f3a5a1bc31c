import { IncomingMessage } from 'node:http'

/** Bytes of one block. Small pieces of a body are copied into blocks while they wait to be read. */
const blockLength = 16 * 1024
/** Bytes from which a piece is kept as it is: copying it would save nothing. */
const minWhole = blockLength / 2
/** Bytes of a body that come before it is read; old clients send `{}` or a short form with a GET. */
const maxUnread = 16 * 1024
/** What a shorter piece of them counts. */
const minCounted = 256

let taken = 0

/** Pieces of all bodies that the parser has given on since the process began. */
export function piecesTaken(): number {
  return taken
}

/**
 * A request whose unread body costs what its bytes cost. Node keeps an own buffer of 250 bytes for
 * each piece, and a caller may send each byte as a piece.
 */
export class GatheredRequest extends IncomingMessage {
  #block: Buffer | undefined
  #length = 0
  #isDiscarded = false
  #isRead = false
  #unread = 0

  /** Throws the body away as it comes, up to a limit; what exceeds it is not taken from the caller. */
  discard(): void {
    this.#isDiscarded = true
    this.resume()
  }

  override push(piece: Buffer | null): boolean {
    if (piece === null) {
      this.#flush()
      return super.push(null)
    }
    taken += 1
    const mayCome = this.#count(piece.length)
    if (this.#isDiscarded) return mayCome
    return this.#keep(piece) && mayCome
  }

  override _read(size: number): void {
    this.#isRead = true
    super._read(size)
  }

  override read(size?: number): unknown {
    // Node reads nothing (`size` 0) to have more bytes fetched.
    if (size !== 0) this.#flush()
    return super.read(size)
  }

  /** Whether more may come: of a body that is not read, only a little is parsed. */
  #count(length: number): boolean {
    if (this.#isRead && !this.#isDiscarded) return true
    this.#unread += Math.max(length, minCounted)
    return this.#unread <= maxUnread
  }

  #keep(piece: Buffer): boolean {
    // With nothing before it, it can be read at once.
    if (this.readableLength === 0) return super.push(piece)
    if (piece.length < minWhole) return this.#gather(piece)
    this.#flush()
    return super.push(piece)
  }

  /** Says that there is room until a block is full, so that Node does not pause at every piece. */
  #gather(piece: Buffer): boolean {
    if (this.#length + piece.length > blockLength) this.#flush()
    this.#block ??= Buffer.allocUnsafeSlow(blockLength)
    this.#length += piece.copy(this.#block, this.#length)
    return this.#length + minWhole < blockLength || this.#flush()
  }

  /** Whether there is room for more. */
  #flush(): boolean {
    const block = this.#block
    if (block === undefined) return true
    const gathered = block.subarray(0, this.#length)
    this.#block = undefined
    this.#length = 0
    return super.push(gathered)
  }
}
