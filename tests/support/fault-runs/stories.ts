import { Readable } from 'node:stream'
import { postData } from '../../../src/altinn3/app-data.ts'
import { idsOfParts } from '../../../src/altinn2/messages/element-id.ts'
import { createForm } from '../../../src/translate/end-user/message-forms/create-form.ts'
import { deleteAttachment } from '../../../src/translate/end-user/message-attachments/delete-attachment.ts'
import { createAttachment } from '../../../src/translate/end-user/message-attachments/create-attachment.ts'
import { streamAttachment } from '../../../src/translate/end-user/message-attachments/stream-attachment.ts'
import { updateForm } from '../../../src/translate/end-user/message-forms/update-form.ts'
import { updateMessage } from '../../../src/translate/end-user/messages/update-message.ts'
import { createMessage } from '../../../src/translate/end-user/messages/create-message.ts'
import { requestOf, type Wish } from './requests.ts'
import type { Story } from './run.ts'
import type { World } from './world.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

const mainForm = {
  ...{ Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: 12345 },
  FormData: '<Skjema><tittel>Naust</tittel></Skjema>',
}
const subform = {
  ...{ Type: 'SubForm', DataFormatId: '1901', DataFormatVersion: 12346 },
  FormData: '<Underskjema><merknad>Ved vatnet</merknad></Underskjema>',
}

function fileOf(name: string, content = `fil ${name}`): object {
  return { FileName: `${name}.txt`, AttachmentType: 'Vedlegg', Data: base64(content) }
}

function messageOf(forms: readonly object[], attachments: readonly object[]): object {
  const service = { ServiceCode: '5998', ServiceEdition: 160101 }
  return { Type: 'FormTask', ...service, _embedded: { forms, attachments } }
}

const draft: Wish = {
  query: { complete: 'false' },
  body: messageOf(
    [mainForm, subform],
    ['en', 'to', 'tre'].map((name) => fileOf(name)),
  ),
}

/** A main form, a subform and three files. */
export const creating: Story = { translation: createMessage, wish: () => draft }

export const creatingWithKey: Story = {
  translation: createMessage,
  wish: () => ({ ...draft, idempotencyKey: 'Lønn 2026-11' }),
}

/** The same, sent at once. */
export const sending: Story = {
  translation: createMessage,
  isSent: true,
  wish: () => ({ body: draft.body ?? {} }),
}

export const sendingWithKey: Story = {
  ...sending,
  wish: () => ({ body: draft.body ?? {}, idempotencyKey: 'Lønn 2026-11' }),
}

/** The draft is there since an hour: nothing that is sent is a retry of what made it. */
async function prepare(world: World): Promise<void> {
  const heard = await world.send(createMessage, () => requestOf(draft))
  world.message = heard[0]?.location?.split('/').at(-1) ?? ''
  await world.until(world.clock.pause(3_600_000))
}

const other = {
  ...mainForm,
  FormData: '<Skjema><tittel>Brygge</tittel></Skjema>',
}

/** Other forms, one file with other bytes, one file less and one more. */
export const rewriting: Story = {
  translation: updateMessage,
  prepare,
  wish: ({ message }) => ({
    params: { messageId: message },
    query: { complete: 'false' },
    body: messageOf(
      [other, subform],
      [fileOf('en'), fileOf('to', 'andre ord'), fileOf('fire', 'helt annet')],
    ),
  }),
}

/** A draft that is sent with other content. */
export const sendingDraft: Story = {
  ...rewriting,
  isSent: true,
  wish: (world) => ({ ...rewriting.wish(world), query: {} }),
}

/** A draft that is sent as it is. */
export const sendingAsItIs: Story = {
  translation: updateMessage,
  isSent: true,
  prepare,
  wish: ({ message }) => ({ params: { messageId: message } }),
}

/** Two files less than there were, one of them to be deleted. */
export const takingAway: Story = {
  translation: updateMessage,
  prepare,
  wish: ({ message }) => ({
    params: { messageId: message },
    query: { complete: 'false' },
    body: messageOf([other], [fileOf('en')]),
  }),
}

export const attaching: Story = {
  translation: createAttachment,
  prepare,
  wish: ({ message }) => ({ params: { messageId: message }, body: fileOf('fire') }),
}

/** The file has come a moment ago: it is read, and not added again. */
export const attachingAgain: Story = {
  ...attaching,
  prepare: async (world) => {
    await prepare(world)
    await world.send(createAttachment, () => requestOf(attaching.wish(world)))
  },
}

export const streaming: Story = {
  translation: streamAttachment,
  prepare,
  wish: ({ message }) => ({
    params: { messageId: message },
    query: { fileName: 'fire.txt', attachmentType: 'Vedlegg' },
    body: Buffer.from('fil fire'),
  }),
}

export const addingForm: Story = {
  mayDouble: true,
  translation: createForm,
  prepare,
  wish: ({ message }) => ({
    params: { messageId: message },
    body: { ...subform, FormData: '<Underskjema><merknad>Ved skogen</merknad></Underskjema>' },
  }),
}

/** Another system adds a form of the same type while this one is uploaded. */
export const addingFormWithAnother: Story = {
  ...addingForm,
  wish: (world) => {
    let isThere = false
    return {
      ...addingForm.wish(world),
      meanwhile: async () => {
        if (isThere) return
        isThere = true
        await world.clock.pause(1_000)
        await addAnother(world)
      },
    }
  },
}

async function addAnother({ altinn3 }: World): Promise<void> {
  const [row] = altinn3.state.rows.values()
  if (row === undefined) throw new Error('there is no draft')
  const { id, appId: app, instanceOwner } = row.instance
  const bytes = Buffer.from('<Underskjema><merknad>Ved vegen</merknad></Underskjema>')
  const xml = { size: bytes.length, stream: () => Readable.from([bytes], { objectMode: false }) }
  const instance = `${instanceOwner.partyId}/${id}`
  await altinn3.perform(postData, { app, instance, dataType: 'underskjema', data: { xml } })
}

export const replacingForm: Story = {
  translation: updateForm,
  prepare,
  wish: (world) => ({
    params: { messageId: world.message, formId: partId(world, 'model') },
    body: other,
  }),
}

export const deletingFile: Story = {
  translation: deleteAttachment,
  prepare,
  wish: (world) => ({
    params: { messageId: world.message, attachmentId: partId(world, 'to.txt') },
  }),
}

/** The number by which a caller knows a part of the draft. */
function partId({ altinn3: { state } }: World, name: string): string {
  const elements = [...state.rows.values()].flatMap((row) => row.elements)
  const parts = [...idsOfParts(elements)]
  const found = parts.find(([, one]) => one.filename === name || one.dataType === name)
  return String(found?.[0] ?? '')
}
