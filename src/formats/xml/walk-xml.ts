/** For a shorter run a loop is cheaper than the call that finds a byte. */
const shortRun = 32

const exclamation = 0x21
const quote = 0x22
const apostrophe = 0x27
const slash = 0x2f
const lessThan = 0x3c
const greaterThan = 0x3e
const question = 0x3f

/** The parts that end with several bytes. */
const endings = { comment: '-->', instruction: '?>', cdata: ']]>' } as const

type Long = keyof typeof endings

/**
 * The parts of a document. `markup` is what begins one (`<`, `</`, `<!--` …), `name` a start tag's
 * name, `tag` the rest of the tag without its attributes' values, which are `quoted`, quotes
 * included. `rest` is everything behind the place where the walk ended.
 */
export type XmlPart = 'text' | 'markup' | 'name' | 'tag' | 'quoted' | 'end-tag' | Long | 'rest'

export interface XmlVisitor {
  /** A piece of a part: chunks may cut a part into several. `true` ends the walk. */
  readonly piece: (part: XmlPart, bytes: Buffer, from: number, to: number) => boolean
  /** A part is over; `isEmpty` is for a `tag` that ends with `/>`. `true` ends the walk. */
  readonly end: (part: XmlPart, isEmpty: boolean) => boolean
}

type State = Exclude<XmlPart, 'markup'> | 'markup' | 'declaration'

/**
 * Walks through a document that arrives in chunks, in UTF-8 or Latin-1. It ends where XML cannot go
 * on, and at a document type, which .NET refuses too: no entities but XML's own. Keeps no more than
 * a few bytes from one chunk to the next.
 */
export class XmlWalker {
  readonly #visitor: XmlVisitor
  #state: State = 'text'
  /** The last bytes of a declaration, a comment and the like: enough to see its end. */
  #last = ''
  #quote = quote
  #isEmptyTag = false
  #isAtDoctype = false

  constructor(visitor: XmlVisitor) {
    this.#visitor = visitor
  }

  get isOver(): boolean {
    return this.#state === 'rest'
  }

  /** It ended at what can only be a document type. */
  get isAtDoctype(): boolean {
    return this.#state === 'rest' && this.#isAtDoctype
  }

  push(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) at = this.#step(bytes, at)
  }

  /** Goes on from one place to a later one, or at the same place to another state. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case 'text':
        return this.#readTo(lessThan, 'text', 'markup', bytes, at)
      case 'quoted':
        return this.#readTo(this.#quote, 'quoted', 'tag', bytes, at)
      case 'end-tag':
        return this.#readTo(greaterThan, 'end-tag', 'text', bytes, at)
      case 'markup':
        return this.#startMarkup(bytes, at)
      case 'declaration':
        return this.#readDeclaration(bytes, at)
      case 'name':
        return this.#readName(bytes, at)
      case 'tag':
        return this.#readTag(bytes, at)
      case 'comment':
      case 'instruction':
      case 'cdata':
        return this.#readLong(bytes, at, this.#state)
      case 'rest':
        return this.#give('rest', bytes, at, bytes.length)
      default:
        return this.#state satisfies never
    }
  }

  #give(part: XmlPart, bytes: Buffer, from: number, to: number): number {
    if (to > from && this.#visitor.piece(part, bytes, from, to)) this.#state = 'rest'
    return to
  }

  #end(part: XmlPart, next: State): void {
    if (this.#state === 'rest') return
    this.#state = this.#visitor.end(part, this.#isEmptyTag) ? 'rest' : next
  }

  /** A text ends before its byte, which is markup already; the others end with it. */
  #readTo(byte: number, part: XmlPart, next: State, bytes: Buffer, at: number): number {
    const found = find(bytes, byte, at)
    const isFound = found < bytes.length
    const end = isFound && part !== 'text' ? found + 1 : found
    this.#give(part, bytes, at, end)
    if (!isFound) return end
    this.#end(part, next)
    return part === 'text' ? this.#give('markup', bytes, found, found + 1) : end
  }

  #startMarkup(bytes: Buffer, at: number): number {
    const byte = bytes[at] ?? 0
    this.#last = ''
    this.#isEmptyTag = false
    if (byte === slash) this.#state = 'end-tag'
    else if (byte === question) this.#state = 'instruction'
    else if (byte === exclamation) this.#state = 'declaration'
    else {
      this.#state = startsName(byte) ? 'name' : 'rest'
      return at
    }
    return this.#give('markup', bytes, at, at + 1)
  }

  #readDeclaration(bytes: Buffer, at: number): number {
    this.#last += bytes.toString('latin1', at, at + 1)
    if (this.#last === '--') this.#startLong('comment')
    else if (this.#last === '[CDATA[') this.#startLong('cdata')
    else if (!'--'.startsWith(this.#last) && !'[CDATA['.startsWith(this.#last)) {
      this.#isAtDoctype = this.#last === 'D'
      this.#state = 'rest'
    }
    return this.#give('markup', bytes, at, at + 1)
  }

  #startLong(state: Long): void {
    this.#last = ''
    this.#state = state
  }

  #readLong(bytes: Buffer, at: number, long: Long): number {
    const end = this.#pastEnding(bytes, at, endings[long])
    this.#give(long, bytes, at, end ?? bytes.length)
    if (end === undefined) return bytes.length
    this.#end(long, 'text')
    return end
  }

  /** The place behind an ending, which may have begun in the chunk before. */
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
    this.#give('name', bytes, at, end)
    if (end < bytes.length) this.#end('name', 'tag')
    return end
  }

  #readTag(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (byte === greaterThan) {
        this.#give('tag', bytes, from, at + 1)
        this.#end('tag', 'text')
        return at + 1
      }
      this.#isEmptyTag = byte === slash
      if (byte === quote || byte === apostrophe) {
        this.#quote = byte
        this.#state = 'quoted'
        this.#give('tag', bytes, from, at)
        return this.#give('quoted', bytes, at, at + 1)
      }
      if (byte === lessThan) {
        this.#give('tag', bytes, from, at)
        this.#state = 'rest'
        return at
      }
    }
    return this.#give('tag', bytes, from, bytes.length)
  }
}

/** The place of a byte, or the end of the chunk. */
function find(bytes: Buffer, byte: number, from: number): number {
  const near = Math.min(from + shortRun, bytes.length)
  for (let index = from; index < near; index += 1) if (bytes[index] === byte) return index
  const place = bytes.indexOf(byte, near)
  return place < 0 ? bytes.length : place
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function startsName(byte: number): boolean {
  return (byte > 0x40 && byte !== 0x5b && byte !== 0x5d) || byte === 0x3a
}

function endsName(byte: number | undefined): boolean {
  return isSpace(byte) || byte === slash || byte === greaterThan || byte === lessThan
}
