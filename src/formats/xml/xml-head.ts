import { isSpace } from './walk-xml.ts'

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf)
/** Bytes of a declaration: what is longer is none. */
const maxDeclaration = 1024

/**
 * Makes the head of an XML document fit its bytes. White space in front of the document goes:
 * HAL+XML puts line ends around its CDATA. A declaration that names another encoding (.NET's
 * `StringWriter` writes `utf-16`) says UTF-8, since that is what the bytes are. All else stays.
 */
export class XmlHead {
  /** `undefined` when the head has passed. */
  #kept: Buffer | undefined = Buffer.alloc(0)

  push(bytes: Buffer): Buffer {
    if (this.#kept === undefined) return bytes
    let from = 0
    if (this.#kept.length === 0) while (isSpace(bytes[from])) from += 1
    const head = Buffer.concat([this.#kept, bytes.subarray(from)])
    this.#kept = isTooShort(head) ? head : undefined
    return this.#kept === undefined ? inUtf8(head) : Buffer.alloc(0)
  }

  end(): Buffer {
    const kept = this.#kept
    this.#kept = undefined
    return kept ?? Buffer.alloc(0)
  }
}

/** Where the declaration would begin. */
function startOf(head: Buffer): number {
  return head.subarray(0, 3).equals(byteOrderMark) ? 3 : 0
}

function isTooShort(head: Buffer): boolean {
  const mark = byteOrderMark.subarray(0, head.length)
  if (head.length < 3 && head.subarray(0, mark.length).equals(mark)) return true
  const text = head.toString('latin1', startOf(head), maxDeclaration)
  if (text.length < 6) return '<?xml '.startsWith(text.replace(/[\t\r\n]$/, ' '))
  return /^<\?xml\s/.test(text) && !text.includes('?>') && head.length < maxDeclaration
}

function inUtf8(head: Buffer): Buffer {
  const start = startOf(head)
  const text = head.toString('latin1', start, maxDeclaration)
  const declared = /^(<\?xml\s[^>]*?\sencoding\s*=\s*)(?:"([^"]*)"|'([^']*)')/.exec(text)
  if (declared === null) return head
  const [whole, before = '', inQuotes, inApostrophes = ''] = declared
  if (/^utf-8$/i.test(inQuotes ?? inApostrophes)) return head
  const mark = inQuotes === undefined ? "'" : '"'
  const declaration = Buffer.from(`${before}${mark}UTF-8${mark}`, 'latin1')
  const rest = head.subarray(start + whole.length)
  return Buffer.concat([head.subarray(0, start), declaration, rest])
}
