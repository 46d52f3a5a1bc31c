import { createMessage } from '../../../src/translate/end-user/messages/create-message.ts'
import type { Wish } from './requests.ts'
import type { Story } from './run.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const mainForm = {
  ...{ Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: 12345 },
  FormData: '<Skjema><tittel>Naust</tittel></Skjema>',
}
const subform = {
  ...{ Type: 'SubForm', DataFormatId: '1901', DataFormatVersion: 12346 },
  FormData: '<Underskjema><merknad>Ved vatnet</merknad></Underskjema>',
}

export function fileOf(name: string, content = `fil ${name}`): object {
  return { FileName: `${name}.txt`, AttachmentType: 'Vedlegg', Data: base64(content) }
}

export function messageOf(forms: readonly object[], attachments: readonly object[]): object {
  const service = { ServiceCode: '5998', ServiceEdition: 160101 }
  return { Type: 'FormTask', ...service, _embedded: { forms, attachments } }
}

const draft: Wish = {
  query: { complete: 'false' },
  body: messageOf([mainForm, subform], ['en', 'to', 'tre'].map((name) => fileOf(name))),
}

/** A main form, a subform and three files. */
export const creating: Story = { translation: createMessage, wish: () => draft }

export const creatingWithKey: Story = {
  translation: createMessage,
  wish: () => ({ ...draft, idempotencyKey: 'Lønn 2026-11' }),
}
