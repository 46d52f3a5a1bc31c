const space = /[ \t\r\n]+/g
const wholeGroups = /^[A-Za-z\d+/]*$/
const lastGroup = /^(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)$/

/**
 * Decodes base64 that arrives in pieces, as strictly as .NET's `Convert.FromBase64String`: white
 * space is passed over, padding is needed, letters of other alphabets are faults.
 */
export class Base64Decoder {
  /** Fewer than four characters, or the last group with its padding. */
  #left = ''
  #isOver = false

  /** `undefined`: that is not base64. */
  push(bytes: Buffer): Buffer | undefined {
    const written = this.#left + bytes.toString('latin1').replace(space, '')
    if (this.#isOver) return written === this.#left ? Buffer.alloc(0) : undefined
    const padding = written.indexOf('=')
    const isPadded = padding >= 0
    const end = isPadded ? padding - (padding % 4) : written.length - (written.length % 4)
    const groups = written.slice(0, end)
    this.#left = written.slice(end)
    if (!wholeGroups.test(groups) || this.#left.length > 4) return undefined
    const decoded = Buffer.from(groups, 'base64')
    if (!isPadded || this.#left.length < 4) return decoded
    if (!lastGroup.test(this.#left)) return undefined
    this.#isOver = true
    const last = Buffer.from(this.#left, 'base64')
    return Buffer.concat([decoded, last])
  }

  /** Whether what came is whole. */
  end(): boolean {
    return this.#isOver || this.#left === ''
  }
}
