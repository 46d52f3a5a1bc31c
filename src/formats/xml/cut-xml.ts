import { malformed, maxDepth, maxNodes, type Cutter, type CutVisitor } from '../cut.ts'
import { XmlWalker, type XmlPart } from './walk-xml.ts'
import { XmlText } from './xml-text.ts'

const maxNameLength = 256

/**
 * Cuts the text of named elements out of an XML document, in any depth: text, references and CDATA.
 * What is left is for a parser, which finds what is not XML: other text stands where the text was.
 */
export class XmlCutter implements Cutter {
  readonly #nameOf: (name: string) => string | undefined
  readonly #visitor: CutVisitor
  readonly #walker: XmlWalker
  #text = new XmlText()
  /** The name of the tag under way, a byte a character. */
  #name = ''
  /** The element whose text is cut out. */
  #member: string | undefined
  #isInside = false
  #isEmpty = true
  #levels = 0
  #nodes = 0

  /** @param nameOf the name as it was asked for; `undefined` for an element that stays */
  constructor(nameOf: (name: string) => string | undefined, visitor: CutVisitor) {
    this.#nameOf = nameOf
    this.#visitor = visitor
    this.#walker = new XmlWalker({
      piece: (part, bytes, from, to) => this.#piece(part, bytes, from, to),
      end: (part, isEmpty) => this.#end(part, isEmpty),
    })
  }

  push(bytes: Buffer): void {
    this.#walker.push(bytes)
    if (this.#walker.isAtDoctype) throw malformed('the body has a document type')
    if (this.#walker.isOver) throw malformed('the body is not XML')
  }

  end(): void {
    if (this.#isInside) throw malformed('the XML document ends too early')
  }

  #piece(part: XmlPart, bytes: Buffer, from: number, to: number): boolean {
    if (this.#isInside) return this.#takePiece(part, bytes, from, to)
    if (part === 'name' && this.#name.length <= maxNameLength) {
      this.#name += bytes.toString('latin1', from, to)
    }
    this.#visitor.rest(bytes, from, to)
    return false
  }

  #takePiece(part: XmlPart, bytes: Buffer, from: number, to: number): boolean {
    const member = this.#member ?? ''
    if (part === 'text') {
      const text = this.#text.text(bytes.subarray(from, to))
      if (text === undefined) this.#visitor.refuse(member, 'has a reference that XML does not have')
      this.#give(text)
    } else if (part === 'cdata') {
      this.#give(this.#text.cdata(bytes.subarray(from, to)))
    } else if (part === 'name') {
      this.#visitor.refuse(member, 'has elements: send its document as CDATA or as escaped text')
    } else if (part === 'end-tag') {
      this.#close()
      this.#visitor.rest(bytes, from, to)
    }
    return false
  }

  #give(text: Buffer): void {
    if (text.length === 0) return
    // An element without text is an absent value: so XML writes null.
    if (this.#isEmpty) this.#visitor.begin(this.#member ?? '')
    this.#isEmpty = false
    this.#visitor.value(text)
  }

  #close(): void {
    const place = Buffer.from(`${this.#isEmpty ? '' : this.#visitor.end()}</`)
    this.#visitor.rest(place, 0, place.length)
    this.#isInside = false
    this.#member = undefined
  }

  #end(part: XmlPart, isEmpty: boolean): boolean {
    if (part === 'cdata') this.#text.endCdata()
    else if (part === 'text') this.#endText()
    else if (part === 'name') this.#endName()
    else if (part === 'end-tag') this.#levels -= 1
    else if (part === 'tag') this.#open(isEmpty)
    return false
  }

  #endText(): void {
    if (this.#text.endText()) return
    this.#visitor.refuse(this.#member ?? '', 'has a reference that XML does not have')
  }

  #endName(): void {
    const name = Buffer.from(this.#name, 'latin1').toString()
    this.#member = this.#nameOf(name.slice(name.indexOf(':') + 1))
    this.#name = ''
  }

  #open(isEmpty: boolean): void {
    this.#nodes += 1
    if (this.#nodes > maxNodes) throw malformed(`more than ${maxNodes} elements`)
    if (isEmpty) return
    this.#levels += 1
    if (this.#levels > maxDepth) throw malformed(`more than ${maxDepth} levels`)
    this.#isInside = this.#member !== undefined
    this.#isEmpty = true
  }
}
