import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it, vi } from 'vitest'
import { XmlChecker, type CheckedXml } from '../../src/formats/xml/check-xml.ts'
import { runs } from '../support/long-run.ts'
import { split } from '../support/taking-apart.ts'

function check(pieces: Iterable<Buffer>): CheckedXml {
  const checker = new XmlChecker()
  for (const piece of pieces) checker.push(piece)
  return checker.end()
}

/** The parser alone, with the whole document at once. */
function isWellFormed(document: string): boolean {
  const parser = new SaxesParser({ xmlns: true })
  let hasType = false
  parser.on('doctype', () => (hasType = true))
  parser.on('error', (error) => {
    throw error
  })
  try {
    parser.write(document).close()
    return !hasType
  } catch {
    return false
  }
}

const scraps = fc.constantFrom(
  ...['<a>', '</a>', '<a/>', '<b c="d">', '</b>', '<a:b xmlns:a="u">', '</a:b>', '<a:c/>', ' '],
  ...['<!--', '-->', '-', '--', '>', '<![CDATA[', ']]>', ']', ']]', '&amp;', '&', ';', '&#x1F600;'],
  ...['<?xml version="1.0"?>', '<?p i?>', '<?', '?>', '<!DOCTYPE a>', '<', '"', "'", '=', 'a', 'æ'],
  ...['\u0001', '\n', '\r\n', '<a b="1" b="2"/>', '<a b="<"/>', '&#0;', '&nbsp;', '\u{1f600}'],
)

describe('a document that is checked as it comes', () => {
  it('is well-formed when a parser that has all of it says so, however it is cut', () => {
    const inner = fc.array(scraps, { maxLength: 6 }).map((all) => all.join(''))
    const document = fc.oneof(
      inner,
      inner.map((one) => `<r>${one}</r>`),
      inner.map((one) => `<r><!--${one}--></r>`),
      inner.map((one) => `<r><![CDATA[${one}]]></r>`),
    )
    fc.assert(
      fc.property(document, fc.array(fc.nat(), { maxLength: 5 }), (one, at) => {
        expect('root' in check(split(Buffer.from(one), at))).toBe(isWellFormed(one))
      }),
      runs(500),
    )
  })

  it.each([
    ['is not well-formed XML: see line 2', '<a>\n</b>'],
    ['is not well-formed XML: see line 4', '<a><![CDATA[\n\n]]>\n<b></a>'],
    ['has a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['has no element', ''],
    ['has no element', ' <!-- --> '],
    ['has more than 128 levels of elements: see line 1', '<a>'.repeat(200)],
    [
      'has more than 128 attributes: see line 1',
      `<a ${Array.from({ length: 200 }, (_, at) => `b${at}=""`).join(' ')}/>`,
    ],
    ['has more than 65536 bytes in one tag: see line 1', `<${'a'.repeat(70_000)}/>`],
    ['has more than 65536 bytes in one tag: see line 1', `<a b="${'a'.repeat(70_000)}"/>`],
    ['has more than 65536 bytes in one tag: see line 1', `<a${' '.repeat(70_000)}/>`],
    ['has more than 65536 bytes in one tag: see line 1', `<?a ${'a'.repeat(70_000)}?><a/>`],
  ])('is refused in words that say why and where: %s', (fault, document) => {
    expect(check([Buffer.from(document)])).toEqual({ fault })
  })

  it('is refused when it is not in UTF-8', () => {
    expect(check([Buffer.from('<a>æ</a>', 'latin1')])).toEqual({ fault: 'is not in UTF-8' })
    expect(check([Buffer.from('<a>æ', 'utf8').subarray(0, 4)])).toEqual({
      fault: 'is not in UTF-8',
    })
  })

  it.each([
    ['text', 'x'],
    ['a comment', '<!--'],
    ['CDATA', '<![CDATA['],
    ['a reference', '&'],
    ['a name', '<'],
    ['a value', '<b c="'],
    ['an instruction', '<?b '],
  ])('keeps little of what never ends: %s', (_, start) => {
    const kept = heldBy((checker) => {
      checker.push(Buffer.from(`<a>${start}`))
      for (let count = 0; count < 60; count += 1) checker.push(Buffer.alloc(16 * 1024, 'x'))
    })
    expect(kept).toBeLessThan(200 * 1024)
  })
})

/** Characters of all texts that the parser keeps. */
function heldBy(use: (checker: XmlChecker) => void): number {
  const write = vi.spyOn(SaxesParser.prototype, 'write')
  use(new XmlChecker())
  const parsers = new Set(write.mock.contexts)
  write.mockRestore()
  const texts = [...parsers].flatMap((parser): unknown[] => Object.values(parser as object))
  return texts.reduce<number>((sum, one) => sum + (typeof one === 'string' ? one.length : 0), 0)
}
