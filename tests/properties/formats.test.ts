import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json, Link, Links, Model, Resource } from '../../src/altinn2/response.ts'
import { writeModel } from '../../src/respond/write-model.ts'
import { readXml, type Element } from '../support/read-xml.ts'

const publicUrl = 'https://gateway.example'
const dataContract = 'http://schemas.datacontract.org/2004/07/Altinn.SBL.AltinnWebAPI.Models'
const arrays = 'http://schemas.microsoft.com/2003/10/Serialization/Arrays'

const nasty = [
  ...['<', '>', '&', '"', "'", ']]>', '<!--', '<![CDATA[', '&amp;', '<?', '\\', '%', '{', '}'],
  ...['\u0000', '\u0001', '\b', '\t', '\n', '\r', '\u000b', '\u001f', '\u007f', '\u0085', '\u2028'],
  ...[
    '\ud800',
    '\udfff',
    '\ufffe',
    '\uffff',
    '\ufffd',
    '😀',
    'æ',
    'Ø',
    'å',
    ' ',
    ':',
    '_x0020_',
    'a',
  ],
]
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...nasty) }),
  fc.string({ unit: 'binary' }),
  fc.string(),
)
const name = fc.oneof(
  fc.constantFrom(
    'Name',
    'Rights',
    'SubReceipts',
    'no-nb',
    'mime-type',
    '__proto__',
    'constructor',
  ),
  text.filter((one) => one !== ''),
)
// JSON has one zero.
const number = fc
  .oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true }))
  .map((one) => {
    return Number.isFinite(one) && one !== 0 ? one : 0
  })
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ...[text, number, fc.boolean(), fc.constant(null)],
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(name, tie('json'), { maxKeys: 4 }),
  ),
}))
const link: fc.Arbitrary<Link> = fc.record(
  {
    to: text.map((path) => `/api/${path}`),
    ...{ name: text, fileName: text, mimeType: text, isTemplated: fc.constant(true as const) },
    ...{ encrypted: fc.boolean(), signedByDefault: fc.boolean(), fileSize: fc.integer() },
  },
  { requiredKeys: ['to'] },
)
const links: fc.Arbitrary<Links> = fc.oneof(
  fc.record({
    form: fc.constant('object' as const),
    to: fc.dictionary(name, fc.oneof(link, fc.array(link, { maxLength: 2 })), { maxKeys: 3 }),
  }),
  fc.record({ form: fc.constant('text' as const), to: fc.dictionary(name, text, { maxKeys: 3 }) }),
)
const properties = fc.dictionary(name, json, { maxKeys: 6 })
const resource: fc.Arbitrary<Resource> = fc.record(
  { type: fc.constantFrom('Message', 'Reportee'), properties, links },
  { requiredKeys: ['type', 'properties'] },
)
const resources = fc.array(resource, { maxLength: 3 })
const type = fc.constant('Reportee')
const model: fc.Arbitrary<Model> = fc.oneof(
  fc.record({ kind: fc.constant('resource' as const), resource }),
  fc.record({ kind: fc.constant('collection' as const), relation: text, type, resources, links }),
  fc.record({ kind: fc.constant('list' as const), type, resources }),
  fc.record({ kind: fc.constant('value' as const), value: fc.oneof(text, number, fc.boolean()) }),
)

function resourcesOf(model: Model): readonly Resource[] {
  if (model.kind === 'value') return []
  return model.kind === 'resource' ? [model.resource] : model.resources
}

/** What a document can hold of a text: the rest is replaced, character by character. */
function held(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0
    const isControl = code < 0x20 && ![0x9, 0xa, 0xd].includes(code)
    const isHalf = code >= 0xd800 && code <= 0xdfff
    return isControl || isHalf || code === 0xfffe || code === 0xffff ? '\ufffd' : character
  }).join('')
}

/** As .NET's `XmlConvert.DecodeName`. */
function decoded(name: string): string {
  return name.replace(/_x([0-9A-F]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}

interface Words {
  readonly boolean: (value: boolean) => string
  readonly inOrder: boolean
}

function expectElement(element: Element, value: Json, words: Words): void {
  if (value === null || typeof value === 'object') {
    expect(element.text).toBe('')
    if (Array.isArray(value)) expectItems(element, value as readonly Json[], words)
    else expectMembers(element.children, (value ?? {}) as Resource['properties'], words)
    return
  }
  expect(element.children).toEqual([])
  if (typeof value === 'number') expect(Number(element.text)).toBe(value)
  else expect(element.text).toBe(typeof value === 'string' ? held(value) : words.boolean(value))
}

function expectItems({ children }: Element, list: readonly Json[], words: Words): void {
  const items = list.filter((item) => item !== null)
  expect(children.length).toBe(items.length)
  items.forEach((item, index) => {
    const child = children[index]
    if (child === undefined) throw new Error('an item is missing')
    const isObject = typeof item === 'object' && !Array.isArray(item)
    if (!words.inOrder) expect(child.uri).toBe(isObject ? dataContract : arrays)
    expectElement(child, item, words)
  })
}

function expectMembers(
  children: readonly Element[],
  members: Readonly<Record<string, Json>>,
  words: Words,
): void {
  const names = Object.keys(members).filter((one) => members[one] !== null)
  const found = children.map((child) => decoded(child.name))
  expect(found).toEqual(words.inOrder ? names : names.sort())
  children.forEach((child, index) => {
    if (!words.inOrder) expect(child.uri).toBe(dataContract)
    expectElement(child, members[found[index] ?? ''] ?? null, words)
  })
}

const hal: Words = { boolean: (value) => (value ? 'True' : 'False'), inOrder: true }
const contract: Words = { boolean: String, inOrder: false }

function flat(links: Links | undefined): readonly (readonly [relation: string, link: Link])[] {
  return Object.entries(links?.to ?? {}).flatMap(([relation, to]) =>
    [to]
      .flat()
      .map((one) => [relation, typeof one === 'string' ? { to: one } : (one as Link)] as const),
  )
}

function hrefOf({ to }: Link): string {
  return to.startsWith('/') ? publicUrl + to : to
}

it('reads back from HAL+XML what any model holds', () => {
  fc.assert(
    fc.property(model, (given) => {
      const root = readXml(writeModel(given, 'hal+xml', publicUrl))
      if (given.kind === 'value') {
        expectElement(root, given.value, contract)
        return
      }
      if (given.kind === 'collection') expect(root.attributes.rel).toBe(held(given.relation))
      const elements =
        given.kind === 'resource' ? [root] : root.children.filter((one) => one.name === 'resource')
      const expected = resourcesOf(given)
      expect(elements.length).toBe(expected.length)
      elements.forEach((element, index) => {
        const { properties, links } = expected[index] ?? { properties: {} }
        const others = flat(links).filter(([relation]) => relation !== 'self')
        const written = element.children.slice(0, others.length)
        expect(
          written.map(({ name, attributes }) => [name, attributes.rel, attributes.href]),
        ).toEqual(others.map(([relation, one]) => ['link', held(relation), held(hrefOf(one))]))
        expect(written.map(({ attributes }) => attributes.fileName)).toEqual(
          others.map(([, { fileName }]) => (fileName === undefined ? undefined : held(fileName))),
        )
        expectMembers(element.children.slice(others.length), properties, hal)
      })
    }),
  )
})

it('reads back from plain XML what any model holds', () => {
  fc.assert(
    fc.property(model, (given) => {
      const root = readXml(writeModel(given, 'xml', publicUrl))
      if (given.kind === 'value') {
        expectElement(root, given.value, contract)
        return
      }
      const elements = given.kind === 'resource' ? [root] : root.children
      const expected = resourcesOf(given)
      expect(elements.length).toBe(expected.length)
      elements.forEach((element, index) => {
        const { type, properties, links } = expected[index] ?? { type: '', properties: {} }
        const plain = links?.form === 'object' ? flat(links) : []
        expect([element.name, element.uri]).toEqual([type, dataContract])
        const isLinks = (one: Element): boolean => plain.length > 0 && one.name === 'Links'
        const hrefs = element.children
          .filter(isLinks)
          .flatMap(({ children }) => children)
          .map(({ children }) => children.find(({ name }) => name === 'Href')?.text)
        expect(hrefs).toEqual(plain.map(([, one]) => held(hrefOf(one))))
        const members = element.children.filter((one) => !isLinks(one))
        expectMembers(members, properties, contract)
      })
    }),
  )
})

it('reads back from JSON of either kind what any model holds', () => {
  fc.assert(
    fc.property(model, fc.constantFrom('json' as const, 'hal+json' as const), (given, format) => {
      const read = JSON.parse(writeModel(given, format, publicUrl)) as Json
      if (given.kind === 'value') {
        expect(read).toBe(given.value)
        return
      }
      const inHal = format === 'hal+json' && given.kind === 'collection'
      const body = inHal ? (read as { _embedded: Record<string, Json> })._embedded : read
      const list = inHal ? Object.values(body as object) : [body]
      const objects = list.flat() as Record<string, Json>[]
      const expected = resourcesOf(given)
      expect(objects.length).toBe(expected.length)
      objects.forEach((object, index) => {
        const { properties, links } = expected[index] ?? { properties: {} }
        const said = Object.entries(object).filter(([key]) => key !== '_links')
        expect(said).toEqual(Object.entries(properties))
        const relations = Object.keys(links?.to ?? {})
        if (format === 'hal+json') expect(Object.keys(object._links ?? {})).toEqual(relations)
      })
    }),
  )
})
