/** Bytes that are copied together, in one stretch of memory that grows. */
export class Rest {
  readonly #maxLength: number
  #bytes = Buffer.alloc(256)
  #length = 0

  constructor(maxLength: number) {
    this.#maxLength = maxLength
  }

  /** `false` when that is too much. */
  add(bytes: Buffer, from: number, to: number): boolean {
    const after = this.#length + to - from
    if (after > this.#maxLength) return false
    if (after > this.#bytes.length) this.#grow(after)
    bytes.copy(this.#bytes, this.#length, from, to)
    this.#length = after
    return true
  }

  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  #grow(length: number): void {
    const larger = Buffer.alloc(Math.max(length, 2 * this.#bytes.length))
    this.#bytes.copy(larger, 0, 0, this.#length)
    this.#bytes = larger
  }
}
