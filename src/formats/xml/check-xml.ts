import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { XmlWalker, type XmlPart } from './walk-xml.ts'

/** Bytes of one tag or instruction, which is read whole. */
const maxTagBytes = 64 * 1024
/** Levels of elements and attributes of one: what a prefix means is looked up through all of them. */
const maxLevels = 128
const maxAttributes = 128
/** Bytes of a reference: `&#x10FFFF;` has ten. */
const maxReferenceBytes = 64

/** The root of a well-formed document, or why it is none: words of ours, with a line at most. */
export type CheckedXml =
  { readonly root: string; readonly namespace: string } | { readonly fault: string }

class XmlFault extends Error {}

/** No characters of XML. */
const forbidden = /[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/**
 * Checks that a document in UTF-8 is well-formed, namespaces included, as it comes in pieces. A
 * document type is a fault, as it is for .NET. `saxes` reads everything but the insides of comments
 * and CDATA, which it would keep; the walk in front of it bounds what it keeps of the rest.
 */
export class XmlChecker {
  readonly #parser = new SaxesParser({ xmlns: true })
  readonly #walker: XmlWalker
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #root: { readonly root: string; readonly namespace: string } | undefined
  #fault: string | undefined
  /** The stretch of the piece that goes to the parser. */
  #from = 0
  #to = 0
  #bytes: Buffer = Buffer.alloc(0)
  #part: XmlPart = 'text'
  #tagBytes = 0
  #attributes = 0
  #levels = 0
  /** Bytes of a reference that has begun. */
  #reference = 0
  /** The end of the comment so far. */
  #tail = ''
  /** Line ends that the parser does not see. */
  #lines = 0

  constructor() {
    this.#parser.on('error', () => {
      throw this.#atLine('is not well-formed XML')
    })
    this.#parser.on('opentag', ({ local, uri }) => {
      this.#root ??= { root: local, namespace: uri }
    })
    this.#walker = new XmlWalker({
      piece: (part, bytes, from, to) => this.#piece(part, bytes, from, to),
      end: (part, isEmpty) => this.#end(part, isEmpty),
    })
  }

  push(bytes: Buffer): void {
    if (this.#fault === undefined) this.#try(() => this.#read(bytes))
  }

  end(): CheckedXml {
    if (this.#fault === undefined) this.#try(() => this.#finish())
    if (this.#fault !== undefined) return { fault: this.#fault }
    return this.#root ?? { fault: 'has no element' }
  }

  #try(read: () => void): void {
    try {
      read()
    } catch (error) {
      // The decoder throws a `TypeError`.
      if (error instanceof XmlFault) this.#fault = error.message
      else if (error instanceof TypeError) this.#fault = 'is not in UTF-8'
      else throw error
    }
  }

  #read(bytes: Buffer): void {
    this.#bytes = bytes
    this.#from = 0
    this.#to = 0
    this.#walker.push(bytes)
    if (this.#walker.isAtDoctype) throw new XmlFault('has a document type')
    this.#feed()
    if (this.#walker.isOver) throw this.#atLine('is not well-formed XML')
  }

  #finish(): void {
    if (this.#part === 'text' && this.#root === undefined) throw new XmlFault('has no element')
    this.#decoder.decode()
    this.#parser.close()
  }

  /** The line is the parser's, which has read as far as it was given. */
  #atLine(fault: string): XmlFault {
    return new XmlFault(`${fault}: see line ${this.#parser.line + this.#lines}`)
  }

  #piece(part: XmlPart, bytes: Buffer, from: number, to: number): boolean {
    this.#part = part
    if (part === 'rest') return false
    if (part === 'cdata' || part === 'comment') {
      this.#skip(part, bytes, from, to)
      return false
    }
    if (part === 'text') this.#boundReference(bytes, from, to)
    else if (part !== 'markup') this.#boundTag(to - from)
    this.#to = to
    return false
  }

  #end(part: XmlPart, isEmpty: boolean): boolean {
    if (part === 'quoted') {
      this.#attributes += 1
      if (this.#attributes > maxAttributes) throw this.#tooMuch(`${maxAttributes} attributes`)
      return false
    }
    if (part === 'name' || part === 'text') return false
    this.#tagBytes = 0
    this.#attributes = 0
    if (part === 'cdata') this.#parser.write(']]>')
    if (part === 'comment') this.#parser.write('-->')
    if (part === 'end-tag') this.#levels -= 1
    if (part === 'tag' && !isEmpty) this.#levels += 1
    if (this.#levels > maxLevels) throw this.#tooMuch(`${maxLevels} levels of elements`)
    return false
  }

  #tooMuch(what: string): XmlFault {
    return this.#atLine(`has more than ${what}`)
  }

  #boundTag(length: number): void {
    this.#tagBytes += length
    if (this.#tagBytes > maxTagBytes) throw this.#tooMuch(`${maxTagBytes} bytes in one tag`)
  }

  /** A reference ends in time; whether it is one, the parser knows. */
  #boundReference(bytes: Buffer, from: number, to: number): void {
    if (this.#reference > 0) {
      const end = bytes.subarray(from, to).indexOf(';')
      this.#reference = end < 0 ? this.#reference + to - from : 0
    }
    if (to === bytes.length && this.#reference === 0) {
      const start = bytes.lastIndexOf('&', to - 1)
      const isOpen = start >= from && !bytes.subarray(start, to).includes(';')
      this.#reference = isOpen ? to - start : 0
    }
    if (this.#reference > maxReferenceBytes) throw this.#atLine('is not well-formed XML')
  }

  /** The parser sees how a comment or CDATA begins and ends, not what is in it. */
  #skip(part: 'cdata' | 'comment', bytes: Buffer, from: number, to: number): void {
    this.#feed(to)
    const text = this.#decoder.decode(bytes.subarray(from, to), { stream: true })
    this.#lines += text.split('\n').length - 1
    if (forbidden.test(text)) throw this.#atLine('is not well-formed XML')
    if (part !== 'comment') return
    const whole = this.#tail + text
    if (/--[^>]/.test(whole)) throw this.#atLine('is not well-formed XML')
    this.#tail = whole.endsWith('-->') ? '' : whole.slice(-2)
  }

  /** Gives the stretch to the parser; the next one begins at `next`. */
  #feed(next = 0): void {
    if (this.#to > this.#from) {
      const stretch = this.#bytes.subarray(this.#from, this.#to)
      this.#parser.write(this.#decoder.decode(stretch, { stream: true }))
    }
    this.#from = next
    this.#to = next
  }
}
