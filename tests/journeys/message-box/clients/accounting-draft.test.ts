import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  lineOf,
  publicUrl,
  startClientSystem,
  type ClientSystem,
} from '../../../support/client-system.ts'
import type { HttpAnswer } from '../../../support/network/http.ts'
import { readXml, type Element } from '../../../support/read-xml.ts'

interface Attached {
  readonly name: string
  readonly bytes: string
}

/** What the system knows of a message that it has read. */
interface Read {
  readonly self: string
  readonly status: string
  readonly forms: readonly string[]
  /** Address by file name. */
  readonly attachments: Readonly<Record<string, string>>
}

/** How an accounting system of its day wrote and read Altinn 2's models. */
interface Language {
  readonly type: string
  readonly message: (form: string, attachments: readonly Attached[]) => string
  readonly form: (form: string) => string
  readonly list: (body: string) => readonly Read[]
  readonly one: (body: string) => Read
}

const service = { Type: 'FormTask', ServiceCode: '5998', ServiceEdition: 160101 }
const format = { DataFormatId: '1900', DataFormatVersion: '12345' }
const base64 = ({ bytes }: Attached): string => Buffer.from(bytes).toString('base64')

interface HalMessage {
  readonly Status: string
  readonly _links: {
    readonly self: { readonly href: string }
    readonly form?: readonly { readonly href: string }[]
    readonly attachment?: readonly { readonly href: string; readonly fileName: string }[]
  }
}

function fromHal({ Status, _links: { self, form = [], attachment = [] } }: HalMessage): Read {
  return {
    self: self.href,
    status: Status,
    forms: form.map(({ href }) => href),
    attachments: Object.fromEntries(attachment.map(({ href, fileName }) => [fileName, href])),
  }
}

const halJson: Language = {
  type: 'application/hal+json',
  message: (FormData, attachments) =>
    JSON.stringify({
      ...service,
      _embedded: {
        forms: [{ Type: 'MainForm', ...format, FormData }],
        attachments: attachments.map((one) => ({
          ...{ FileName: one.name, AttachmentType: 'Kartvedlegg', Data: base64(one) },
        })),
      },
    }),
  form: (FormData) => JSON.stringify({ Type: 'MainForm', ...format, FormData }),
  list: (body) =>
    (
      JSON.parse(body) as { readonly _embedded: { readonly messages: readonly HalMessage[] } }
    )._embedded.messages.map(fromHal),
  one: (body) => fromHal(JSON.parse(body) as HalMessage),
}

const model = 'xmlns="http://schemas.datacontract.org/2004/07/Altinn.SBL.AltinnWebAPI.Models"'
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
const child = (element: Element | undefined, name: string): Element | undefined =>
  element?.children.find((one) => one.name === name)
const textOf = (element: Element | undefined, name: string): string =>
  child(element, name)?.text ?? ''

function fromXml(message: Element): Read {
  const links = child(message, 'Links')?.children ?? []
  const of = (rel: string): readonly Element[] => links.filter((one) => textOf(one, 'Rel') === rel)
  return {
    self: textOf(message, 'MessageLink'),
    status: textOf(message, 'Status'),
    forms: of('form').map((one) => textOf(one, 'Href')),
    attachments: Object.fromEntries(
      of('attachment').map((one) => [textOf(one, 'FileNameWithExtension'), textOf(one, 'Href')]),
    ),
  }
}

// As DataContractSerializer writes it: members in the order of the alphabet.
const xmlForm = (form: string): string =>
  `<DataFormatId>1900</DataFormatId><DataFormatVersion>12345</DataFormatVersion><FormData>${escaped(form)}</FormData><Type>MainForm</Type>`
const xml: Language = {
  type: 'application/xml',
  message: (form, attachments) =>
    `<Message ${model}><Attachments>${attachments
      .map(
        (one) =>
          `<Attachment><AttachmentType>Kartvedlegg</AttachmentType><Data>${base64(one)}</Data><FileName>${one.name}</FileName></Attachment>`,
      )
      .join(
        '',
      )}</Attachments><Forms><Form>${xmlForm(form)}</Form></Forms><ServiceCode>5998</ServiceCode><ServiceEdition>160101</ServiceEdition><Type>FormTask</Type></Message>`,
  form: (form) => `<Form ${model}>${xmlForm(form)}</Form>`,
  list: (body) => readXml(body).children.map(fromXml),
  one: (body) => fromXml(readXml(body)),
}

let system: ClientSystem
beforeAll(async () => {
  system = await startClientSystem()
})
afterAll(() => system.gateway.close())

const map: Attached = { name: 'kart.pdf', bytes: '%PDF-1.4 kart' }
const plan: Attached = { name: 'situasjonsplan.png', bytes: '\u0089PNG plan' }
const photo: Attached = { name: 'foto æøå.png', bytes: '\u0089PNG foto' }
const skjema = (title: string): string => `<Skjema><tittel>${title}</tittel></Skjema>`

describe.each([halJson, xml])('an accounting system that speaks $type', (language) => {
  const call = async (method: string, address: string, body?: string, type = language.type) => {
    const own = body === undefined ? {} : { 'content-type': type }
    return system.call(method, address, { accept: language.type, ...own }, body)
  }
  const locationOf = ({ headers }: HttpAnswer): string => String(headers.location)
  const get = async (address: string): Promise<string> => {
    const answer = await call('GET', address)
    expect(lineOf(answer)).toBe('200 OK')
    return answer.body
  }
  const findAmongDrafts = async (address: string): Promise<Read | undefined> => {
    const filter = encodeURIComponent("Status eq 'Utfylling'")
    const found = language.list(await get(`${publicUrl}/api/my/messages?$filter=${filter}`))
    return found.find(({ self }) => self === address)
  }

  it('makes a draft, corrects it and finds it again by what it is answered alone', async () => {
    // It saves a form set with two attachments.
    const made = await call(
      'POST',
      `${publicUrl}/api/my/messages?complete=false`,
      // The same message again would be a retry of this one.
      language.message(skjema(`Naust, ${language.type}`), [map, plan]),
    )
    expect([lineOf(made), made.body]).toEqual(['201 Created', ''])
    const address = locationOf(made)

    // It finds what it has saved in its list, and reads it.
    expect(await findAmongDrafts(address)).toMatchObject({ status: 'Utfylling' })
    const draft = language.one(await get(address))
    expect(draft).toMatchObject({ self: address, status: 'Utfylling' })
    expect(Object.keys(draft.attachments).sort()).toEqual([map.name, plan.name])
    const [form = '', ...more] = draft.forms
    expect(more).toEqual([])
    expect(await get(`${form}/formdata`)).toContain(`<tittel>Naust, ${language.type}</tittel>`)

    // It corrects the form alone, then the message as a whole.
    const corrected = await call('PUT', form, language.form(skjema('Brygge')))
    expect([lineOf(corrected), corrected.body]).toEqual(['204 No Content', ''])
    expect(await get(`${form}/formdata`)).toContain('<tittel>Brygge</tittel>')
    const again = await call(
      'PUT',
      `${address}?complete=false`,
      language.message(skjema('Ny brygge'), [map, plan]),
    )
    expect([lineOf(again), locationOf(again)]).toEqual(['204 No Content', address])
    expect(await get(`${form}/formdata`)).toContain('<tittel>Ny brygge</tittel>')
    expect(language.one(await get(address))).toEqual(draft)

    // It throws one attachment away and sends another as it is.
    const thrown = await call('DELETE', draft.attachments[plan.name] ?? '')
    expect([lineOf(thrown), thrown.body]).toEqual(['204 No Content', ''])
    const query = `fileName=${encodeURIComponent(photo.name)}&attachmentType=Kartvedlegg`
    const streamed = await call(
      'POST',
      `${address}/attachments/streamedattachment?${query}`,
      photo.bytes,
      'application/octet-stream',
    )
    expect([lineOf(streamed), streamed.body]).toEqual(['201 Created', ''])
    expect(await get(locationOf(streamed))).toBe(photo.bytes)

    // It closes the message without submitting it, and finds it where it was.
    const closed = await call(
      'PUT',
      `${address}?complete=false`,
      language.message(skjema('Ny brygge'), [map, photo]),
    )
    expect([lineOf(closed), locationOf(closed)]).toEqual(['204 No Content', address])
    expect(await findAmongDrafts(address)).toMatchObject({ status: 'Utfylling' })
    expect(language.one(await get(address)).attachments).toEqual({
      [map.name]: draft.attachments[map.name],
      [photo.name]: locationOf(streamed),
    })
  })
})
