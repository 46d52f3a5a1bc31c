import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type {
  AttachmentInput,
  FormInput,
  MessageInput,
} from '../../../src/altinn2/messages/submission/message-input.ts'
import type { Language } from '../../../src/altinn2/language.ts'
import {
  isRefused,
  toRefusal,
  toWanted,
  toWantedFile,
  toWantedForm,
  type FormCircumstances,
} from '../../../src/submission/accept/accept.ts'
import type { Mode } from '../../../src/submission/accept/forms.ts'
import type { FormPlace } from '../../../src/submission/wanted.ts'
import { app, dataTypes, document, file, placeWith, xml } from './given.ts'

const ports = {
  look: { rootsOf: () => Promise.resolve(['Skjema']) },
  yieldToOthers: () => Promise.resolve(),
}
const format = { dataFormatId: '1900', dataFormatVersion: 12345 }
const emptyMain: FormInput = { type: 'MainForm', ...format }
const main: FormInput = { ...emptyMain, data: xml() }
const sub: FormInput = {
  type: 'SubForm',
  dataFormatId: '1901',
  dataFormatVersion: 12346,
  data: xml(),
}
const map: AttachmentInput = {
  fileName: 'kart.pdf',
  attachmentType: 'Kartvedlegg',
  data: file(),
}

interface Asked extends Partial<MessageInput> {
  readonly mode?: Mode
  readonly language?: Language
  readonly place?: FormPlace
}

async function checked({ mode = 'complete', language = 1033, place, ...message }: Asked) {
  const whole = { forms: [main], attachments: [], ...message }
  return toWanted(whole, place ?? placeWith(), { mode, language }, ports)
}

function need<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('is missing')
  return value
}

/** `FieldXPath: ErrorMessage` of all that was found. */
async function found(asked: Asked): Promise<readonly string[]> {
  return written(await checked(asked))
}

function written(result: object): readonly string[] {
  if (!isRefused(result)) return []
  return result.refused.errors.map(({ xPath, message }) => `${xPath ?? ''}: ${message}`)
}

describe('a message that is in order', () => {
  it('is wanted with its main form first, and each file in a type that the app takes', async () => {
    const attachments = [map, { ...map, fileName: 'C:\\a\\tegning.XML', attachmentType: 'Annet' }]
    expect(await checked({ forms: [sub, main], attachments })).toMatchObject({
      forms: [
        { dataType: 'model', isMain: true },
        { dataType: 'sub', isMain: false },
      ],
      files: [
        { dataType: 'kart', fileName: 'kart.pdf', contentType: 'application/pdf' },
        { dataType: 'any', fileName: 'tegning.XML', contentType: 'application/xml' },
      ],
    })
  })

  it.each<[string, Asked]>([
    [
      'with forms of no type, one of them in the main format',
      { forms: [{ ...format, data: xml() }] },
    ],
    ['as an empty draft', { forms: [], mode: 'draft' }],
    ['as a draft whose main form is to be prefilled', { forms: [emptyMain], mode: 'draft' }],
    [
      'whose root has another name in the app',
      {
        forms: [{ ...main, data: document('<melding/>') }],
        place: placeWith({ xml: { rename: { melding: 'Skjema' } } }),
      },
    ],
    [
      'with as many attachments as one likes of a type without a limit',
      {
        attachments: Array.from({ length: 50 }, () => ({ ...map, attachmentType: 'Annet' })),
      },
    ],
  ])('passes %s', async (_, asked) => {
    expect(await found(asked)).toEqual([])
    const wanted = await checked(asked)
    expect(wanted).toMatchObject({ forms: [{ dataType: 'model', isMain: true }] })
  })

  it('is wanted as the services file maps it, with the size that it then has', async () => {
    const forms = [{ ...main, data: document('<melding><a/><felt>1</felt></melding>') }]
    const mapping = { rename: { melding: 'Skjema', felt: 'f' }, drop: ['a'] }
    const wanted = await checked({ forms, place: placeWith({ xml: mapping }) })
    const mapped = '<Skjema><f>1</f></Skjema>'
    const { size, stream } = need('forms' in wanted ? wanted.forms[0]?.xml : undefined)
    expect(size).toBe(mapped.length)
    // Each attempt of a call reads it anew.
    expect(await text(stream())).toBe(mapped)
    expect(await text(stream())).toBe(mapped)
  })

  it('is as large as the app gets it', async () => {
    const forms = [{ ...main, data: document(`<Skjema><a>${'x'.repeat(megabyte)}</a></Skjema>`) }]
    expect(await found({ forms })).toHaveLength(1)
    expect(await found({ forms, place: placeWith({ xml: { drop: ['a'] } }) })).toEqual([])
  })

  it('passes with any root where the app has no schema', async () => {
    const forms = [{ ...main, data: xml('noe-annet') }]
    const given = { mode: 'complete', language: 1044 } as const
    const unknown = { rootsOf: () => Promise.resolve(undefined) }
    const wanted = await toWanted({ forms, attachments: [] }, placeWith(), given, {
      ...ports,
      look: unknown,
    })
    expect(isRefused(wanted)).toBe(false)
  })
})

const first = '/Message/Forms/Form[1]'
const attached = '/Message/Attachments/Attachment[1]'
const megabyte = 1024 * 1024

describe('a message', () => {
  it.each<[string, Asked, string]>([
    [
      'of another type',
      { type: 'Correspondence' },
      '/Message/Type: Messages of the type Correspondence cannot be submitted, only FormTask',
    ],
    [
      'without forms that is not a draft',
      { forms: [] },
      '/Message/Forms/Form: The form set must have exactly one main form (MainForm), but has 0',
    ],
    [
      'with a subform alone',
      { forms: [sub], mode: 'draft' },
      '/Message/Forms/Form: The form set must have exactly one main form (MainForm), but has 0',
    ],
    [
      'with an unknown format',
      { forms: [main, { ...sub, dataFormatVersion: 1 }] },
      '/Message/Forms/Form[2]/DataFormatId: The service has no form with DataFormatId 1901 and DataFormatVersion 1. It has 1900/12345, 1901/12346',
    ],
    [
      'with a form of no format',
      { forms: [main, { type: 'SubForm', dataFormatId: '1901' }] },
      '/Message/Forms/Form[2]/DataFormatId: DataFormatId or DataFormatVersion is missing. The service has 1900/12345, 1901/12346',
    ],
    [
      'whose main form is in the format of a subform',
      { forms: [{ ...sub, type: 'MainForm' }] },
      `${first}/Type: The form 1901/12346 is not the service's main form, which is 1900/12345`,
    ],
    [
      'with too many subforms',
      { forms: [main, sub, sub, sub] },
      '/Message/Forms/Form: The service takes at most 2 of the form 1901/12346',
    ],
    [
      'with a form that the app makes',
      {
        forms: [main, sub],
        place: placeWith(
          {},
          {
            dataTypes: dataTypes.map((one) =>
              one.id === 'sub'
                ? { ...one, appLogic: { classRef: 'Sub', disallowUserCreate: true } }
                : one,
            ),
          },
        ),
      },
      '/Message/Forms/Form[2]/DataFormatId: The form 1901/12346 cannot be added: the service makes it itself',
    ],
    [
      'with a form without content',
      { forms: [emptyMain] },
      `${first}/FormData: FormData is missing`,
    ],
    [
      'with an empty form',
      { forms: [{ ...main, data: file(0) }], mode: 'draft' },
      `${first}/FormData: FormData is missing`,
    ],
    [
      'with a form of more than its megabytes',
      { forms: [{ ...main, data: xml('Skjema', megabyte + 1) }] },
      `${first}/FormData: FormData is larger than 1 MB, which is the most that the service takes`,
    ],
    [
      'with a form that is no XML',
      { forms: [{ ...main, data: { ...file(), xml: { fault: 'has no element' } } }] },
      `${first}/FormData: FormData cannot be read as XML: it has no element`,
    ],
    [
      'with a form of another root',
      { forms: [{ ...main, data: xml('melding') }] },
      `${first}/FormData: FormData begins with the element melding, but must begin with Skjema`,
    ],
    [
      'with an attachment of no type',
      { attachments: [{ fileName: 'kart.pdf', data: file() }] },
      `${attached}/AttachmentType: AttachmentType is missing. The service has Kartvedlegg, Annet`,
    ],
    [
      'with an attachment of an unknown type',
      { attachments: [{ ...map, attachmentType: 'toString' }] },
      `${attached}/AttachmentType: The service has no attachment type toString. It has Kartvedlegg, Annet`,
    ],
    [
      'with too many attachments',
      { attachments: [map, map, map] },
      '/Message/Attachments/Attachment[3]/AttachmentType: The service takes at most 2 attachments of the type Kartvedlegg',
    ],
    [
      'with an empty attachment',
      { attachments: [{ ...map, data: file(0) }] },
      `${attached}/Data: The attachment kart.pdf is empty`,
    ],
    [
      'with an attachment of more than its megabytes',
      { attachments: [{ ...map, data: file(2 * megabyte + 1) }] },
      `${attached}/Data: The attachment kart.pdf is larger than 2 MB, which is the most that the service takes`,
    ],
    [
      'with an attachment without a name',
      { attachments: [{ ...map, fileName: ' ' }] },
      `${attached}/FileName: The file name of the attachment is missing`,
    ],
    [
      'with a file name without an extension',
      { attachments: [{ ...map, fileName: 'kart.' }] },
      `${attached}/FileName: The file name kart has no extension, such as .pdf`,
    ],
    [
      'with a kind of file that the type does not take',
      { attachments: [{ ...map, fileName: 'kart.exe' }] },
      `${attached}/FileName: The attachment kart.exe is of a kind that attachments of the type Kartvedlegg cannot be. They can be application/pdf, text/xml`,
    ],
  ])('%s is refused', async (_, asked, expected) => {
    expect(await found(asked)).toEqual([expected])
  })

  it('whose main form calls itself a subform has none', async () => {
    expect(await found({ forms: [{ ...main, type: 'SubForm' }] })).toEqual([
      '/Message/Forms/Form: The form set must have exactly one main form (MainForm), but has 0',
      `${first}/Type: The form 1900/12345 is the service's main form and cannot be a subform (SubForm)`,
    ])
  })

  it('as large as its megabytes is taken', async () => {
    const forms = [{ ...main, data: xml('Skjema', megabyte) }]
    expect(await found({ forms, attachments: [{ ...map, data: file(2 * megabyte) }] })).toEqual([])
  })

  it('is told all that is wrong with it at once, in the language of its sender', async () => {
    const forms = [main, main, { ...sub, data: xml('x') }]
    const attachments = [{ ...map, fileName: 'kart', data: file(0) }, { data: file() }]
    expect(await found({ forms, attachments, language: 2068 })).toEqual([
      '/Message/Forms/Form: Skjemasettet skal ha nøyaktig eitt hovudskjema (MainForm), men har 2',
      '/Message/Forms/Form: Tenesta tek høgst 1 av skjemaet 1900/12345',
      '/Message/Forms/Form[3]/FormData: FormData byrjar med elementet x, men skal byrje med Skjema',
      `${attached}/FileName: Filnamnet kart manglar ei ending, til dømes .pdf`,
      `${attached}/Data: Vedlegget kart er tomt`,
      '/Message/Attachments/Attachment[2]/AttachmentType: AttachmentType manglar. Tenesta har Kartvedlegg, Annet',
    ])
  })

  it('is told of the first hundred faults, and of no number of a person', async () => {
    const attachments = Array.from({ length: 200 }, () => ({
      ...map,
      attachmentType: 'Skjema for 08069012345',
    }))
    const faults = await found({ attachments })
    expect(faults).toHaveLength(100)
    expect(faults[0]).not.toContain('12345')
    expect(faults[0]).toContain('*')
  })

  it.each<[string, Partial<FormPlace['place']>, string]>([
    ['forms', { forms: {} }, 'forms of 5998/160101, in the services file'],
    [
      'a main form',
      { mainForm: undefined } as never,
      'mainForm of 5998/160101, in the services file',
    ],
    ['attachments', { attachments: {} }, 'attachments of 5998/160101, in the services file'],
    [
      'a form that the app has',
      { forms: { '1900/12345': 'gone' } },
      'forms.1900/12345 of 5998/160101, in the services file',
    ],
    [
      'a form that is one',
      { forms: { '1900/12345': 'kart' } },
      'forms.1900/12345 of 5998/160101, in the services file',
    ],
    [
      'an attachment that is one',
      { attachments: { Kartvedlegg: 'own' } },
      'attachments.Kartvedlegg of 5998/160101, in the services file',
    ],
  ])('needs %s in the services file', async (_, place, setting) => {
    await expect(checked({ attachments: [map], place: placeWith(place) })).rejects.toMatchObject({
      code: 'NEEDS_CONFIGURATION',
      details: { setting },
    })
  })

  it('needs no main form in the services file where the service has one form', async () => {
    const place = { to: 'app', app: app.app, forms: { '1900/12345': 'model' } } as const
    expect(await found({ place: { ...placeWith(), place } })).toEqual([])
  })
})

describe('a form for a draft', () => {
  const none: ReadonlyMap<string, number> = new Map()
  const add = (input: FormInput, given: Partial<FormCircumstances> = {}) =>
    toWantedForm(input, placeWith(), { language: 1033, existing: none, ...given }, ports)

  it('is a subform, or what replaces one', async () => {
    expect(await add(sub)).toMatchObject({ dataType: 'sub', isMain: false })
    expect(await add({ data: xml() }, { replaces: 'sub' })).toMatchObject({ dataType: 'sub' })
  })

  it('is the only subform of the service where it names no format', async () => {
    expect(await add({})).toEqual({ dataType: 'sub', isMain: false })
  })

  it.each<[string, FormInput, Partial<FormCircumstances>, string]>([
    [
      'one more than there may be',
      sub,
      { existing: new Map([['sub', 2]]) },
      '/Form/DataFormatId: The service takes at most 2 of the form 1901/12346',
    ],
    [
      'a second main form',
      main,
      { existing: new Map([['model', 1]]) },
      '/Form/DataFormatId: The service takes at most 1 of the form 1900/12345',
    ],
    [
      'another form than the one that it replaces',
      sub,
      { replaces: 'model' },
      '/Form/DataFormatId: The form 1901/12346 cannot take the place of another form',
    ],
    ['nothing', {}, { replaces: 'sub' }, '/Form/FormData: FormData is missing'],
  ])('is refused where it is %s', async (_, input, given, expected) => {
    expect(written(await add(input, given))).toEqual([expected])
  })
})

describe('a file for a draft', () => {
  const add = (input: AttachmentInput, existing: ReadonlyMap<string, number>) =>
    toWantedFile(input, placeWith(), { language: 1044, existing })

  it('is taken as long as there may be more', () => {
    expect(add(map, new Map([['kart', 1]]))).toMatchObject({ fileName: 'kart.pdf' })
    expect(written(add(map, new Map([['kart', 3]])))).toEqual([
      '/Attachment/AttachmentType: Tjenesten tar høyst 2 vedlegg av typen Kartvedlegg',
    ])
  })
})

describe('the answer to what is not in order', () => {
  it('is the validation of Altinn 2 with its phrase', async () => {
    const refused = await checked({ forms: [emptyMain], language: 1044 })
    expect(isRefused(refused) && toRefusal(refused)).toEqual({
      error: 'VALIDATION_FAILED',
      status: 400,
      reason: 'Form validation failed, see the attached validation details',
      body: {
        kind: 'resource',
        resource: {
          type: 'ValidationResult',
          properties: {
            Success: false,
            ValidationErrors: [
              {
                FieldName: 'FormData',
                ErrorMessage: 'FormData mangler',
                FieldXPath: `${first}/FormData`,
              },
            ],
            ValidationWarnings: [],
          },
        },
      },
    })
  })
})
