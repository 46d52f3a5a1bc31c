const ampersand = 0x26
const carriageReturn = 0x0d
const lineFeed = 0x0a
const semicolon = 0x3b
/** Bytes of a reference: `&#x10FFFF;` has ten. */
const maxReference = 64
const endOfCdata = ']]>'.length

const entities: Readonly<Record<string, string>> = {
  ...{ '&amp;': '&', '&apos;': "'", '&gt;': '>', '&lt;': '<', '&quot;': '"' },
}

/** What the text and CDATA of an element stand for, in pieces. Line ends are read as XML says. */
export class XmlText {
  /** A reference that has begun. */
  #reference = ''
  #wasReturn = false
  /** The last bytes of CDATA, which may be its end. */
  #held: Buffer = Buffer.alloc(0)

  /** `undefined` when there is a reference to something else than a character. */
  text(bytes: Buffer): Buffer | undefined {
    const isPlain = this.#reference === '' && !this.#wasReturn
    if (isPlain && !bytes.includes(ampersand) && !bytes.includes(carriageReturn)) return bytes
    // A reference is never shorter than its character; one may have begun in the piece before.
    const out = Buffer.allocUnsafe(bytes.length + 8)
    let length = 0
    for (const byte of bytes) {
      if (this.#reference === '' && byte !== ampersand) {
        length += this.#addPlain(byte, out, length)
        continue
      }
      this.#wasReturn = false
      this.#reference += String.fromCharCode(byte)
      if (this.#reference.length > maxReference) return undefined
      if (byte !== semicolon) continue
      const character = characterOf(this.#reference)
      if (character === undefined) return undefined
      length += out.write(character, length)
      this.#reference = ''
    }
    return out.subarray(0, length)
  }

  /** Whether the text ends where a text can end. */
  endText(): boolean {
    this.#wasReturn = false
    return this.#reference === ''
  }

  /** With its last three bytes, which mark its end. */
  cdata(bytes: Buffer): Buffer {
    const all = Buffer.concat([this.#held, bytes])
    const end = Math.max(0, all.length - endOfCdata)
    this.#held = Buffer.from(all.subarray(end))
    if (!this.#wasReturn && !all.includes(carriageReturn)) return all.subarray(0, end)
    const out = Buffer.allocUnsafe(end)
    let length = 0
    for (const byte of all.subarray(0, end)) length += this.#addPlain(byte, out, length)
    return out.subarray(0, length)
  }

  endCdata(): void {
    this.#wasReturn = false
    this.#held = Buffer.alloc(0)
  }

  #addPlain(byte: number, out: Buffer, at: number): number {
    const isSecondOfTwo = byte === lineFeed && this.#wasReturn
    this.#wasReturn = byte === carriageReturn
    if (isSecondOfTwo) return 0
    out[at] = this.#wasReturn ? lineFeed : byte
    return 1
  }
}

function characterOf(reference: string): string | undefined {
  const entity = entities[reference]
  if (entity !== undefined) return entity
  const [, decimal, hexadecimal] = /^&#(?:(\d+)|x([\da-fA-F]+));$/.exec(reference) ?? []
  const digits = decimal ?? hexadecimal
  if (digits === undefined) return undefined
  const code = parseInt(digits, decimal === undefined ? 16 : 10)
  return isCharacter(code) ? String.fromCodePoint(code) : undefined
}

/** XML 1.0, production 2. */
function isCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  const isHalf = code >= 0xd800 && code <= 0xdfff
  return code <= 0x10ffff && !isHalf && code !== 0xfffe && code !== 0xffff
}
