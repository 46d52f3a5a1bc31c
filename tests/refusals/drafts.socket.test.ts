import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { seedStorage } from '../../sandbox/altinn3/storage/seed/seed.ts'
import type { StorageState } from '../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { http, type HttpAnswer } from '../support/network/http.ts'
import { idOfSeeded } from '../support/sample-service.ts'

/** `gateway check` fails for it, so that the sandbox has it in no services file. */
const tooOld = {
  service: '5996/1',
  moved: {
    ...{ to: 'app', app: 'ttd/prove-eldre', mainForm: '59961/1' },
    forms: { '59961/1': 'model' },
  },
}
const services = new URL('../../config/services.sandbox.yaml', import.meta.url)
const { customer, vendor } = organizations

let gateway: TestGateway
let tokens: Readonly<Record<'writer' | 'reader', string>>
beforeAll(async () => {
  const shipped = parse(readFileSync(services, 'utf8')) as { services: object[] }
  const register = { ...shipped, services: [...shipped.services, tooOld] }
  gateway = await startTestGateway({ altinn2Url: '', register })
  const token = (scope: string): Promise<string> =>
    gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  const reader = await token('altinn:instances.read')
  tokens = { writer: await token('altinn:instances.read altinn:instances.write'), reader }
  Object.assign(storage(), seedStorage())
  const signing = { name: 'Signering', altinnTaskType: 'signing' }
  const two = ['Task_2', 'Task_3'].map((elementId) => ({ elementId, ...signing }))
  const filling = { elementId: 'Task_1', name: 'Utfylling', altinnTaskType: 'data' }
  storage().modes.process.flows.set('ttd/prove-enkel', [filling, ...two])
})
afterAll(() => gateway.close())

const storage = (): StorageState => gateway.sandbox.altinn3.storage

interface Sent {
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly path?: string
  readonly body?: object | string | Buffer
  readonly type?: string
  readonly as?: 'writer' | 'reader'
  readonly headers?: Readonly<Record<string, string>>
}

function send({ method = 'POST', path = drafts, body, type = json, as, headers }: Sent) {
  return http(gateway.url, path, {
    method,
    headers: {
      ...{ authorization: `Bearer ${tokens[as ?? 'writer']}`, accept: json, 'content-type': type },
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body) }),
  })
}

const json = 'application/hal+json'
const drafts = '/api/my/messages?complete=false'
const message = (seed: string): string => `/api/my/messages/${idOfSeeded(`${seed} 50100001`)}`
const draft = message('draft')
const main = {
  Type: 'MainForm',
  DataFormatId: '1900',
  DataFormatVersion: 12345,
  FormData: '<Skjema/>',
}
const sub = {
  Type: 'SubForm',
  DataFormatId: '1901',
  DataFormatVersion: 12346,
  FormData: '<Underskjema/>',
}
const map = { FileName: 'kart.pdf', AttachmentType: 'Kartvedlegg', Data: 'JVBERi0xLjQ=' }

/** A message of a service of the sandbox. */
function messageOf(service: string, forms: readonly object[] = [main], attachments: object[] = []) {
  const [ServiceCode, edition] = service.split('/')
  const named = { Type: 'FormTask', ServiceCode, ServiceEdition: Number(edition) }
  return { ...named, _embedded: { forms, attachments } }
}
const sample = (forms?: readonly object[], attachments?: object[]): object =>
  messageOf('5998/160101', forms, attachments)
/** Signs one form alone, which it names by its number. */
const partOf = (body: object): object => ({ ...body, SignatureSpec: { FormIds: [4711] } })
const formOf = (id: string): object => ({ ...main, DataFormatId: id, DataFormatVersion: 1 })

const invalid = '400 Form validation failed, see the attached validation details'
const closed = '400 Only a message that is being filled in can be changed'
const unread = '400 The body cannot be read as this operation takes it'
const formats = '1900/12345, 1901/12346'
const large = Buffer.alloc(25 * 1024 * 1024 + 1)
const gone = '404 Not Found'
const sentInApp = (why: string, app: string): string =>
  `501 This message can only be sent in its app: ${why}: open http://apps/ttd/${app}/`
const paid = sentInApp('it takes payment', 'betaling')
const partly = sentInApp('a part of it alone cannot be signed here', 'prove-skjema')
const submissions = '/api/my/messages'
const other = `${unread}: ServiceCode and ServiceEdition of this message are 5998/160101`
const update = { method: 'PUT', path: `${draft}?complete=false`, body: sample() } as const
const streamed = `${draft}/attachments/streamedattachment`
const stream = { type: 'application/octet-stream', body: '%PDF-1.4' }

/** What is sent, the whole status line, and what the validation finds: where, and in which words. */
const refusals: readonly (readonly [string, Sent, string, ...string[]])[] = [
  ['no body', {}, '400 The request has no body'],
  [
    'no service',
    { body: { Type: 'FormTask' } },
    '400 A parameter is missing or malformed: ServiceCode, ServiceEdition',
  ],
  [
    'an app that is too old',
    { body: messageOf('5996/1', [formOf('59961')]) },
    '501 The app of this service is too old to take forms from system users: ttd/prove-eldre has 8.5.4 of app-lib, 8.6.0 is needed',
  ],
  [
    'a service whose owner makes its forms',
    { body: messageOf('5991/1', [formOf('59911')]) },
    '403 Only the owner of this service creates its forms: ttd/prove-stengt',
  ],
  [
    'a service for persons',
    { body: messageOf('5990/1', [formOf('59901')]) },
    '403 This service takes no forms from this kind of party: persons only',
  ],
  [
    'a token without the app’s own scope',
    { body: messageOf('5993/1', [formOf('59931')]) },
    '403 The access token lacks a required scope: ttd/prove-scope demands ttd:prove-scope.write',
  ],
  [
    'a token that may only read',
    { body: sample(), as: 'reader' },
    '403 The access token lacks a required scope: altinn:instances.write',
  ],
  ['a submission without a body', { path: submissions }, '400 The request has no body'],
  [
    'a submission to an app that takes payment',
    { path: submissions, body: messageOf('5985/1', [formOf('59851')]) },
    paid,
  ],
  [
    'a submission without signing to an app that takes payment',
    { path: `${submissions}?sign=false`, body: messageOf('5985/1', [formOf('59851')]) },
    paid,
  ],
  [
    'a submission to an app that two persons sign',
    { path: submissions, body: messageOf('5997/1', [formOf('59971')]) },
    sentInApp('several persons sign it', 'prove-enkel'),
  ],
  [
    'a submission of which a part is to be signed',
    { path: submissions, body: partOf(sample()) },
    partly,
  ],
  [
    'a submission with a form of another root',
    { path: submissions, body: sample([{ ...main, FormData: '<melding/>' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData begynner med elementet melding, men skal begynne med Skjema',
  ],
  [
    'a submission without its main form',
    { path: submissions, body: sample([]) },
    invalid,
    '/Message/Forms/Form: Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har 0',
  ],
  [
    'a completion that is neither true nor false',
    { path: `${submissions}?complete=maybe`, body: sample() },
    '400 A parameter is missing or malformed: complete is true or false',
  ],
  [
    'a signature that is neither asked for nor not',
    { path: `${submissions}?sign=1`, body: sample() },
    '400 A parameter is missing or malformed: sign is true or false',
  ],
  [
    'a submission by a token that may only read',
    { path: submissions, body: sample(), as: 'reader' },
    '403 The access token lacks a required scope: altinn:instances.write',
  ],
  ['a submission of what was submitted', { method: 'PUT', path: message('archived') }, closed],
  ['a submission of what is in the bin', { method: 'PUT', path: message('deleted') }, closed],
  [
    'other content for what waits to be signed',
    { method: 'PUT', path: message('signing'), body: sample() },
    closed,
  ],
  [
    'a part of what waits to be signed',
    { method: 'PUT', path: message('signing'), body: partOf({}) },
    partly,
  ],
  [
    'a submission of another service’s draft',
    { method: 'PUT', path: draft, body: messageOf('5997/1', [formOf('59971')]) },
    other,
  ],
  [
    'a submission of what is not there',
    { method: 'PUT', path: '/api/my/messages/a123456789012345678' },
    gone,
  ],
  [
    'a submission of a draft with a form of another root',
    { method: 'PUT', path: draft, body: sample([{ ...main, FormData: '<melding/>' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData begynner med elementet melding, men skal begynne med Skjema',
  ],
  [
    'a key that is too long',
    { body: sample(), headers: { 'idempotency-key': 'k'.repeat(201) } },
    '400 A parameter is missing or malformed: Idempotency-Key',
  ],
  [
    'another type of message',
    { body: { ...sample(), Type: 'Correspondence' } },
    invalid,
    '/Message/Type: Meldinger av typen Correspondence kan ikke sendes inn, bare FormTask',
  ],
  [
    'an unknown format',
    { body: sample([{ ...main, DataFormatVersion: 1 }]) },
    invalid,
    `/Message/Forms/Form[1]/DataFormatId: Tjenesten har ikke noe skjema med DataFormatId 1900 og DataFormatVersion 1. Den har ${formats}`,
  ],
  [
    'no format',
    { body: sample([{ ...main, DataFormatId: '' }]) },
    invalid,
    `/Message/Forms/Form[1]/DataFormatId: DataFormatId eller DataFormatVersion mangler. Tjenesten har ${formats}`,
  ],
  [
    'two main forms',
    { body: sample([main, main]) },
    invalid,
    '/Message/Forms/Form: Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har 2',
    '/Message/Forms/Form: Tjenesten tar høyst 1 av skjemaet 1900/12345',
  ],
  [
    'no main form',
    { body: sample([sub]) },
    invalid,
    '/Message/Forms/Form: Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har 0',
  ],
  [
    'too many subforms',
    { body: sample([main, sub, sub, sub, sub]) },
    invalid,
    '/Message/Forms/Form: Tjenesten tar høyst 3 av skjemaet 1901/12346',
  ],
  [
    'a subform as main form',
    { body: sample([{ ...sub, Type: 'MainForm' }]) },
    invalid,
    '/Message/Forms/Form[1]/Type: Skjemaet 1901/12346 er ikke tjenestens hovedskjema. Det er 1900/12345',
  ],
  [
    'the main form as subform',
    { body: sample([{ ...main, Type: 'SubForm' }]) },
    invalid,
    '/Message/Forms/Form: Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har 0',
    '/Message/Forms/Form[1]/Type: Skjemaet 1900/12345 er tjenestens hovedskjema og kan ikke være et underskjema (SubForm)',
  ],
  [
    'XML that is not well-formed',
    { body: sample([{ ...main, FormData: '<Skjema>\n<a></Skjema>' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData kan ikke leses som XML (FormData er ikke velformet XML: se linje 2)',
  ],
  [
    'another root',
    { body: sample([{ ...main, FormData: '<melding/>' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData begynner med elementet melding, men skal begynne med Skjema',
  ],
  [
    'a document type',
    { body: sample([{ ...main, FormData: '<!DOCTYPE a><Skjema/>' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData kan ikke leses som XML (FormData har en dokumenttype)',
  ],
  [
    'an unknown type of attachment',
    { body: sample([main], [{ ...map, AttachmentType: 'Brev' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/AttachmentType: Tjenesten har ikke vedleggstypen Brev. Den har Kartvedlegg, Vedlegg',
  ],
  [
    'an attachment without a type',
    { body: sample([main], [{ ...map, AttachmentType: '' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/AttachmentType: AttachmentType mangler. Tjenesten har Kartvedlegg, Vedlegg',
  ],
  [
    'too many attachments',
    {
      body: sample(
        [main],
        Array.from({ length: 6 }, () => map),
      ),
    },
    invalid,
    '/Message/Attachments/Attachment[6]/AttachmentType: Tjenesten tar høyst 5 vedlegg av typen Kartvedlegg',
  ],
  [
    'an attachment without bytes',
    { body: sample([main], [{ ...map, Data: '' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/Data: Vedlegget kart.pdf er tomt',
  ],
  [
    'an attachment without a name',
    { body: sample([main], [{ ...map, FileName: '' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/FileName: Filnavnet til vedlegget mangler',
  ],
  [
    'a name without an extension',
    { body: sample([main], [{ ...map, FileName: 'kart' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/FileName: Filnavnet kart mangler en endelse, for eksempel .pdf',
  ],
  [
    'an extension that the type cannot have',
    { body: sample([main], [{ ...map, FileName: 'kart.exe' }]) },
    invalid,
    '/Message/Attachments/Attachment[1]/FileName: Vedlegget kart.exe er av en filtype som vedlegg av typen Kartvedlegg ikke kan ha. De kan ha application/pdf, image/png',
  ],
  [
    'base64 that is none',
    { body: sample([main], [{ ...map, Data: 'JVBE*' }]) },
    `${unread}: Data number 1 is not base64`,
  ],
  [
    'JSON that is none',
    { body: '{ "ServiceCode": "5998", "ServiceEdition": 160101' },
    `${unread}: the body is not JSON`,
  ],
  [
    'a member of another type',
    { body: sample([{ ...main, DataFormatVersion: 'a' }]) },
    `${unread}: DataFormatVersion of form 1 is not a whole number`,
  ],
  [
    'a body of another type',
    { body: 'a=b', type: 'application/x-www-form-urlencoded' },
    '400 A parameter is missing or malformed: ServiceCode, ServiceEdition',
  ],
  [
    'a message that was submitted',
    { ...update, path: `${message('archived')}?complete=false` },
    closed,
  ],
  [
    'a message that waits to be signed',
    { ...update, path: `${message('signing')}?complete=false` },
    closed,
  ],
  [
    'a message that is not there',
    { ...update, path: '/api/my/messages/a123456789012345678?complete=false' },
    gone,
  ],
  [
    'an update without forms',
    { ...update, body: sample([]) },
    invalid,
    '/Message/Forms/Form: Skjemasettet skal ha nøyaktig ett hovedskjema (MainForm), men har 0',
  ],
  [
    'an update without content',
    { ...update, body: sample([{ ...main, FormData: '' }]) },
    invalid,
    '/Message/Forms/Form[1]/FormData: FormData mangler',
  ],
  [
    'a second main form',
    { path: `${draft}/forms`, body: main },
    invalid,
    '/Form/DataFormatId: Tjenesten tar høyst 1 av skjemaet 1900/12345',
  ],
  [
    'a subform of an unknown format',
    { path: `${draft}/forms`, body: { ...sub, DataFormatId: '1' } },
    invalid,
    `/Form/DataFormatId: Tjenesten har ikke noe skjema med DataFormatId 1 og DataFormatVersion 12346. Den har ${formats}`,
  ],
  ['a form of a submitted message', { path: `${message('archived')}/forms`, body: sub }, closed],
  ['a form that is not there', { method: 'PUT', path: `${draft}/forms/4711`, body: main }, gone],
  [
    'a form that is not there to be deleted',
    { method: 'DELETE', path: `${draft}/forms/4711` },
    gone,
  ],
  [
    'an attachment of a submitted message',
    { path: `${message('archived')}/attachments`, body: map },
    closed,
  ],
  [
    'an attachment of an unknown type',
    { path: `${draft}/attachments`, body: { ...map, AttachmentType: 'Brev' } },
    invalid,
    '/Attachment/AttachmentType: Tjenesten har ikke vedleggstypen Brev. Den har Kartvedlegg, Vedlegg',
  ],
  [
    'a stream without a name',
    { ...stream, path: `${streamed}?attachmentType=Kartvedlegg` },
    invalid,
    '/Attachment/FileName: Filnavnet til vedlegget mangler',
  ],
  [
    'a stream without a type',
    { ...stream, path: `${streamed}?fileName=kart.pdf` },
    invalid,
    '/Attachment/AttachmentType: AttachmentType mangler. Tjenesten har Kartvedlegg, Vedlegg',
  ],
  [
    'a stream that is too large',
    { ...stream, path: `${streamed}?fileName=kart.pdf&attachmentType=Kartvedlegg`, body: large },
    invalid,
    '/Attachment/Data: Vedlegget kart.pdf er større enn 25 MB, som er det meste tjenesten tar',
  ],
  [
    'an attachment that is not there',
    { method: 'DELETE', path: `${draft}/attachments/4711` },
    gone,
  ],
]

const cases = refusals.map(([title, sent, line, ...found]) => ({ title, sent, line, found }))

describe('a draft', () => {
  it.each(cases)('is refused before anything is written: $title', async ({ sent, line, found }) => {
    const answer = await send(sent)
    // The sandbox's port is another each time.
    const reason = answer.reason.replace(/http:[/][/][\d.:]+/, 'http://apps')
    expect(`${answer.status} ${reason}`).toBe(line)
    expect(findingsOf(answer)).toEqual(found)
    expect(storage().writes).toEqual([])
  })
})

function findingsOf({ status, reason, body }: HttpAnswer): readonly string[] {
  const said = JSON.parse(body) as Readonly<Record<string, unknown>>
  if (!('ValidationErrors' in said)) {
    expect(said).toMatchObject({ title: reason, status })
    return []
  }
  expect(said).toMatchObject({ Success: false, ValidationWarnings: [] })
  const errors = said.ValidationErrors as Readonly<Record<string, string>>[]
  return errors.map(({ FieldName, ErrorMessage, FieldXPath }) => {
    expect(FieldXPath).toMatch(new RegExp(`/${FieldName}$`))
    return `${FieldXPath}: ${ErrorMessage}`
  })
}
