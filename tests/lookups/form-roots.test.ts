import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import { GatewayError } from '../../src/errors.ts'
import { createFormRootsOf } from '../../src/lookups/form-roots.ts'
import { virtualClock } from '../support/virtual-clock.ts'

const begin = '<?xml version="1.0"?>\n<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">'

interface App {
  readonly xsd?: string | GatewayError
  readonly json?: unknown
}

/** An app with these schemas; what it was asked for is counted. */
function asking({ xsd, json }: App): { asking: Asking; asked: string[] } {
  const asked: string[] = []
  const ask = ({ name }: { readonly name: string }): Promise<unknown> => {
    asked.push(name)
    return json instanceof GatewayError ? Promise.reject(json) : Promise.resolve(json)
  }
  const stream = ({ name }: { readonly name: string }): Promise<unknown> => {
    asked.push(name)
    if (xsd instanceof GatewayError) return Promise.reject(xsd)
    const pieces = (xsd ?? '').match(/[^]{1,7}/g)?.map((piece) => Buffer.from(piece)) ?? []
    return Promise.resolve(xsd === undefined ? undefined : { stream: Readable.from(pieces) })
  }
  return { asking: { ask, stream } as Asking, asked }
}

function rootsOf(app: App): Promise<readonly string[] | undefined> {
  return createFormRootsOf(virtualClock())(asking(app).asking)('ttd/skjema', 'model')
}

const unreadable = new GatewayError('ALTINN3_UNREADABLE')

describe('the elements that a form may begin with', () => {
  it.each<[string, App, readonly string[] | undefined]>([
    [
      'the top element of the XML schema, whatever its prefix',
      {
        xsd: `${begin}<!-- x --><xs:element name="melding"><xs:complexType><xs:sequence>
          <xs:element name="navn"/></xs:sequence></xs:complexType></xs:element></xsd:schema>`,
      },
      ['melding'],
    ],
    [
      'the one to which no other refers, where every group is a top element',
      {
        xsd: `${begin}<xsd:element name="Gruppe-grp-1"><xsd:element ref="a:Blåbær"/></xsd:element>
          <xsd:element name="Blåbær"/><xsd:element name="Skjema"><xsd:element ref="Gruppe-grp-1"/>
          </xsd:element></xsd:schema>`,
      },
      ['Skjema'],
    ],
    [
      'all, where they refer to each other',
      {
        xsd: `${begin}<element name="a"><element ref="b"/></element><element name="b">
          <element ref="a"/></element></xsd:schema>`,
      },
      ['a', 'b'],
    ],
    ['none where the schema has none', { xsd: `${begin}</xsd:schema>` }, undefined],
    ['none of a document that is no schema', { xsd: '<a><element name="x"/></a>' }, undefined],
    [
      'none of a schema that is deeper than any',
      { xsd: `${begin}<element name="a">${'<b>'.repeat(300)}` },
      undefined,
    ],
    [
      'none of a schema with more elements than any',
      {
        xsd: `${begin}${Array.from({ length: 5_001 }, (_, at) => `<element name="a${at}"/>`).join('')}</xsd:schema>`,
      },
      undefined,
    ],
    ['the one of the JSON schema', { json: { '@xsdRootElement': 'Model' } }, ['Model']],
    [
      'that, too, where the XML schema cannot be read',
      { xsd: unreadable, json: { '@xsdRootElement': 'M' } },
      ['M'],
    ],
    ['none where the JSON schema names none', { json: { type: 'object' } }, undefined],
    ['none without schemas', {}, undefined],
    ['none where neither can be read', { xsd: unreadable, json: unreadable }, undefined],
  ])('are %s', async (_, app, expected) => {
    expect(await rootsOf(app)).toEqual(expected)
  })

  it('are not guessed when the app does not answer', async () => {
    const silent = new GatewayError('ALTINN3_SILENT')
    await expect(rootsOf({ xsd: silent })).rejects.toThrow('ALTINN3_SILENT')
  })

  it('are none of a schema of more than four megabytes, which is read no further', async () => {
    let read = 0
    const pieces = function* (): Generator<Buffer> {
      for (;;) {
        read += 1
        yield Buffer.alloc(64 * 1024, ' ')
      }
    }
    const stream = () => Promise.resolve({ stream: Readable.from(pieces()) })
    const ask = () => Promise.resolve(undefined)
    const of = createFormRootsOf(virtualClock())({ ask, stream })
    expect(await of('ttd/skjema', 'model')).toBeUndefined()
    expect(read).toBeLessThan(4 * 16 + 40)
  })

  it('are asked for once in five minutes, for each form', async () => {
    const clock = virtualClock()
    const { asking: ports, asked } = asking({ json: { '@xsdRootElement': 'Model' } })
    const of = createFormRootsOf(clock)(ports)
    await of('ttd/skjema', 'model')
    await of('ttd/skjema', 'model')
    expect(asked).toEqual(['apps/get-xml-schema', 'apps/get-json-schema'])
    await of('ttd/skjema', 'other')
    expect(asked).toHaveLength(4)
    clock.advance(5 * 60_000)
    await of('ttd/skjema', 'model')
    expect(asked).toHaveLength(6)
  })
})
