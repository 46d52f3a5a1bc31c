import { Base64Decoder } from './base64-decoder.ts'
import { XmlChecker, type CheckedXml } from '../xml/check-xml.ts'
import type { CutKind } from '../cut.ts'
import { XmlHead } from '../xml/xml-head.ts'

/** What a value's text passes through on its way to its part. */
export interface ValueDecoder {
  /** The bytes that the text stands for; `undefined` when it stands for none. */
  readonly push: (text: Buffer) => Buffer | undefined
  /** The last bytes; `undefined` when the text is not whole. */
  readonly end: () => { readonly bytes: Buffer; readonly xml?: CheckedXml } | undefined
}

const none = Buffer.alloc(0)

export function createDecoder(kind: CutKind): ValueDecoder {
  if (kind === 'xml') return new FormXml()
  const decoder = new Base64Decoder()
  return {
    push: (text) => decoder.push(text),
    end: () => (decoder.end() ? { bytes: none } : undefined),
  }
}

class FormXml implements ValueDecoder {
  readonly #head = new XmlHead()
  readonly #checker = new XmlChecker()

  push(text: Buffer): Buffer {
    const bytes = this.#head.push(text)
    this.#checker.push(bytes)
    return bytes
  }

  end(): { readonly bytes: Buffer; readonly xml: CheckedXml } {
    const bytes = this.#head.end()
    this.#checker.push(bytes)
    return { bytes, xml: this.#checker.end() }
  }
}
