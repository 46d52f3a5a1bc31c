import { isUtf8 } from 'node:buffer'
import { isSpace, XmlWalker, type XmlPart } from './walk-xml.ts'

const longestName = 256
const longestValue = 256
/** In a document a character takes ten bytes at most: `&#x10FFFF;`. */
const longestWritten = 10 * longestValue
const endOfCdata = ']]>'

/**
 * Reads the children of the outermost element. What lies deeper is only counted through: a fault in
 * there goes unseen, one on the way ends the reading.
 */
export class XmlReader {
  readonly #walker: XmlWalker
  readonly #wants: (name: string) => boolean
  readonly #take: (name: string, value: string | undefined) => boolean
  /** The name or piece of text under way, a byte a character; never much longer than what counts. */
  #kept = ''
  /** The child under way, or the last one, when it is wanted. */
  #name: string | undefined
  /** Its text so far; `undefined` outside it, and when it cannot be a value any more. */
  #value: string | undefined
  #depth = 0

  constructor(
    wants: (name: string) => boolean,
    take: (name: string, value: string | undefined) => boolean,
  ) {
    this.#wants = wants
    this.#take = take
    this.#walker = new XmlWalker({
      piece: (part, bytes, from, to) => this.#piece(part, bytes, from, to),
      end: (part, isEmpty) => this.#end(part, isEmpty),
    })
  }

  /** `true` when there is nothing more to read. */
  push(bytes: Buffer): boolean {
    this.#walker.push(bytes)
    return this.#walker.isOver
  }

  #piece(part: XmlPart, bytes: Buffer, from: number, to: number): boolean {
    switch (part) {
      case 'text':
        if (this.#value !== undefined) this.#keep(bytes, from, to, longestWritten)
        return this.#depth === 0 && !isBlank(bytes, from, to)
      case 'cdata':
        if (this.#value !== undefined) this.#keep(bytes, from, to, longestWritten)
        return this.#depth === 0
      case 'name':
        if (this.#depth === 1) this.#keep(bytes, from, to, longestName)
        return false
      case 'markup':
      case 'tag':
      case 'quoted':
      case 'end-tag':
      case 'comment':
      case 'instruction':
      case 'rest':
        return false
      default:
        return part satisfies never
    }
  }

  #end(part: XmlPart, isEmpty: boolean): boolean {
    switch (part) {
      case 'text':
        if (this.#value !== undefined && this.#kept !== '')
          this.#addText(unescaped(decoded(this.#kept)))
        this.#kept = ''
        return false
      case 'cdata':
        if (this.#value !== undefined)
          this.#addText(decoded(this.#kept.slice(0, -endOfCdata.length)))
        return false
      case 'name':
        this.#value = undefined
        if (this.#depth === 1) this.#nameChild()
        return false
      case 'tag':
        this.#open()
        return isEmpty && this.#close()
      case 'end-tag':
        return this.#close()
      case 'markup':
      case 'quoted':
      case 'comment':
      case 'instruction':
      case 'rest':
        return false
      default:
        return part satisfies never
    }
  }

  #nameChild(): void {
    const name = this.#kept.length > longestName ? '' : decoded(this.#kept)
    const local = name.slice(name.indexOf(':') + 1)
    this.#name = this.#wants(local) ? local : undefined
  }

  #open(): void {
    this.#depth += 1
    if (this.#depth !== 2 || this.#name === undefined) return
    this.#kept = ''
    this.#value = ''
  }

  /** `true` when there is nothing more to read. */
  #close(): boolean {
    this.#depth -= 1
    if (this.#depth <= 0) return true
    if (this.#depth !== 1 || this.#name === undefined) return false
    // Nothing in it is how XML writes null (`i:nil="true"`).
    const value = this.#value === '' ? undefined : this.#value
    this.#value = undefined
    return this.#take(this.#name, value)
  }

  #addText(text: string | undefined): void {
    const isWhole = this.#kept.length <= longestWritten
    const value = isWhole && text !== undefined ? (this.#value ?? '') + text : undefined
    this.#value = value !== undefined && value.length <= longestValue ? value : undefined
    this.#kept = ''
  }

  #keep(bytes: Buffer, from: number, to: number, longest: number): void {
    if (this.#kept.length > longest) return
    this.#kept += bytes.toString('latin1', from, Math.min(to, from + longest + 1))
  }
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) if (!isSpace(bytes[index])) return false
  return true
}

/**
 * The encoding that a document declares is often not the one it has (.NET writes "utf-16" in front
 * of UTF-8), so the bytes decide. Line ends are read as XML says.
 */
function decoded(written: string): string {
  if (!/[\r\x80-\xff]/.test(written)) return written
  const bytes = Buffer.from(written, 'latin1')
  const text = isUtf8(bytes) ? bytes.toString() : written
  return text.replace(/\r\n?/g, '\n')
}

const references = /&(?:#(\d+)|#x([\da-fA-F]+)|(amp|apos|gt|lt|quot));/g

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"',
}

/** `undefined` when there is a reference to something else than a character. */
function unescaped(text: string): string | undefined {
  if (text.replace(references, '').includes('&')) return undefined
  return text.replace(references, (_, decimal?: string, hexadecimal?: string, name?: string) => {
    if (name !== undefined) return entities[name] ?? ''
    const code = decimal === undefined ? parseInt(hexadecimal ?? '', 16) : parseInt(decimal, 10)
    return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  })
}
