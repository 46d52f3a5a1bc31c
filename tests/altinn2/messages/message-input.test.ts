import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import {
  readAttachment,
  readForm,
  readMessage,
} from '../../../src/altinn2/messages/submission/message-input.ts'
import { runs } from '../../support/long-run.ts'
import { split, TakingApart, withTexts } from '../../support/taking-apart.ts'

const taking = new TakingApart()
afterAll(() => taking.remove())

interface Form {
  readonly type: 'MainForm' | 'SubForm'
  readonly dataFormatId: string
  readonly dataFormatVersion: number
  readonly data: string
}

interface Attachment {
  readonly fileName: string
  readonly attachmentType: string
  readonly data: string
}

interface Message {
  readonly type: string
  readonly serviceCode: string
  readonly serviceEdition: number
  readonly forms: readonly Form[]
  readonly attachments: readonly Attachment[]
}

/** Without what XML cannot have, and without the white space that Altinn 2 did not keep. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((one) => `x${one.replace(/[^\t\n\x20-\ud7ff\ue000-\ufffd]/g, '')}x`)
const document = text.map((one) => `<Skjema a="${escaped(one)}">${escaped(one)}</Skjema>`)
const message: fc.Arbitrary<Message> = fc.record({
  type: fc.constant('FormTask'),
  serviceCode: fc.constantFrom('5998', 'SKBERG', '0012'),
  serviceEdition: fc.nat(300_000),
  forms: fc.array(
    fc.record({
      type: fc.constantFrom('MainForm' as const, 'SubForm' as const),
      dataFormatId: fc.nat(9_999).map(String),
      dataFormatVersion: fc.nat(99_999),
      data: document,
    }),
    { maxLength: 3 },
  ),
  attachments: fc.array(fc.record({ fileName: text, attachmentType: text, data: text }), {
    maxLength: 3,
  }),
})

function escaped(one: string): string {
  return one.replace(/[&<>"\n]/g, (mark) => `&#${mark.charCodeAt(0)};`)
}

function base64(one: string): string {
  return Buffer.from(one).toString('base64')
}

const formats = {
  hal: (one: Message) =>
    inJson(one, (members) => ({ _embedded: members }), ['forms', 'attachments']),
  json: (one: Message) => inJson(one, (members) => members, ['Forms', 'Attachments']),
  halXml: (one: Message) =>
    inXml(one, (name, inner) => `<resource rel="${name}">${inner}</resource>`),
  xml: (one: Message) =>
    `<?xml version="1.0" encoding="utf-16"?>${inXml(one, (name, inner) => {
      const local = (name[0] ?? '').toUpperCase() + name.slice(1)
      const spaces = 'xmlns="http://schemas.datacontract.org/2004/07/Models" xmlns:i="urn:i"'
      return `<${local} ${spaces}><Extra i:nil="true"/>${inner}</${local}>`
    })}`,
} as const

function inJson(
  { type, serviceCode, serviceEdition, forms, attachments }: Message,
  embed: (members: object) => object,
  [formsName, attachmentsName]: readonly [string, string],
): string {
  const written = {
    ...{ type, ServiceCode: serviceCode, ServiceEdition: String(serviceEdition) },
    ...embed({
      [formsName]: forms.map((form) => ({
        ...{ Type: form.type, DataFormatId: Number(form.dataFormatId), formData: form.data },
        DataFormatVersion: String(form.dataFormatVersion),
      })),
      [attachmentsName]: attachments.map(({ fileName, attachmentType, data }) => ({
        ...{ FileName: fileName, AttachmentType: attachmentType, Data: base64(data) },
      })),
    }),
  }
  return JSON.stringify(written)
}

function inXml(
  { type, serviceCode, serviceEdition, forms, attachments }: Message,
  element: (name: string, inner: string) => string,
): string {
  const formElements = forms.map(({ data, ...form }, place) => {
    const inCdata = `\n  <![CDATA[${data.replaceAll(']]>', ']]]]><![CDATA[>')}]]>\n`
    return element(
      'form',
      `<Type>${form.type}</Type><DataFormatId>${form.dataFormatId}</DataFormatId>
      <DataFormatVersion>${form.dataFormatVersion}</DataFormatVersion>
      <FormData>${place % 2 === 0 ? inCdata : escaped(data)}</FormData>`,
    )
  })
  const attachmentElements = attachments.map(({ fileName, attachmentType, data }) =>
    element(
      'attachment',
      `<FileName>${escaped(fileName)}</FileName><Data>\n${base64(data)}\n</Data>
      <AttachmentType>${escaped(attachmentType)}</AttachmentType>`,
    ),
  )
  return element(
    'message',
    `<Type>${type}</Type><!-- -->
    <ServiceCode>${serviceCode}</ServiceCode><ServiceEdition>${serviceEdition}</ServiceEdition>
    ${element('forms', formElements.join('\n'))}${element('attachments', attachmentElements.join(''))}`,
  )
}

/** Behind a form in CDATA stands the line end of the XML around it. */
function trimmed(one: unknown): unknown {
  return JSON.parse(JSON.stringify(one).replaceAll('</Skjema>\\n"', '</Skjema>"'))
}

describe('a message', () => {
  it.each(Object.entries(formats))(
    'is the same in each format, however its bytes are cut: %s',
    async (_, write) => {
      const cuts = fc.array(fc.nat(), { maxLength: 6 })
      await fc.assert(
        fc.asyncProperty(message, cuts, fc.boolean(), async (one, at, isWide) => {
          taking.begin()
          const whole = Buffer.from(
            isWide ? `\ufeff${write(one)}` : write(one),
            isWide ? 'utf16le' : 'utf8',
          )
          const read = readMessage(await taking.take(split(whole, at)))
          expect(read.forms.map(({ data }) => data?.xml)).toEqual(
            one.forms.map(() => ({ root: 'Skjema', namespace: '' })),
          )
          expect(trimmed(await withTexts(read))).toEqual(one)
          await taking.store.end()
          expect([taking.memory.used, taking.spool.used()]).toEqual([0, 0])
        }),
        runs(25),
      )
    },
  )

  it('names what is to be signed, in JSON and in XML', async () => {
    const wanted = { formIds: [1], attachmentIds: [2, 3] }
    const spec = { FormIds: [1], AttachmentIds: ['2', 3] }
    expect(readMessage({ _embedded: { SignatureSpec: spec } }).signatureSpec).toEqual(wanted)
    expect(readMessage({ signatureSpec: spec }).signatureSpec).toEqual(wanted)
    const xml = `<Message><SignatureSpec xmlns:a="urn:a"><FormIds><a:int>1</a:int></FormIds>
      <AttachmentIds><a:int>2</a:int><a:int>3</a:int></AttachmentIds></SignatureSpec></Message>`
    taking.begin()
    expect(readMessage(await taking.take(xml)).signatureSpec).toEqual(wanted)
  })

  it.each([
    ['the message is not an object', [1]],
    ['Type of form 2 is neither MainForm nor SubForm', { Forms: [{}, { Type: 'Main' }] }],
    ['form 1 is not an object', { Forms: ['x'] }],
    ['ServiceEdition of the message is not a whole number', { ServiceEdition: '1.5' }],
    ['ServiceEdition of the message is not a whole number', { ServiceEdition: 2 ** 31 }],
    [
      'DataFormatVersion of form 1 is not a whole number',
      { forms: { Form: { DataFormatVersion: 'a' } } },
    ],
    ['ServiceCode of the message is not text', { ServiceCode: {} }],
    ['FileName of attachment 1 is not text', { Attachments: [{ FileName: ['a', 'b'] }] }],
    ['Data of attachment 1 is given more than once', { Attachments: [{ Data: [{}, {}] }] }],
    ['Forms of the message is given more than once', { Forms: [{}], _embedded: { forms: [{}] } }],
    [
      'FormIds of SignatureSpec has what is not a whole number',
      { SignatureSpec: { FormIds: ['a'] } },
    ],
    ['more than 1000 forms', { Forms: Array.from({ length: 1_001 }, () => ({})) }],
  ])('is refused in words that say where: %s', (detail, document) => {
    expect(() => readMessage(document)).toThrow(
      expect.objectContaining({ code: 'BODY_MALFORMED', details: { detail } }) as Error,
    )
  })

  it('may be empty, and have empty lists', () => {
    for (const empty of [{}, { _embedded: {} }, { Forms: null, Attachments: '' }]) {
      expect(readMessage(empty)).toEqual({ forms: [], attachments: [] })
    }
  })
})

describe('a body that is one form or one attachment', () => {
  it('is read in HAL+XML and in JSON', async () => {
    taking.begin()
    const xml = '<resource rel="form"><Type>subform</Type><FormData>&lt;a/></FormData></resource>'
    const form = readForm(await taking.take(xml, 'application/hal+xml'))
    expect(await withTexts(form)).toEqual({ type: 'SubForm', data: '<a/>' })
    taking.begin()
    const file = readAttachment(await taking.take('{"FileName":"a.txt","Data":"QQ=="}'))
    expect(await withTexts(file)).toEqual({ fileName: 'a.txt', data: 'A' })
    expect(readForm({})).toEqual({})
  })
})
