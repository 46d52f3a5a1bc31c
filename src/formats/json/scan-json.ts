import {
  colon,
  comma,
  maxCharacterBytes,
  openBrace,
  quote,
  StringEnds,
  unquoted,
} from './strings.ts'

const longestName = 256
const longestValue = 256
const longestWritten = maxCharacterBytes * longestValue

const kinds = { strange: 0, scalar: 1, between: 2, quote: 3, open: 4, close: 5 } as const

/** What each byte is outside a string. Comments and single quotes are another dialect: strange. */
const kindOf = new Uint8Array(256)
for (const byte of Buffer.from('0123456789+-.abcdefghijklmnopqrstuvwxyzE')) {
  kindOf[byte] = kinds.scalar
}
for (const byte of Buffer.from(' \t\r\n,:')) kindOf[byte] = kinds.between
for (const byte of Buffer.from('{[')) kindOf[byte] = kinds.open
for (const byte of Buffer.from('}]')) kindOf[byte] = kinds.close
kindOf[quote] = kinds.quote

type State = Between | 'name' | 'string' | 'scalar' | 'nested' | 'nested-string' | 'done'

/** Where one byte tells what follows, behind any white space. */
type Between = 'before-root' | 'before-name' | 'before-colon' | 'before-value' | 'before-comma'

/**
 * Reads the members of the outermost object in UTF-8. What lies deeper is only counted through: a
 * fault in there goes unseen, one on the way ends the reading.
 */
export class JsonReader {
  readonly #wants: (name: string) => boolean
  readonly #take: (name: string, value: string | undefined) => boolean
  #state: State = 'before-root'
  /** The name or value under way, a byte a character; never much longer than what counts. */
  #kept = ''
  /** The member under way, when it is wanted. */
  #name: string | undefined
  #depth = 0
  readonly #strings = new StringEnds()

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
      case 'name':
        return this.#readName(bytes, at)
      case 'string':
        return this.#readString(bytes, at)
      case 'scalar':
        return this.#readScalar(bytes, at)
      case 'nested':
        return this.#skipNested(bytes, at)
      case 'nested-string':
        return this.#skipNestedString(bytes, at)
      case 'before-root':
      case 'before-name':
      case 'before-colon':
      case 'before-value':
      case 'before-comma':
        return isSpace(bytes[at]) ? at + 1 : this.#pass(bytes[at], at, this.#state)
      case 'done':
        return bytes.length
      default:
        return this.#state satisfies never
    }
  }

  #pass(byte: number | undefined, at: number, state: Between): number {
    switch (state) {
      case 'before-root':
        this.#state = byte === openBrace ? 'before-name' : 'done'
        break
      case 'before-name':
        this.#kept = ''
        this.#state = byte === quote ? 'name' : 'done'
        break
      case 'before-colon':
        this.#state = byte === colon ? 'before-value' : 'done'
        break
      case 'before-value':
        return this.#startValue(byte, at)
      case 'before-comma':
        this.#state = byte === comma ? 'before-name' : 'done'
        break
      default:
        state satisfies never
    }
    return at + 1
  }

  #startValue(byte: number | undefined, at: number): number {
    const kind = kindOf[byte ?? 0]
    this.#kept = ''
    if (kind === kinds.scalar) {
      this.#state = 'scalar'
      return at
    }
    if (kind === kinds.quote) this.#state = 'string'
    else if (kind === kinds.open) this.#startNested()
    else this.#state = 'done'
    return at + 1
  }

  #startNested(): void {
    this.#depth = 1
    this.#state = 'nested'
    this.#give(undefined)
  }

  #readName(bytes: Buffer, at: number): number {
    const end = this.#strings.endOf(bytes, at)
    this.#keep(bytes, at, end, longestName)
    if (end === bytes.length) return end
    this.#state = 'before-colon'
    const name = this.#kept.length > longestName ? undefined : unquoted(this.#kept)
    this.#name = name !== undefined && this.#wants(name) ? name : undefined
    return end + 1
  }

  #readString(bytes: Buffer, at: number): number {
    const end = this.#strings.endOf(bytes, at)
    if (this.#name !== undefined) this.#keep(bytes, at, end, longestWritten)
    if (end === bytes.length) return end
    this.#state = 'before-comma'
    this.#give(this.#kept.length > longestWritten ? undefined : unquoted(this.#kept))
    return end + 1
  }

  /** A number ends where something else begins. */
  #readScalar(bytes: Buffer, at: number): number {
    let end = at
    while (end < bytes.length && kindOf[bytes[end] ?? 0] === kinds.scalar) end += 1
    if (this.#name !== undefined) this.#keep(bytes, at, end, longestValue)
    if (end === bytes.length) return end
    this.#state = 'before-comma'
    this.#give(isNumber(this.#kept) ? this.#kept : undefined)
    return end
  }

  #skipNested(bytes: Buffer, at: number): number {
    for (let index = at; index < bytes.length; index += 1) {
      const kind = kindOf[bytes[index] ?? 0]
      if (kind === kinds.quote) {
        index = this.#strings.endOf(bytes, index + 1)
        if (index === bytes.length) this.#state = 'nested-string'
      } else if (kind === kinds.open) {
        this.#depth += 1
      } else if (kind === kinds.close) {
        this.#depth -= 1
        if (this.#depth > 0) continue
        this.#state = 'before-comma'
        return index + 1
      } else if (kind === kinds.strange) {
        this.#state = 'done'
        return index
      }
    }
    return bytes.length
  }

  #skipNestedString(bytes: Buffer, at: number): number {
    const end = this.#strings.endOf(bytes, at)
    if (end < bytes.length) this.#state = 'nested'
    return end + 1
  }

  #keep(bytes: Buffer, from: number, to: number, longest: number): void {
    if (this.#kept.length > longest) return
    this.#kept += bytes.toString('latin1', from, Math.min(to, from + longest + 1))
  }

  #give(value: string | undefined): void {
    if (this.#name === undefined) return
    const short = value !== undefined && value.length <= longestValue ? value : undefined
    if (this.#take(this.#name, short)) this.#state = 'done'
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text)
}
