import { isSpace, XmlWalker, type XmlPart } from './walk-xml.ts'

/** Which elements get other names, and which go with all that they hold, by names without prefix. */
export interface XmlMapping {
  readonly rename?: Readonly<Record<string, string>>
  readonly drop?: readonly string[]
}

/** Bytes of a tag's name, with the white space of an end tag: the check of a form allows no more. */
const maxNameBytes = 64 * 1024

const colon = 0x3a
const greaterThan = 0x3e

/**
 * Renames and drops elements of a well-formed document in UTF-8 that comes in pieces. Prefixes,
 * attributes and all else stay as they are, byte for byte; so do comments, CDATA and the white space
 * around what is dropped. The root is renamed, but never dropped. It keeps no more than one name from
 * one piece to the next.
 */
export class XmlMapper {
  readonly #renamed: ReadonlyMap<string, Buffer>
  readonly #dropped: ReadonlySet<string>
  /** Most names need no look at more than this. */
  readonly #shapes: ReadonlySet<number>
  readonly #walker = new XmlWalker({
    piece: (part, _, from, to) => this.#piece(part, from, to),
    end: (part, isEmpty) => this.#end(part, isEmpty),
  })
  #bytes: Buffer = Buffer.alloc(0)
  /** The stretch of the piece that is not given yet begins here. */
  #from = 0
  /** The walk is here. */
  #at = 0
  /** The tag whose name is being read begins here. */
  #tag: number | undefined
  /** What earlier pieces have of this tag. */
  #held: Buffer[] = []
  #heldBytes = 0
  /** Elements that are open. */
  #level = 0
  /** Of the element that is being dropped: those around it. */
  #dropLevel: number | undefined
  #out: Buffer[] = []

  constructor({ rename = {}, drop = [] }: XmlMapping) {
    // Names are compared by their bytes.
    this.#renamed = new Map(
      Object.entries(rename).map(([name, to]) => [byBytes(name), Buffer.from(to)]),
    )
    this.#dropped = new Set(drop.map((name) => byBytes(name)))
    this.#shapes = new Set(
      [...this.#renamed.keys(), ...this.#dropped].map((name) =>
        shapeOf(name.length, name.charCodeAt(0)),
      ),
    )
  }

  push(bytes: Buffer): Buffer {
    this.#bytes = bytes
    this.#from = 0
    this.#at = 0
    if (this.#tag !== undefined) this.#tag = 0
    this.#walker.push(bytes)
    this.#giveTo(this.#tag ?? bytes.length)
    if (this.#tag !== undefined) this.#hold(bytes.subarray(this.#tag))
    return this.#take()
  }

  /** What was held of a name that has no end. */
  end(): Buffer {
    this.#giveHeld()
    return this.#take()
  }

  #take(): Buffer {
    const [first = Buffer.alloc(0), second] = this.#out
    const all = second === undefined ? first : Buffer.concat(this.#out)
    this.#out = []
    return all
  }

  #piece(part: XmlPart, from: number, to: number): boolean {
    this.#at = to
    if (part === 'markup') {
      if (this.#tag === undefined) this.#tag = from
    } else if (part !== 'name' && part !== 'end-tag') {
      this.#giveHeld()
    }
    return false
  }

  #end(part: XmlPart, isEmpty: boolean): boolean {
    if (part === 'name') this.#startTag()
    else if (part === 'end-tag') this.#endTag()
    else if (part === 'tag' && !isEmpty) this.#level += 1
    else if (part === 'tag') this.#goOnAt(this.#level)
    return false
  }

  /** `<`, and the name. */
  #startTag(): void {
    const name = this.#readName(1)
    if (name === undefined) this.#giveHeld()
    else if (this.#level > 0 && this.#dropped.has(name.local)) {
      this.#skipTag()
      this.#dropLevel = this.#level
    } else this.#giveNamed(name)
  }

  /** `</`, the name, and what there is up to `>`. */
  #endTag(): void {
    const name = this.#readName(2)
    this.#level -= 1
    if (name === undefined) this.#giveHeld()
    else this.#giveNamed(name)
    this.#goOnAt(this.#level)
  }

  /** Behind the end of an element that is dropped, what comes is given again. */
  #goOnAt(level: number): void {
    if (this.#dropLevel !== level) return
    this.#dropLevel = undefined
    this.#from = this.#at
  }

  /** `undefined` within what is dropped, and for most names that stay as they are. */
  #readName(length: number): Name | undefined {
    if (this.#tag === undefined || this.#dropLevel !== undefined) return undefined
    const isHeld = this.#held.length > 0
    const bytes = isHeld
      ? Buffer.concat([...this.#held, this.#bytes.subarray(0, this.#at)])
      : this.#bytes
    const start = isHeld ? 0 : this.#tag
    const end = isHeld ? bytes.length : this.#at
    let from = start + length
    let to = from
    for (; to < end && bytes[to] !== greaterThan && !isSpace(bytes[to]); to += 1) {
      if (bytes[to] === colon) from = to + 1
    }
    if (!this.#shapes.has(shapeOf(to - from, bytes[from]))) return undefined
    return { bytes, start, from, to, end, local: bytes.toString('latin1', from, to) }
  }

  #giveNamed({ bytes, start, from, to, end, local }: Name): void {
    const renamed = this.#renamed.get(local)
    if (renamed === undefined) this.#giveHeld()
    else {
      this.#skipTag()
      this.#out.push(bytes.subarray(start, from), renamed, bytes.subarray(to, end))
    }
  }

  /** Gives what comes before the tag, and leaves the tag out. */
  #skipTag(): void {
    this.#giveTo(this.#tag ?? this.#at)
    this.#from = this.#at
    this.#tag = undefined
    this.#held = []
    this.#heldBytes = 0
  }

  /** Gives what comes before a place; the tag that was held stands before all of this piece. */
  #giveTo(to: number): void {
    if (this.#dropLevel === undefined && to > this.#from) {
      this.#out.push(this.#bytes.subarray(this.#from, to))
    }
    this.#from = to
  }

  /** The tag stays as it is: its first bytes are given, and the rest goes with its piece. */
  #giveHeld(): void {
    if (this.#tag === undefined) return
    if (this.#dropLevel === undefined) this.#out.push(...this.#held)
    this.#tag = undefined
    this.#held = []
    this.#heldBytes = 0
  }

  #hold(bytes: Buffer): void {
    this.#held.push(Buffer.from(bytes))
    this.#heldBytes += bytes.length
    if (this.#heldBytes > maxNameBytes) this.#giveHeld()
  }
}

/** The beginning of a tag, and where it and its local name are in these bytes. */
interface Name {
  readonly bytes: Buffer
  readonly start: number
  readonly from: number
  readonly to: number
  readonly end: number
  readonly local: string
}

/** A name as the walk sees it, a byte a character. */
function byBytes(name: string): string {
  return Buffer.from(name).toString('latin1')
}

/** Of a name: its length and its first byte. */
function shapeOf(length: number, first = 0): number {
  return length * 256 + first
}

/** What gives the old names back. What was dropped stays lost. */
export function inverseOf({ rename = {} }: XmlMapping): XmlMapping {
  return { rename: Object.fromEntries(Object.entries(rename).map(([name, to]) => [to, name])) }
}

/** Whether a mapping leaves every document as it is. */
export function isIdentity({ rename = {}, drop = [] }: XmlMapping): boolean {
  return Object.keys(rename).length === 0 && drop.length === 0
}
