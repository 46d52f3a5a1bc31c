import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RowIdRemover, withoutRowIds } from '../../src/formats/xml/row-ids.ts'
import { runs } from '../support/long-run.ts'

/** The same by regular expressions, with all of the text in hand. */
function strip(xml: string): string {
  const parts = [
    /<!--[^]*?(?:-->|$)/,
    /<!\[CDATA\[[^]*?(?:\]\]>|$)/,
    /<!(?:-?$|\[(?:C(?:D(?:A(?:T(?:A)?)?)?)?)?$)/,
    // A document type, and what XML cannot go on after.
    /<![^]*$/,
    /<(?![!?/:A-Z\\^-\uffff])[^]*$/,
    /<\?[^]*?(?:\?>|$)/,
    /<\/[^>]*(?:>|$)/,
    /<(?<name>[:A-Z\\^-\uffff][^ \t\r\n/<>]*)(?<tag>(?:[^"'<>]|"[^"]*(?:"|$)|'[^']*(?:'|$))*)(?<end>>|$|<[^]*)/,
  ]
  const part = new RegExp(parts.map(({ source }) => source).join('|'), 'g')
  return xml.replace(part, (whole, ...found: unknown[]) => {
    const {
      name,
      tag = '',
      end = '',
    } = found.at(-1) as Readonly<Record<string, string | undefined>>
    return name === undefined ? whole : `<${name}${stripTag(tag)}${end}`
  })
}

function stripTag(tag: string): string {
  const piece =
    /"[^"]*(?:"|$)|'[^']*(?:'|$)|[ \t\r\n]altinnRowId(?<between>[ \t\r\n]*=[ \t\r\n]*)(?:"[^"]*(?:"|$)|'[^']*(?:'|$))/g
  return tag.replace(piece, (whole, between: string | undefined) =>
    between === undefined || between.length > 65 ? whole : '',
  )
}

function pushed(xml: Buffer, cuts: readonly number[]): Buffer {
  const remover = new RowIdRemover()
  const places = [0, ...cuts.map((cut) => cut % (xml.length + 1)), xml.length].sort((a, b) => a - b)
  const pieces = places.slice(1).map((to, place) => xml.subarray(places[place], to))
  return Buffer.concat([...pieces.map((piece) => remover.push(piece)), remover.end()])
}

const whole = (xml: string): string => pushed(Buffer.from(xml), []).toString()

const id = '7f3c2a34-5d3c-4a52-9a54-0d1b2c3d4e5f'
const morsels = [
  ...['<', '>', '/', '"', "'", '=', ' ', '\t', '\r\n', '!', '?', '-', '--', '-->', 'a', 'æ', '😀'],
  ...[
    '<!--',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    '</rad>',
    '<rad',
    '<rad>',
    '<!DOCTYPE',
    ']',
    '\u00a0',
  ],
  ...[' altinnRowId', ' altinnRowId=', `altinnRowId="${id}"`, ` altinnRowId="${id}"`],
  ...[` altinnRowId='${id}'`, ' altinnRowI', 'd="x"', ' b="', ' x:altinnRowId="1"', ' a'],
  ...[' altinnRowIds="1"', ' '.repeat(30), ' altinnRowId = "1"', '>altinnRowId="1"<'],
]
const soup = fc.array(fc.constantFrom(...morsels), { maxLength: 30 }).map((all) => all.join(''))

const content = fc.oneof(
  fc.constantFrom(`altinnRowId="${id}"`, 'Blåbær &amp; tyttebær', '', ' '),
  fc.constantFrom(`<!-- <rad altinnRowId="${id}"/> -->`, `<![CDATA[<rad altinnRowId="${id}">]]>`),
  fc.constantFrom(`<?pi <rad altinnRowId="${id}"> ?>`),
)
const attributes = fc
  .array(
    fc.constantFrom(
      ...[` altinnRowId="${id}"`, ` altinnRowId = '${id}'`, '\n  altinnRowId="1"'],
      ...[' navn="a > b"', ` tekst=' altinnRowId="${id}"'`, ' xsi:nil="true"', ' altinn="x"'],
    ),
    { maxLength: 3 },
  )
  .map((all) => all.join(''))
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(attributes, fc.array(fc.oneof(content, tie('element')), { maxLength: 3 }))
    .map(([given, inside]) => `<rad${given}>${inside.join('')}</rad>`),
}))
const cuts = fc.array(fc.nat(), { maxLength: 12 })

describe('row ids are taken out', () => {
  it('of well-formed XML as of the whole text, wherever it is cut', () => {
    fc.assert(
      fc.property(element, cuts, (xml, places) => {
        expect(pushed(Buffer.from(xml), places).toString()).toBe(strip(xml))
      }),
      runs(400),
    )
  })

  it('of anything else alike', () => {
    fc.assert(
      fc.property(soup, cuts, (xml, places) => {
        expect(pushed(Buffer.from(xml), places).toString()).toBe(strip(xml))
      }),
      runs(700),
    )
  })

  it('and bytes without one come out as they went in, in any encoding', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all))
    const utf16 = element.map((xml) => Buffer.from(xml, 'utf16le'))
    fc.assert(
      fc.property(fc.oneof(bytes, utf16), cuts, (given, places) => {
        expect(pushed(given, places).equals(given)).toBe(true)
      }),
      runs(400),
    )
  })

  it('byte by byte', () => {
    const xml = `<?xml version="1.0"?><a><b altinnRowId="${id}" c="1">x</b></a>`
    const everyPlace = Array.from({ length: xml.length }, (_, place) => place)
    expect(pushed(Buffer.from(xml), everyPlace).toString()).toBe(
      '<?xml version="1.0"?><a><b c="1">x</b></a>',
    )
  })

  it.each([
    ['a comment', `<a><!-- <b altinnRowId="${id}"/> --></a>`],
    ['a comment with half an end', `<a><!-- ->-> <b altinnRowId="${id}"/> --></a>`],
    ['CDATA', `<a><![CDATA[<b altinnRowId="${id}"/>]]></a>`],
    ['a value', `<a b='<c altinnRowId="${id}"/>'/>`],
    ['text', `<a>altinnRowId="${id}" altinnRowId="${id}"</a>`],
    ['an instruction', `<?x altinnRowId="${id}"?><a/>`],
    ['another name', `<a altinnRowIds="1" xaltinnRowId="1" x:altinnRowId="1" AltinnRowId="1"/>`],
    ['an element', `<a><altinnRowId>${id}</altinnRowId></a>`],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "<c altinnRowId='1'/>">]><a altinnRowId="1"/>`],
  ])('but not out of %s', (_, xml) => {
    expect(whole(xml)).toBe(xml)
  })

  it('where white space is around the equals sign, up to what no app would write', () => {
    const xml = (spaces: number): string => `<a altinnRowId${' '.repeat(spaces)}= "${id}"/>`
    expect(whole(xml(63))).toBe('<a/>')
    expect(whole(xml(64))).toBe(xml(64))
  })

  it('of a stream, without holding back more than the longest start of one', () => {
    const remover = new RowIdRemover()
    let held = 0
    const xml = Buffer.from(
      `<a${` b="${'x'.repeat(500)}"`.repeat(20)} altinnRowId${' '.repeat(500)}>`,
    )
    let out = 0
    for (let at = 0; at < xml.length; at += 1) {
      out += remover.push(xml.subarray(at, at + 1)).length
      held = Math.max(held, at + 1 - out)
    }
    expect(out + remover.end().length).toBe(xml.length)
    expect(held).toBeLessThan(100)
  })

  it('of a stream that breaks off with its error', async () => {
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('<a altinn')
        await Promise.resolve()
        throw new Error('cut')
      })(),
    )
    await expect(buffer(source.compose(withoutRowIds()) as Readable)).rejects.toThrow('cut')
  })
})
