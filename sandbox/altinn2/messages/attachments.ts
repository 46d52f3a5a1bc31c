import { parameter } from '../answer.ts'
import { readMembers } from '../members.ts'
import { needDraft, needMessage } from './element.ts'
import { answerPart } from './part-answers.ts'
import { filesOf } from './parts.ts'
import { changeMessage, type Altinn2Message } from './state.ts'
import { attachmentMembers, parseAttachment } from './submission.ts'
import { api, endUser, Refused, type Call, type Operation } from '../operation.ts'
import type { Answered } from '../../strict.ts'

const write = { by: 'party', scopes: endUser('altinn:instances.write') } as const
const base = '{who}/messages/{messageId}/attachments'
const one = `${base}/{attachmentId}`
const stream = ['fileName', 'attachmentType']

/** Altinn/docs content/api/rest/meldinger: files of a form task that is being filled in. */
export const attachmentOperations: readonly Operation[] = [
  {
    ...{ ...write, method: 'POST', path: `${base}/streamedattachment` },
    ...{ query: stream, answer: streamAttachment },
  },
  { ...write, method: 'POST', path: base, answer: createAttachment },
  { ...write, method: 'POST', path: one, when: stream, answer: streamAttachment },
  { ...write, method: 'POST', path: one, answer: createAttachment },
  { ...write, method: 'DELETE', path: one, answer: deleteAttachment },
  {
    ...{ method: 'GET', by: 'party', scopes: endUser('altinn:instances.read') },
    path: '{who}/authorization/Attachments/{receiverId}',
    when: ['messageId', 'attachmentId'],
    answer: getByQuery,
  },
]

function add(name: string, content: Buffer, message: Altinn2Message, call: Call): Answered {
  const { contents = { attachments: {} }, id } = message
  const attachments = { ...contents.attachments, [name]: content }
  const change = { contents: { ...contents, attachments } }
  changeMessage(call.messages, call.partyId, id, change)
  const added = filesOf({ ...message, ...change }).find((file) => file.name === name)
  const address = `${api(call)}/${call.who}/messages/${id}/attachments/${added?.id ?? ''}`
  return { status: 201, headers: { Location: address } }
}

async function createAttachment(call: Call): Promise<Answered> {
  const message = needDraft(call)
  const [name, content] = parseAttachment(await readMembers(call.asked, attachmentMembers))
  return add(name, content, message, call)
}

async function streamAttachment(call: Call): Promise<Answered> {
  const message = needDraft(call)
  const name = parameter(call.asked, 'fileName')
  if (name === undefined || parameter(call.asked, 'attachmentType') === undefined) {
    throw new Refused({ status: 400, reason: 'fileName and attachmentType are required' })
  }
  return add(name, await call.asked.body(), message, call)
}

function deleteAttachment(call: Call): Answered {
  const message = needDraft(call)
  const file = filesOf(message).find(({ id }) => String(id) === call.params.attachmentId)
  if (file === undefined || message.contents === undefined) return { status: 404 }
  const attachments = { ...message.contents.attachments, [file.name]: null }
  const change = { contents: { ...message.contents, attachments } }
  changeMessage(call.messages, call.partyId, message.id, change)
  return { status: 204 }
}

/** An address that ASP.NET's default route made: the file itself. */
function getByQuery(call: Call): Answered {
  const { asked } = call
  const params = { messageId: parameter(asked, 'messageId') ?? '' }
  const message = needMessage({ ...call, params })
  const part = { ...call, message, asked: { ...asked, query: new URLSearchParams() } }
  return answerPart(`attachments/${parameter(asked, 'attachmentId') ?? ''}`, part)
}
