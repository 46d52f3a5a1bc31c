import fastCheck from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScanner, type Scanner } from '../../src/formats/bodies/scan.ts'
import { isLongRun, runs } from '../support/long-run.ts'

const wanted = ['ServiceCode', 'ServiceEdition'] as const

interface Outcome {
  readonly found: Readonly<Record<string, string>>
  readonly repeated: readonly string[]
}

function scanner(): Scanner {
  const created = createScanner('application/xml', wanted)
  if (created === undefined) throw new Error('no scanner for XML')
  return created
}

/** The outcome of a document in pieces of these sizes, over and over; nothing is fed after `true`. */
function scan(document: string | Uint8Array, sizes: readonly number[] = []): Outcome {
  const bytes = Buffer.from(document as string)
  const { push, found, repeated } = scanner()
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length
    if (push(bytes.subarray(at, at + size))) break
    at += size
  }
  return { found: found(), repeated: repeated() }
}

const found = (document: string): Outcome['found'] => scan(document).found

/** How many bytes are taken, one at a time, before there is nothing more to learn. */
function lengthRead(document: string): number {
  const { push } = scanner()
  return Buffer.from(document).findIndex((byte) => push(Buffer.of(byte))) + 1
}

type Node =
  | { readonly kind: 'text'; readonly written: string; readonly text: string }
  | { readonly kind: 'aside'; readonly written: string }
  | Element

interface Element {
  readonly kind: 'element'
  readonly prefix: string
  readonly name: string
  readonly attributes: string
  readonly content: readonly Node[]
}

const sizes = fastCheck.array(fastCheck.integer({ min: 1, max: 40 }), { minLength: 1 })

const words = fastCheck.oneof(
  fastCheck
    .string({ unit: 'binary', maxLength: 12 })
    .map((it) => it.replace(/[\x00-\x1f\ufffe\uffff]/g, '')),
  fastCheck.constantFrom(
    '4087',
    '<ServiceCode>1</ServiceCode>',
    ']]',
    '--',
    '->',
    '?',
    '&lt;',
    '"',
    ' \n\t',
  ),
)

const escapes: readonly ((character: string) => string)[] = [
  (character) => ({ '<': '&lt;', '&': '&amp;', '>': '&gt;' })[character] ?? character,
  (character) =>
    ({ '"': '&quot;', "'": '&apos;' })[character] ?? `&#${String(character.codePointAt(0))};`,
  (character) => `&#x${(character.codePointAt(0) ?? 0).toString(16)};`,
]

const text = fastCheck
  .tuple(words, fastCheck.constantFrom(...escapes))
  .map(([it, escape]): Node => ({
    kind: 'text',
    written: Array.from(it, escape).join(''),
    text: it,
  }))

const cdata = words
  .filter((it) => !it.includes(']]>'))
  .map((it): Node => ({ kind: 'text', written: `<![CDATA[${it}]]>`, text: it }))

const aside = words.map((it): Node => {
  const comment = `<!--${it.replaceAll('-', '')}-->`
  const instruction = `<?app ${it.replaceAll('?>', '')}?>`
  return { kind: 'aside', written: it.length % 2 === 0 ? comment : instruction }
})

const attributes = fastCheck
  .tuple(fastCheck.constantFrom('', ' ', '\n'), fastCheck.constantFrom('"', "'"), words)
  .map(([space, quote, its]) => {
    const value = its.replace(/[<&"']/g, '')
    return `${space} ServiceCode${space}=${space}${quote}/>${value}/${quote} x:ServiceEdition="1"${space}`
  })

const element = (
  names: fastCheck.Arbitrary<string>,
  content: fastCheck.Arbitrary<readonly Node[]>,
) =>
  fastCheck.record({
    kind: fastCheck.constant('element' as const),
    prefix: fastCheck.constantFrom('', '', 'a:'),
    name: names,
    attributes: fastCheck.oneof(fastCheck.constantFrom('', ' i:nil="true"'), attributes),
    content,
  }) satisfies fastCheck.Arbitrary<Element>

const anyName = fastCheck.constantFrom(
  'ServiceCode',
  'ServiceEdition',
  'a',
  '_',
  'b-1',
  '\u00e6',
  'Service',
)
const otherName = anyName.filter((name) => !name.startsWith('Service') || name === 'Service')

const { content } = fastCheck.letrec<{ node: Node; content: readonly Node[] }>((tie) => ({
  node: fastCheck.oneof({ maxDepth: 3 }, text, cdata, aside, element(anyName, tie('content'))),
  content: fastCheck.array(tie('node'), { maxLength: 4 }),
}))

const value = fastCheck.oneof(
  content,
  fastCheck.array(fastCheck.oneof(text, cdata, aside), { maxLength: 3 }),
)

/** Any content, with each wanted element at most once in it. */
const children: fastCheck.Arbitrary<readonly Node[]> = fastCheck
  .tuple(
    fastCheck.array(fastCheck.oneof(text, aside, element(otherName, content)), { maxLength: 5 }),
    fastCheck.option(element(fastCheck.constantFrom('ServiceCode', 'servicecode'), value)),
    fastCheck.option(element(fastCheck.constantFrom('ServiceEdition', 'SERVICEEDITION'), value)),
  )
  .map(([others, code, edition]) => [...others, code, edition].filter((node) => node !== null))
  .chain((all) => fastCheck.shuffledSubarray(all, { minLength: all.length }))

function write(node: Node): string {
  if (node.kind !== 'element') return node.written
  const name = node.prefix + node.name
  const inside = node.content.map(write).join('')
  if (inside === '' && name.length % 2 === 1) return `<${name}${node.attributes}/>`
  return `<${name}${node.attributes}>${inside}</${name}\n>`
}

function valueOf({ content: nodes }: Element): string | undefined {
  if (nodes.some(({ kind }) => kind === 'element')) return undefined
  const whole = nodes.map((node) => (node.kind === 'text' ? node.text : '')).join('')
  return whole === '' ? undefined : whole
}

const prologs = [
  '',
  '<?xml version="1.0" encoding="utf-16"?>\r\n',
  '<!-- <ServiceCode>1</ServiceCode> -->\n ',
]

const encodings: Readonly<Record<string, (document: string) => Buffer>> = {
  'UTF-8': (document) => Buffer.from(document),
  'UTF-8 with a mark': (document) => Buffer.from(`\ufeff${document}`),
  'UTF-16 with a mark': (document) => Buffer.from(`\ufeff${document}`, 'utf16le'),
  'UTF-16, big end first': (document) => Buffer.from(document, 'utf16le').swap16(),
}

it('finds the text of the children that are asked for, in any writing, encoding and pieces', () => {
  fastCheck.assert(
    fastCheck.property(
      children,
      fastCheck.constantFrom(...prologs),
      fastCheck.constantFrom(...Object.values(encodings)),
      sizes,
      (nodes, prolog, encode, pieces) => {
        const root = { prefix: '', name: 'ServiceCode', attributes: '', content: nodes }
        const document = encode(prolog + write({ kind: 'element', ...root }))
        const expected = nodes.flatMap((node) => {
          const known = wanted.find(
            (name) => node.kind === 'element' && node.name.toLowerCase() === name.toLowerCase(),
          )
          const its = node.kind === 'element' ? valueOf(node) : undefined
          return known !== undefined && its !== undefined ? [[known, its] as const] : []
        })
        const outcome = { found: Object.fromEntries(expected), repeated: [] }
        expect(scan(document)).toEqual(outcome)
        expect(scan(document, [1])).toEqual(outcome)
        expect(scan(document, pieces)).toEqual(outcome)
      },
    ),
    runs(200),
  )
})

describe('a child', () => {
  it.each([
    ['first', '<r><ServiceCode>4087</ServiceCode><a/></r>'],
    ['in the middle', '<r><a/><ServiceCode>4087</ServiceCode><b>1</b></r>'],
    ['last', '<r><a/><b>1</b><ServiceCode>4087</ServiceCode></r>'],
    ['behind a decoy', '<r><a><ServiceCode>1</ServiceCode></a><ServiceCode>4087</ServiceCode></r>'],
    ['with a prefix', '<x:r xmlns:x="urn:x"><x:ServiceCode>4087</x:ServiceCode></x:r>'],
    ['around a comment', '<r><ServiceCode>40<!-- 1 -->87</ServiceCode></r>'],
    ['in CDATA', '<r><ServiceCode>4<![CDATA[08]]>7</ServiceCode></r>'],
    ['with a reference', '<r><ServiceCode>4&#48;&#x38;7</ServiceCode></r>'],
    ['behind a comment with marks', '<r><!-- > ]]> ?> <a> --><ServiceCode>4087</ServiceCode></r>'],
    ['behind an attribute with marks', '<r a="/>" b=\'">\'><ServiceCode>4087</ServiceCode></r>'],
    [
      'behind a name that is too long',
      `<r><${'a'.repeat(300)}/><ServiceCode>4087</ServiceCode></r>`,
    ],
    ['behind CDATA with brackets', '<r><a><![CDATA[]]]]></a><ServiceCode>4087</ServiceCode></r>'],
  ])('is found %s', (_, document) => {
    expect(scan(document)).toEqual({ found: { ServiceCode: '4087' }, repeated: [] })
    expect(scan(document, [1])).toEqual(scan(document))
  })

  it.each([
    ['has an element in it', '<r><ServiceCode>1<a/></ServiceCode></r>'],
    ['is empty', '<r><ServiceCode></ServiceCode></r>'],
    ['is null', '<r><ServiceCode i:nil="true" /></r>'],
    ['has an entity of its own', '<r><ServiceCode>&code;</ServiceCode></r>'],
    ['has a bare ampersand', '<r><ServiceCode>1 & 2</ServiceCode></r>'],
    ['is longer than 256 characters', `<r><ServiceCode>${'1'.repeat(257)}</ServiceCode></r>`],
    ['is longer than that in all', `<r><ServiceCode>${'1<!---->'.repeat(257)}</ServiceCode></r>`],
    ['is the outermost one', '<ServiceCode>1</ServiceCode>'],
    ['is in a document with a type', '<!DOCTYPE r><r><ServiceCode>1</ServiceCode></r>'],
    ['lies deeper', '<r><a><ServiceCode>1</ServiceCode></a></r>'],
    ['is written in a comment', '<r><!--<ServiceCode>1</ServiceCode>--></r>'],
    ['is an attribute', '<r ServiceCode="1"><a ServiceCode="1"/></r>'],
  ])('is not found when it %s', (_, document) => {
    expect(scan(document)).toEqual({ found: {}, repeated: [] })
    expect(scan(document, [1])).toEqual(scan(document))
  })

  it('is found with a value of 256 characters, however long they are written', () => {
    const value = '1'.repeat(256)
    expect(found(`<r><ServiceCode>${'&#x0031;'.repeat(256)}</ServiceCode></r>`)).toEqual({
      ServiceCode: value,
    })
  })

  it('is read with line ends as XML has them', () => {
    const document = '<r><ServiceCode>1\r\n2\r3&#13;</ServiceCode></r>'
    expect(found(document)).toEqual({ ServiceCode: '1\n2\n3\r' })
  })

  it('is read from Latin-1, whatever is declared', () => {
    const document = '<?xml version="1.0"?><r><\u00e6/><ServiceCode>\u00e5</ServiceCode></r>'
    expect(scan(Buffer.from(document, 'latin1'))).toEqual({
      found: { ServiceCode: '\u00e5' },
      repeated: [],
    })
  })
})

describe('a name that stands there twice', () => {
  it.each([
    [
      'says the same',
      '<r><ServiceCode>1</ServiceCode><a:ServiceCode>1</a:ServiceCode></r>',
      '1',
      [],
    ],
    [
      'says two things',
      '<r><ServiceCode>1</ServiceCode><ServiceCode>2</ServiceCode></r>',
      undefined,
      ['ServiceCode'],
    ],
    [
      'is null once',
      '<r><ServiceCode/><ServiceCode>2</ServiceCode></r>',
      undefined,
      ['ServiceCode'],
    ],
  ])('%s', (_, document, code, repeated) => {
    const expected = { found: code === undefined ? {} : { ServiceCode: code }, repeated }
    expect(scan(document)).toEqual(expected)
    expect(scan(document, [1])).toEqual(expected)
  })
})

describe('reading stops', () => {
  it.each([
    [
      'where the last child that is asked for ends',
      '<r><ServiceEdition>1</ServiceEdition><ServiceCode>2</ServiceCode>',
      '<ServiceCode>3</ServiceCode></r>',
    ],
    [
      'where the document ends',
      '<r><ServiceCode>1</ServiceCode></r>',
      '<ServiceEdition>1</ServiceEdition>',
    ],
    ['where an empty document ends', '<r/>', '<r><ServiceCode>1</ServiceCode></r>'],
    ['at a document type', '<!D', 'OCTYPE r><r><ServiceCode>1</ServiceCode></r>'],
    ['at CDATA in front of the document', '<![CDATA[ ', ']]><r><ServiceCode>1</ServiceCode></r>'],
    ['at text in front of the document', ' {', '<r><ServiceCode>1</ServiceCode></r>'],
    ['at a tag without a name', '<r>< ', 'a><ServiceCode>1</ServiceCode></r>'],
    ['at a tag inside a tag', '<r><a <', 'ServiceCode>1</ServiceCode></r>'],
    ['at an end without a beginning', '</r>', '<r><ServiceCode>1</ServiceCode></r>'],
  ])('%s', (_, before, after) => {
    expect(lengthRead(before + after)).toBe(before.length)
    expect(scan(before + after)).toEqual(scan(before))
  })
})

describe('what is not XML', () => {
  const token = fastCheck.constantFrom(
    ...['<', '>', '/', '</', '/>', '<!--', '-->', '-', '<![CDATA[', ']]>', ']', '<?', '?>', '&'],
    ...['"', "'", '=', ' ', 'a', '&amp;', '&#', ';', '\u0000', '\ufeff', '\ud800', '<!', '1'],
    ...['<ServiceCode>', '</ServiceCode>', '<ServiceEdition', '4087', '<r>', '</r>'],
  )

  it('never throws, and is read the same in any pieces', () => {
    const document = fastCheck.oneof(
      fastCheck.uint8Array({ maxLength: 200 }),
      fastCheck.array(token, { maxLength: 30 }).map((tokens) => Buffer.from(tokens.join(''))),
      fastCheck
        .array(token, { maxLength: 30 })
        .map((tokens) => Buffer.from(`<r>${tokens.join('')}`)),
    )
    fastCheck.assert(
      fastCheck.property(document, sizes, (bytes, pieces) => {
        const whole = scan(bytes)
        expect(scan(bytes, [1])).toEqual(whole)
        expect(scan(bytes, pieces)).toEqual(whole)
      }),
      runs(500),
    )
  })

  it('yields what stood before the end of a document that was cut off', () => {
    const document =
      '<r><a b="1"><![CDATA[x]]></a><ServiceCode>4087</ServiceCode><!-- c --><ServiceEdition>1</ServiceEdition></r>'
    for (let length = 0; length < document.indexOf('</ServiceEdition>'); length += 1) {
      const expected = length < document.indexOf('<!-- c') ? {} : { ServiceCode: '4087' }
      expect(found(document.slice(0, length))).toEqual(expected)
    }
  })
})

describe.runIf(isLongRun)('a document of 50 MB', () => {
  it.each([
    ['one text', '<r><a>', 'QUJD'],
    ['one text that is wanted', '<r><ServiceCode>', 'QUJD'],
    ['one piece of CDATA that is wanted', '<r><ServiceCode><![CDATA[', 'Q>]D'],
    ['one name', '<r><', 'QUJD'],
    ['one comment', '<r><!--', '->-<'],
    ['one nesting', '<r>', '<a b="">'],
    ['one tag', '<r ', 'a="b" '],
    ['one attribute', '<r a="', 'QUJD'],
  ])('leaves next to nothing in memory: %s', (_, start, filling) => {
    const chunk = Buffer.from(filling.repeat(10_000))
    const { push } = scanner()
    push(Buffer.from(start))
    const before = process.memoryUsage().heapUsed
    let least = Infinity
    for (let fed = 0; fed < 50e6; fed += chunk.length) {
      expect(push(chunk)).toBe(false)
      // Garbage comes and goes; what is kept is there at the lowest point, too.
      if (fed > 25e6) least = Math.min(least, process.memoryUsage().heapUsed)
    }
    expect(least - before).toBeLessThan(10e6)
  })
})

describe('a scanner', () => {
  it.each(['text/xml', 'application/xml;charset=utf-8', 'Application/HAL+XML', 'text/x+xml'])(
    'reads XML for %s',
    (contentType) => {
      const created = createScanner(contentType, wanted)
      created?.push(Buffer.from('<r><ServiceCode>4087</ServiceCode></r>'))
      expect(created?.found()).toEqual({ ServiceCode: '4087' })
    },
  )
})
