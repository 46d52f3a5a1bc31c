import { malformed, maxDepth, maxNodes, type Cutter, type CutVisitor } from '../cut.ts'
import {
  backslash,
  colon,
  comma,
  maxCharacterBytes,
  openBrace,
  quote,
  StringEnds,
  unquoted,
} from './strings.ts'

const maxNameLength = 256
const maxWrittenLength = maxCharacterBytes * maxNameLength

const letterN = 0x6e
const openBracket = 0x5b
const closeBracket = 0x5d
const closeBrace = 0x7d

type State = 'between' | 'name' | 'string' | 'cut'

/**
 * Cuts the string values of named members out of a JSON document, in any depth. What is left is for
 * `JSON.parse`, which finds what is not JSON: another string stands where a value was, so that only
 * a document that was JSON is JSON still.
 */
export class JsonCutter implements Cutter {
  readonly #nameOf: (name: string) => string | undefined
  readonly #visitor: CutVisitor
  readonly #text = new JsonText()
  #state: State = 'between'
  /** The containers that are open: is it an object? */
  readonly #open: boolean[] = []
  #nodes = 0
  /** A string that comes next is a name. */
  #wantsName = false
  /** The name under way, a byte a character. */
  #kept = ''
  /** The member whose value comes next, when it is to be cut out. */
  #member: string | undefined
  #isAfterColon = false
  readonly #strings = new StringEnds()

  /** @param nameOf the name as it was asked for; `undefined` for a member that stays */
  constructor(nameOf: (name: string) => string | undefined, visitor: CutVisitor) {
    this.#nameOf = nameOf
    this.#visitor = visitor
  }

  push(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#state === 'between') at = this.#readBetween(bytes, at)
      else if (this.#state === 'name') at = this.#readName(bytes, at)
      else if (this.#state === 'string') at = this.#readString(bytes, at)
      else at = this.#readCut(bytes, at)
    }
  }

  end(): void {
    if (this.#state !== 'between') throw malformed('the JSON document ends too early')
  }

  #readBetween(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at]
      if (byte === quote) {
        this.#startString()
        // The quotes of a name are written with it, those of a value that is cut out go with it.
        const end = this.#state === 'string' ? at + 1 : at
        this.#visitor.rest(bytes, from, end)
        return at + 1
      }
      this.#pass(byte ?? 0)
    }
    this.#visitor.rest(bytes, from, bytes.length)
    return bytes.length
  }

  #pass(byte: number): void {
    if (byte === openBrace || byte === openBracket) this.#startContainer(byte === openBrace)
    else if (byte === closeBrace || byte === closeBracket) this.#endContainer()
    else if (byte === comma) this.#next(this.#open.at(-1) ?? false)
    else if (byte === colon) this.#isAfterColon = true
    else if (byte > 0x20 && this.#member !== undefined) {
      // `null` is left for the parser; it is an absent value.
      if (byte !== letterN) this.#visitor.refuse(this.#member, 'is not a string')
      this.#member = undefined
    }
  }

  #next(wantsName: boolean): void {
    this.#wantsName = wantsName
    this.#member = undefined
    this.#isAfterColon = false
  }

  #startContainer(isObject: boolean): void {
    if (this.#member !== undefined) this.#visitor.refuse(this.#member, 'is not a string')
    this.#open.push(isObject)
    this.#nodes += 1
    if (this.#open.length > maxDepth) throw malformed(`more than ${maxDepth} levels`)
    if (this.#nodes > maxNodes) throw malformed(`more than ${maxNodes} objects and arrays`)
    this.#next(isObject)
  }

  #endContainer(): void {
    this.#open.pop()
    this.#next(false)
  }

  #startString(): void {
    if (this.#wantsName) {
      this.#wantsName = false
      this.#kept = ''
      this.#state = 'name'
    } else if (this.#member !== undefined && this.#isAfterColon) {
      this.#visitor.begin(this.#member)
      this.#state = 'cut'
    } else {
      this.#state = 'string'
    }
  }

  #readName(bytes: Buffer, from: number): number {
    const end = this.#strings.endOf(bytes, from)
    this.#kept += bytes.toString('latin1', from, end)
    if (end === bytes.length && this.#kept.length <= maxWrittenLength) return end
    const isWhole = end < bytes.length
    const name = isWhole ? unquoted(this.#kept) : undefined
    this.#member = name === undefined ? undefined : this.#nameOf(name)
    const written = Buffer.from(`"${this.#member ?? this.#kept}${isWhole ? '"' : ''}`, 'latin1')
    this.#visitor.rest(written, 0, written.length)
    this.#state = isWhole ? 'between' : 'string'
    return isWhole ? end + 1 : end
  }

  #readString(bytes: Buffer, from: number): number {
    const end = this.#strings.endOf(bytes, from)
    const next = Math.min(end + 1, bytes.length)
    this.#visitor.rest(bytes, from, next)
    if (end < bytes.length) this.#state = 'between'
    return next
  }

  #readCut(bytes: Buffer, from: number): number {
    const { text, end, fault } = this.#text.read(bytes, from)
    if (fault !== undefined) this.#visitor.refuse(this.#member ?? '', fault)
    if (text.length > 0) this.#visitor.value(text)
    if (end === undefined) return bytes.length
    this.#member = undefined
    this.#state = 'between'
    const place = Buffer.from(`"${this.#visitor.end()}"`)
    this.#visitor.rest(place, 0, place.length)
    return end
  }
}

interface Read {
  readonly text: Buffer
  /** The place behind the last quote; `undefined` when that is to come. */
  readonly end?: number
  readonly fault?: string
}

/** What a letter behind a backslash stands for. */
const escapes: Readonly<Record<string, string>> = {
  ...{ '"': '"', '\\': '\\', '/': '/' },
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' },
}

const badEscape = 'has an escape sequence that JSON does not have'
const halfCharacter = 'has half a surrogate pair'

/** The text of a JSON string in UTF-8. Line ends as they are, which Altinn 2 took too. */
class JsonText {
  /** An escape sequence that has begun. */
  #escape = ''
  /** The first half of a character of two escape sequences. */
  #high = 0

  read(bytes: Buffer, from: number): Read {
    return this.#readPlain(bytes, from) ?? this.#readEscaped(bytes, from)
  }

  /** Without an escape sequence the bytes are the text. */
  #readPlain(bytes: Buffer, from: number): Read | undefined {
    if (this.#escape !== '' || this.#high !== 0) return undefined
    const found = bytes.indexOf(quote, from)
    const end = found < 0 ? bytes.length : found
    const text = bytes.subarray(from, end)
    if (text.includes(backslash)) return undefined
    return found < 0 ? { text } : { text, end: end + 1 }
  }

  #readEscaped(bytes: Buffer, from: number): Read {
    // An escape sequence is never shorter than its text; one may have begun in the piece before.
    const out = Buffer.allocUnsafe(bytes.length - from + 4)
    let length = 0
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      if (this.#escape !== '') {
        const written = this.#readEscape(byte, out, length)
        if (typeof written === 'string') return { text: out.subarray(0, 0), fault: written }
        length += written
      } else if (byte === backslash) {
        this.#escape = '\\'
      } else if (this.#high !== 0) {
        return { text: out.subarray(0, 0), fault: halfCharacter }
      } else if (byte === quote) {
        return { text: out.subarray(0, length), end: at + 1 }
      } else {
        out[length] = byte
        length += 1
      }
    }
    return { text: out.subarray(0, length) }
  }

  /** Bytes written, or a fault. */
  #readEscape(byte: number, out: Buffer, at: number): number | string {
    if (this.#escape === '\\' && byte !== 0x75) {
      const plain = escapes[String.fromCharCode(byte)]
      if (plain === undefined) return badEscape
      if (this.#high !== 0) return halfCharacter
      this.#escape = ''
      return out.write(plain, at, 'latin1')
    }
    this.#escape += String.fromCharCode(byte)
    if (this.#escape.length < 6) return 0
    const digits = this.#escape.slice(2)
    this.#escape = ''
    return /^[\da-f]{4}$/i.test(digits) ? this.#write(parseInt(digits, 16), out, at) : badEscape
  }

  #write(unit: number, out: Buffer, at: number): number | string {
    const isLow = unit >= 0xdc00 && unit <= 0xdfff
    if (isLow !== (this.#high !== 0)) return halfCharacter
    if (unit >= 0xd800 && unit <= 0xdbff) {
      this.#high = unit
      return 0
    }
    const code = isLow ? 0x10000 + ((this.#high - 0xd800) << 10) + (unit - 0xdc00) : unit
    this.#high = 0
    return out.write(String.fromCodePoint(code), at)
  }
}
