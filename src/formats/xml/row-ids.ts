import { Transform } from 'node:stream'
import { isSpace, XmlWalker, type XmlPart } from './walk-xml.ts'

const firstLetter = 0x61
const name = 'altinnRowId'
/** With more white space around its equals sign it is no row id: no app writes any. */
const mostHeld = 1 + name.length + 65

/**
 * Takes the ids out of the rows of a form's XML that an app stored: an attribute that belongs to the
 * app's own pages (Altinn/app-lib-dotnet ObjectUtils.cs, `[XmlAttribute("altinnRowId")]` of its
 * models), with the one white space before it. All else stays as it is, byte for byte; what lies in
 * comments, CDATA and values is not looked at, nor anything after a document type, which no app
 * writes. Keeps no more than a few bytes from one chunk to the next.
 */
export class RowIdRemover {
  readonly #walker = new XmlWalker({
    piece: (part, bytes, from, to) => this.#piece(part, bytes, from, to),
    end: (part) => this.#end(part),
  })
  /** A white space in a tag and what follows it, as long as it may become the attribute. */
  #held = ''
  /** The value under way is the attribute's own. */
  #isDropping = false
  #out: Buffer[] = []

  push(bytes: Buffer): Buffer {
    this.#walker.push(bytes)
    const out = Buffer.concat(this.#out)
    this.#out = []
    return out
  }

  /** What was held back until it is known that nothing follows. */
  end(): Buffer {
    return Buffer.from(this.#held, 'latin1')
  }

  #piece(part: XmlPart, bytes: Buffer, from: number, to: number): boolean {
    if (part === 'tag') this.#readTag(bytes, from, to)
    else {
      if (part === 'quoted' && beforeValue.test(this.#held)) {
        this.#held = ''
        this.#isDropping = true
      }
      this.#giveHeld()
      if (!this.#isDropping) this.#out.push(bytes.subarray(from, to))
    }
    return false
  }

  #end(part: XmlPart): boolean {
    if (part === 'quoted') this.#isDropping = false
    return false
  }

  #readTag(bytes: Buffer, from: number, to: number): void {
    let given = from
    for (let at = from; at < to; at += 1) {
      if (this.#held !== '') {
        if (this.#isStillHeld(bytes[at] ?? 0)) {
          given = at + 1
          continue
        }
        given = at
      }
      const byte = bytes[at] ?? 0
      if (isSpace(byte) && (bytes[at + 1] ?? firstLetter) === firstLetter) {
        this.#out.push(bytes.subarray(given, at))
        this.#held = String.fromCharCode(byte)
        given = at + 1
      }
    }
    this.#out.push(bytes.subarray(given, to))
  }

  /** Is what is held, with the next byte, still on the way to the attribute? If not, it is given. */
  #isStillHeld(byte: number): boolean {
    const longer = this.#held + String.fromCharCode(byte)
    if (mayBecomeRowId(longer)) {
      this.#held = longer
      return true
    }
    // Its last white space may begin the attribute itself.
    const space = this.#held.slice(-1)
    const beginsAnew = byte === firstLetter && isSpace(space.charCodeAt(0))
    if (beginsAnew) this.#held = this.#held.slice(0, -1)
    this.#giveHeld()
    if (beginsAnew) this.#held = space + String.fromCharCode(byte)
    return beginsAnew
  }

  #giveHeld(): void {
    if (this.#held === '') return
    this.#out.push(Buffer.from(this.#held, 'latin1'))
    this.#held = ''
  }
}

const beforeValue = /^[ \t\r\n]altinnRowId[ \t\r\n]*=[ \t\r\n]*$/

function mayBecomeRowId(text: string): boolean {
  if (text.length <= 1 + name.length) return name.startsWith(text.slice(1))
  return text.length <= mostHeld && /^[ \t\r\n]altinnRowId[ \t\r\n]*=?[ \t\r\n]*$/.test(text)
}

/** Takes the row ids out of a stream; its new length is not known before its end. */
export function withoutRowIds(): Transform {
  const remover = new RowIdRemover()
  return new Transform({
    transform: (bytes: Buffer, _, done) => done(null, remover.push(bytes)),
    flush: (done) => done(null, remover.end()),
  })
}
