import { isUtf8 } from 'node:buffer'

const longestName = 256
const longestValue = 256
/** In a document a character takes ten bytes at most: `&#x10FFFF;`. */
const longestWritten = 10 * longestValue
/** For a shorter run a loop is cheaper than the call that finds a byte. */
const shortRun = 32

const exclamation = 0x21
const quote = 0x22
const apostrophe = 0x27
const slash = 0x2f
const lessThan = 0x3c
const greaterThan = 0x3e
const question = 0x3f

type State =
  'text' | 'markup' | 'declaration' | 'name' | 'tag' | 'quoted' | 'end-tag' | Long | 'done'

/** What ends with several bytes. */
type Long = keyof typeof endings

const endings = { comment: '-->', instruction: '?>', cdata: ']]>' } as const

/**
 * Reads the children of the outermost element, in UTF-8 or Latin-1. What lies deeper is only
 * counted through: a fault in there goes unseen, one on the way ends the reading. So does a
 * document type, which .NET refuses too: no entities but XML's own.
 */
export class XmlReader {
  readonly #wants: (name: string) => boolean
  readonly #take: (name: string, value: string | undefined) => boolean
  #state: State = 'text'
  /** The name or piece of text under way, a byte a character; never much longer than what counts. */
  #kept = ''
  /** The child under way, or the last one, when it is wanted. */
  #name: string | undefined
  /** Its text so far; `undefined` outside it, and when it cannot be a value any more. */
  #value: string | undefined
  #depth = 0
  /** The last bytes of a declaration, a comment and the like: enough to see its end. */
  #last = ''
  #quote = quote
  #isEmptyTag = false

  constructor(
    wants: (name: string) => boolean,
    take: (name: string, value: string | undefined) => boolean,
  ) {
    this.#wants = wants
    this.#take = take
  }

  /** `true` when there is nothing more to read. */
  push(bytes: Buffer): boolean {
    let at = 0
    while (at < bytes.length && this.#state !== 'done') at = this.#step(bytes, at)
    return this.#state === 'done'
  }

  /** Goes on from one place to a later one, or to another state. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'text':
        return this.#readText(bytes, at)
      case 'markup':
        return this.#startMarkup(bytes[at], at)
      case 'declaration':
        return this.#readDeclaration(bytes, at)
      case 'name':
        return this.#readName(bytes, at)
      case 'tag':
        return this.#readTag(bytes, at)
      case 'quoted':
        return this.#skipQuoted(bytes, at)
      case 'end-tag':
        return this.#readEndTag(bytes, at)
      case 'comment':
      case 'instruction':
      case 'cdata':
        return this.#readLong(bytes, at, this.#state)
      case 'done':
        return bytes.length
      default:
        return this.#state satisfies never
    }
  }

  #readText(bytes: Buffer, at: number): number {
    const end = find(bytes, lessThan, at)
    if (this.#value !== undefined) this.#keep(bytes, at, end, longestWritten)
    if (end < bytes.length) this.#state = 'markup'
    if (this.#depth === 0 && !isBlank(bytes, at, end)) this.#state = 'done'
    return end + 1
  }

  #startMarkup(byte: number | undefined, at: number): number {
    if (this.#value !== undefined && this.#kept !== '')
      this.#addText(unescaped(decoded(this.#kept)))
    this.#last = ''
    if (byte === slash) this.#state = 'end-tag'
    else if (byte === question) this.#state = 'instruction'
    else if (byte === exclamation) this.#state = 'declaration'
    else if (startsName(byte)) return this.#startTag(at)
    else this.#state = 'done'
    return at + 1
  }

  #startTag(at: number): number {
    this.#isEmptyTag = false
    this.#kept = ''
    this.#value = undefined
    this.#state = this.#depth === 1 ? 'name' : 'tag'
    return at
  }

  #readDeclaration(bytes: Buffer, at: number): number {
    this.#last += bytes.toString('latin1', at, at + 1)
    if (this.#last === '--') this.#startLong('comment')
    else if (this.#last === '[CDATA[' && this.#depth > 0) this.#startLong('cdata')
    else if (!'--'.startsWith(this.#last) && !'[CDATA['.startsWith(this.#last)) this.#state = 'done'
    return at + 1
  }

  #startLong(state: Long): void {
    this.#last = ''
    this.#state = state
  }

  #readLong(bytes: Buffer, at: number, long: Long): number {
    const end = this.#pastEnding(bytes, at, endings[long])
    const isText = long === 'cdata' && this.#value !== undefined
    if (isText) this.#keep(bytes, at, end ?? bytes.length, longestWritten)
    if (end === undefined) return bytes.length
    if (isText) this.#addText(decoded(this.#kept.slice(0, -endings.cdata.length)))
    this.#state = 'text'
    return end
  }

  /** The place behind an ending, which may have begun in the piece before. */
  #pastEnding(bytes: Buffer, at: number, ending: string): number | undefined {
    const before = this.#last
    const border =
      before + bytes.toString('latin1', at, Math.min(at + ending.length - 1, bytes.length))
    const across = border.indexOf(ending)
    if (across >= 0) return at + across + ending.length - before.length
    const within = bytes.indexOf(ending, at, 'latin1')
    if (within >= 0) return within + ending.length
    const tail = bytes.toString('latin1', Math.max(at, bytes.length - ending.length + 1))
    this.#last = (before + tail).slice(1 - ending.length)
    return undefined
  }

  #readName(bytes: Buffer, at: number): number {
    let end = at
    while (end < bytes.length && !endsName(bytes[end])) end += 1
    this.#keep(bytes, at, end, longestName)
    if (end === bytes.length) return end
    const name = this.#kept.length > longestName ? '' : decoded(this.#kept)
    const local = name.slice(name.indexOf(':') + 1)
    this.#name = this.#wants(local) ? local : undefined
    this.#state = 'tag'
    return end
  }

  #readTag(bytes: Buffer, at: number): number {
    for (let index = at; index < bytes.length; index += 1) {
      const byte = bytes[index]
      if (byte === greaterThan) {
        this.#open()
        return index + 1
      }
      this.#isEmptyTag = byte === slash
      if (byte === quote || byte === apostrophe) {
        this.#quote = byte
        this.#state = 'quoted'
        return index + 1
      }
      if (byte === lessThan) {
        this.#state = 'done'
        return index
      }
    }
    return bytes.length
  }

  #skipQuoted(bytes: Buffer, at: number): number {
    const end = find(bytes, this.#quote, at)
    if (end < bytes.length) this.#state = 'tag'
    return end + 1
  }

  #open(): void {
    this.#state = 'text'
    this.#depth += 1
    if (this.#depth === 2 && this.#name !== undefined) {
      this.#kept = ''
      this.#value = ''
    }
    if (this.#isEmptyTag) this.#close()
  }

  #readEndTag(bytes: Buffer, at: number): number {
    const end = find(bytes, greaterThan, at)
    if (end === bytes.length) return end
    this.#state = 'text'
    this.#close()
    return end + 1
  }

  #close(): void {
    this.#depth -= 1
    if (this.#depth <= 0) this.#state = 'done'
    if (this.#depth !== 1 || this.#name === undefined) return
    // Nothing in it is how XML writes null (`i:nil="true"`).
    const value = this.#value === '' ? undefined : this.#value
    if (this.#take(this.#name, value)) this.#state = 'done'
    this.#value = undefined
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

/** The place of a byte, or the end of the piece. */
function find(bytes: Buffer, byte: number, from: number): number {
  const near = Math.min(from + shortRun, bytes.length)
  for (let index = from; index < near; index += 1) if (bytes[index] === byte) return index
  const place = bytes.indexOf(byte, near)
  return place < 0 ? bytes.length : place
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) if (!isSpace(bytes[index])) return false
  return true
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function startsName(byte = 0): boolean {
  return (byte > 0x40 && byte !== 0x5b && byte !== 0x5d) || byte === 0x3a
}

function endsName(byte: number | undefined): boolean {
  return isSpace(byte) || byte === slash || byte === greaterThan || byte === lessThan
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
