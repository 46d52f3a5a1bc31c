import { Transform } from 'node:stream'

const lessThan = 0x3c
const greaterThan = 0x3e
const quote = 0x22
const apostrophe = 0x27
const firstLetter = 0x61

/** What a `<` begins, by the byte after it. */
const markups: ReadonlyMap<number, State> = new Map([
  [0x21, 'declaration'],
  [0x3f, 'instruction'],
  [0x2f, 'end-tag'],
])

const name = 'altinnRowId'
/** With more white space around its equals sign it is no row id: no app writes any. */
const mostHeld = 1 + name.length + 65

const endings = { comment: '--', cdata: ']]', instruction: '?', 'end-tag': '' } as const

type State =
  'text' | 'markup' | 'declaration' | keyof typeof endings | 'tag' | 'quoted' | 'dropped' | 'rest'

/**
 * Takes the ids out of the rows of a form's XML that an app stored: an attribute that belongs to the
 * app's own pages (Altinn/app-lib-dotnet ObjectUtils.cs, `[XmlAttribute("altinnRowId")]` of its
 * models), with the one white space before it. All else stays as it is, byte for byte; what lies in
 * comments, CDATA and values is not looked at, nor anything after a document type, which no app
 * writes. Keeps no more than a few bytes from one piece to the next.
 */
export class RowIdRemover {
  #state: State = 'text'
  /** Of what began with `<!`, or the last two bytes before a `>` that may end something. */
  #seen = ''
  #quote = quote
  /** A white space and what follows it, as long as it may become the attribute. */
  #held = ''
  #out: Buffer[] = []

  push(bytes: Buffer): Buffer {
    let at = 0
    while (at < bytes.length) at = this.#step(bytes, at)
    const out = Buffer.concat(this.#out)
    this.#out = []
    return out
  }

  /** What was held back until it is known that nothing follows. */
  end(): Buffer {
    return Buffer.from(this.#held, 'latin1')
  }

  /** Goes on to a later place, or at the same place to another state. */
  #step(bytes: Buffer, at: number): number {
    if (this.#held !== '') return this.#weigh(bytes, at)
    switch (this.#state) {
      case 'text':
        return this.#passTo(lessThan, 'markup', bytes, at)
      case 'quoted':
        return this.#passTo(this.#quote, 'tag', bytes, at)
      case 'dropped':
        return this.#dropTo(this.#quote, bytes, at)
      case 'markup':
        return this.#startMarkup(bytes, at)
      case 'declaration':
        return this.#startDeclaration(bytes, at)
      case 'tag':
        return this.#readTag(bytes, at)
      case 'rest':
        return this.#pass(bytes, at, bytes.length)
      case 'comment':
      case 'cdata':
      case 'instruction':
      case 'end-tag':
        return this.#passToEnding(endings[this.#state], bytes, at)
    }
  }

  #pass(bytes: Buffer, from: number, to: number): number {
    this.#out.push(bytes.subarray(from, to))
    return to
  }

  #passTo(byte: number, next: State, bytes: Buffer, at: number): number {
    const found = bytes.indexOf(byte, at)
    if (found !== -1) this.#state = next
    return this.#pass(bytes, at, found === -1 ? bytes.length : found + 1)
  }

  #dropTo(byte: number, bytes: Buffer, at: number): number {
    const found = bytes.indexOf(byte, at)
    if (found !== -1) this.#state = 'tag'
    return found === -1 ? bytes.length : found + 1
  }

  #passToEnding(ending: string, bytes: Buffer, at: number): number {
    const found = bytes.indexOf(greaterThan, at)
    const end = found === -1 ? bytes.length : found
    this.#seen = (this.#seen + bytes.toString('latin1', Math.max(at, end - 2), end)).slice(-2)
    if (found === -1) return this.#pass(bytes, at, end)
    if (this.#seen.endsWith(ending)) this.#state = 'text'
    else this.#seen = ''
    return this.#pass(bytes, at, found + 1)
  }

  #startMarkup(bytes: Buffer, at: number): number {
    this.#seen = ''
    const state = markups.get(bytes[at] ?? 0)
    this.#state = state ?? 'tag'
    return state === undefined ? at : this.#pass(bytes, at, at + 1)
  }

  #startDeclaration(bytes: Buffer, at: number): number {
    this.#seen += String.fromCharCode(bytes[at] ?? 0)
    if (this.#seen === '--') this.#startSection('comment')
    else if (this.#seen === '[CDATA[') this.#startSection('cdata')
    else if (!'--'.startsWith(this.#seen) && !'[CDATA['.startsWith(this.#seen)) this.#state = 'rest'
    return this.#pass(bytes, at, at + 1)
  }

  #startSection(state: 'comment' | 'cdata'): void {
    this.#state = state
    this.#seen = ''
  }

  #readTag(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      if (byte === quote || byte === apostrophe) {
        this.#quote = byte
        this.#state = 'quoted'
        return this.#pass(bytes, from, at + 1)
      }
      if (byte === greaterThan) {
        this.#state = 'text'
        return this.#pass(bytes, from, at + 1)
      }
      if (isSpace(byte) && (bytes[at + 1] ?? firstLetter) === firstLetter) {
        this.#held = String.fromCharCode(byte)
        return this.#pass(bytes, from, at) + 1
      }
    }
    return this.#pass(bytes, from, bytes.length)
  }

  /** Is what is held, with the next byte, the attribute, or still on the way to it? */
  #weigh(bytes: Buffer, at: number): number {
    const byte = bytes[at] ?? 0
    if ((byte === quote || byte === apostrophe) && beforeValue.test(this.#held)) {
      this.#held = ''
      this.#quote = byte
      this.#state = 'dropped'
      return at + 1
    }
    const longer = this.#held + String.fromCharCode(byte)
    if (mayBecomeRowId(longer)) {
      this.#held = longer
      return at + 1
    }
    // Its last white space may begin the attribute itself.
    const beginsAnew = byte === firstLetter && isSpace(this.#held.charCodeAt(this.#held.length - 1))
    const given = beginsAnew ? this.#held.slice(0, -1) : this.#held
    this.#out.push(Buffer.from(given, 'latin1'))
    this.#held = this.#held.slice(given.length)
    return at
  }
}

const beforeValue = /^[ \t\r\n]altinnRowId[ \t\r\n]*=[ \t\r\n]*$/

function mayBecomeRowId(text: string): boolean {
  if (text.length <= 1 + name.length) return name.startsWith(text.slice(1))
  return text.length <= mostHeld && /^[ \t\r\n]altinnRowId[ \t\r\n]*=?[ \t\r\n]*$/.test(text)
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d
}

/** The same of a stream, whose length nobody knows beforehand. */
export function withoutRowIds(): Transform {
  const remover = new RowIdRemover()
  return new Transform({
    transform: (bytes: Buffer, _, done) => done(null, remover.push(bytes)),
    flush: (done) => done(null, remover.end()),
  })
}
