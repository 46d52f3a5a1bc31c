import { pipeline, Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inverseOf, XmlMapper, type XmlMapping } from '../../src/formats/xml/map-xml.ts'
import { mappedXml } from '../../src/formats/xml/mapped-xml.ts'
import { runs } from '../support/long-run.ts'

function pushed(xml: Buffer, cuts: readonly number[], mapping: XmlMapping): Buffer {
  const mapper = new XmlMapper(mapping)
  const places = [0, ...cuts.map((cut) => cut % (xml.length + 1)), xml.length].sort((a, b) => a - b)
  const pieces = places.slice(1).map((to, place) => xml.subarray(places[place], to))
  return Buffer.concat([...pieces.map((piece) => mapper.push(piece)), mapper.end()])
}

function everyPlace({ length }: { readonly length: number }): readonly number[] {
  return Array.from({ length }, (_, place) => place)
}

const mapped = (xml: string, mapping: XmlMapping): string =>
  pushed(Buffer.from(xml), [], mapping).toString()

/** A tree of elements, so that what should come out can be written without reading XML. */
interface Tree {
  readonly name: string
  readonly rest: string
  readonly inside: readonly (Tree | string)[]
}

function write({ name, rest, inside }: Tree, { rename = {}, drop = [] }: XmlMapping = {}): string {
  const [, prefix = '', local = ''] = /^(.*:)?(.*)$/.exec(name) ?? []
  const to = prefix + (Object.hasOwn(rename, local) ? (rename[local] ?? '') : local)
  const content = inside.map((one) => {
    if (typeof one === 'string') return one
    const isDropped = drop.includes(one.name.replace(/^.*:/, ''))
    return isDropped ? '' : write(one, { rename, drop })
  })
  const isEmpty = rest.endsWith('/')
  return isEmpty ? `<${to}${rest}>` : `<${to}${rest}>${content.join('')}</${to}${rest.slice(0, 1)}>`
}

const name = fc.constantFrom('a', 'b', 'Skjema', 'x:a', 'år', 'x:år', 'a.b', 'ab', '__proto__')
const texts = ['x', ' ', '\r\n', '<!-- <a/></a> -->', '<![CDATA[<b></a>]]>', '<?a </a>?>', '&lt;a>']
const rests = ['', '/', ' ', ' a="1"', " b='<x>/>'", '\n', ' a="</a>" /']
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.record({
    name,
    rest: fc.constantFrom(...rests.map((rest) => rest.replace('<', '&lt;'))),
    inside: fc.array(fc.oneof(fc.constantFrom(...texts), tie('tree')), { maxLength: 4 }),
  }),
}))
const cuts = fc.array(fc.nat(), { maxLength: 12 })
const mapping = fc.constantFrom<XmlMapping>(
  { rename: { a: 'melding' } },
  { rename: { a: 'b', b: 'a' }, drop: ['Skjema'] },
  { rename: { Skjema: 'melding', år: 'blåbærår' }, drop: ['a', 'ab'] },
  { drop: ['a', 'b', 'år', 'a.b', 'ab', 'Skjema', '__proto__'] },
  { rename: JSON.parse('{"__proto__":"proto"}') as Record<string, string> },
)

describe('the mapping of a form', () => {
  it('renames and drops what it names, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(tree, mapping, cuts, (document, given, places) => {
        const xml = Buffer.from(write(document))
        expect(pushed(xml, places, given).toString()).toBe(write(document, given))
      }),
      runs(150),
    )
  })

  it('leaves every byte as it is where it names nothing, of any document', () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((all) => Buffer.from(all))
    const xml = tree.map((document) => Buffer.from(write(document)))
    fc.assert(
      fc.property(fc.oneof(bytes, xml), cuts, (given, places) => {
        expect(pushed(given, places, {}).equals(given)).toBe(true)
        expect(pushed(given, places, { rename: { none: 'n' } }).equals(given)).toBe(true)
      }),
      runs(150),
    )
  })

  it('gives the old names back, as long as the new ones are no others', () => {
    const rename = { a: 'first', Skjema: 'melding', år: 'a' }
    fc.assert(
      fc.property(tree, cuts, (document, places) => {
        const xml = Buffer.from(write(document))
        const there = pushed(xml, places, { rename })
        expect(pushed(there, places, inverseOf({ rename, drop: ['b'] })).equals(xml)).toBe(true)
      }),
      runs(150),
    )
  })

  it.each([
    ['a root, which is not dropped', '<a><a>1</a></a>', { drop: ['a'] }, '<a></a>'],
    ['an empty root', '<a/>', { rename: { a: 'b' }, drop: ['a'] }, '<b/>'],
    ['an end tag with white space', '<a\n></a \n>', { rename: { a: 'b' } }, '<b\n></b \n>'],
    [
      'what stands around a dropped element',
      '<r> <a x="1"/>\n <a> <b/> <a/></a>\n</r>',
      { drop: ['a'] },
      '<r> \n \n</r>',
    ],
    [
      'a declaration and namespaces',
      '<?xml version="1.0"?><x:a xmlns:x="a" x:a="a"><a/></x:a>',
      { rename: { a: 'b' } },
      '<?xml version="1.0"?><x:b xmlns:x="a" x:a="a"><b/></x:b>',
    ],
    [
      'names that only begin alike',
      '<ab><a.b/><aa/></ab>',
      { drop: ['a'] },
      '<ab><a.b/><aa/></ab>',
    ],
    ['names in another case', '<A><a/></A>', { rename: { a: 'b' } }, '<A><b/></A>'],
  ])('of %s', (_, xml, given: XmlMapping, expected) => {
    expect(mapped(xml, given)).toBe(expected)
    expect(pushed(Buffer.from(xml), everyPlace(xml), given).toString()).toBe(expected)
  })

  it('keeps no more than a name from one piece to the next', () => {
    const mapper = new XmlMapper({ rename: { Felt: 'felt' }, drop: ['Bort'] })
    const row = '<Felt a="1">x</Felt><Bort><Felt>y</Felt></Bort><!-- x -->'
    const xml = Buffer.from(`<Skjema>${row.repeat(200)}`)
    let most = 0
    let given = 0
    let taken = 0
    for (const byte of xml) {
      taken += 1
      given += mapper.push(Buffer.of(byte)).length
      // What is dropped never comes.
      const dropped = '<Bort><Felt>y</Felt></Bort>'.length * Math.floor((taken - 8) / row.length)
      most = Math.max(most, taken - dropped - given)
    }
    expect(most).toBeLessThan(row.length)
    expect(given).toBe(xml.length - 200 * '<Bort><Felt>y</Felt></Bort>'.length)
  })

  it('gives up a name that no form can have, byte for byte', () => {
    const mapper = new XmlMapper({ rename: { a: 'b' } })
    const piece = Buffer.alloc(1024, 'n')
    let given = mapper.push(Buffer.from('<')).length
    for (let count = 0; count < 1024; count += 1) given += mapper.push(piece).length
    expect(given).toBe(1 + 1024 * 1024)
  })
})

describe('a form that is mapped on its way', () => {
  it('lets others go on after each slice, and holds back what nobody takes', async () => {
    const row = Buffer.from(`<Felt>${'x'.repeat(1_000)}</Felt>`.repeat(64))
    const counted = { pieces: 0, pauses: 0 }
    const source = Readable.from(
      (function* () {
        yield Buffer.from('<Skjema>')
        for (; counted.pieces < 60; counted.pieces += 1) yield row
      })(),
      { objectMode: false, highWaterMark: 64 * 1024 },
    )
    const pause = (): Promise<void> => {
      counted.pauses += 1
      return Promise.resolve()
    }
    const stream = source.pipe(mappedXml({ rename: { Skjema: 'melding' } }, pause))
    let given = 0
    let ahead = 0
    for await (const { length } of stream as AsyncIterable<Buffer>) {
      given += length
      ahead = Math.max(ahead, (counted.pieces + 1) * row.length - given)
    }
    // In slices of 16 KiB at most.
    expect(given).toBe('<melding>'.length + 60 * row.length)
    expect(counted.pauses).toBeGreaterThanOrEqual(given / (16 * 1024) - 1)
    expect(ahead).toBeLessThan(8 * row.length)
  })

  it('breaks off with the error of its source', async () => {
    const source = Readable.from(
      (async function* () {
        yield Buffer.from('<a><b')
        await Promise.resolve()
        throw new Error('cut')
      })(),
    )
    const mapper = mappedXml({ drop: ['b'] }, () => Promise.resolve())
    await expect(buffer(pipeline(source, mapper, () => undefined))).rejects.toThrow('cut')
  })
})
