import { parameter } from '../answer.ts'
import { attachmentOperations } from './attachments.ts'
import { formOperations } from './forms.ts'
import { archive, needDraft, needMessage, newNumber, withFaults } from './element.ts'
import { readSubmission, type Submission } from './submission.ts'
import { addMessages, changeMessage, deleteMessage } from './state.ts'
import type { Altinn2Message, MessageState } from './state.ts'
import { toValidation } from './validation.ts'
import { api, endUser, Refused, type Call, type Operation } from '../operation.ts'
import { reporteeOf } from '../reportees/party.ts'
import { serviceOwners } from '../../services.ts'
import type { Answered } from '../../strict.ts'

const write = { by: 'party', scopes: endUser('altinn:instances.write') } as const
const base = '{who}/messages'
const one = `${base}/{messageId}`
const query = ['complete', 'sign']

/** Altinn/docs content/api/rest/meldinger: everything that changes a message. */
export const messageOperations: readonly Operation[] = withFaults([
  { ...write, method: 'POST', path: base, query, answer: createMessage },
  { ...write, method: 'PUT', path: one, query, answer: updateMessage },
  { ...write, method: 'DELETE', path: one, answer: removeMessage },
  { ...write, method: 'PUT', path: `${one}/archive`, answer: archiveMessage },
  { ...write, method: 'PUT', path: `${one}/confirm`, answer: confirmMessage },
  ...attachmentOperations,
  ...formOperations,
])

const isNot = (call: Call, name: string): boolean =>
  parameter(call.asked, name)?.toLowerCase() === 'false'

/** `sign` counts only where the forms are complete (sende-inn.md). */
function stateFor(call: Call): MessageState {
  if (isNot(call, 'complete')) return 'beingFilledIn'
  return isNot(call, 'sign') ? 'toBeSigned' : 'submitted'
}

/** The body says what is wrong (release note 20.5). */
function checkForms(state: MessageState, { contents }: Pick<Altinn2Message, 'contents'>): void {
  const forms = [contents?.form, ...(contents?.subForms ?? []).map(({ xml }) => xml)]
  const result = toValidation(forms.flatMap((xml) => xml?.toString() ?? []))
  if (state === 'beingFilledIn' || result.Success) return
  const reason = 'Form validation failed, see the attached validation details'
  throw new Refused({ status: 400, reason, body: result })
}

async function createMessage(call: Call): Promise<Answered> {
  const submission = await readSubmission(call.asked)
  const state = stateFor(call)
  if (submission.isWithoutForms && state !== 'beingFilledIn') {
    throw new Refused({ status: 400, reason: 'There must be exactly one MainForm' })
  }
  const draft = toDraft(submission, call)
  checkForms(state, draft)
  addMessages(call.messages, call.partyId, [draft])
  return { status: 201, headers: { Location: moveTo(draft, state, call) } }
}

function toDraft({ service, contents }: Submission, call: Call): Altinn2Message {
  const name = reporteeOf(call)?.name ?? ''
  const now = Date.now()
  return {
    ...{ id: `a${newNumber(call)}`, kind: 'FormTask', subject: service.name },
    ...{ state: 'beingFilledIn', lastChanged: now, created: now, lastChangedBy: name },
    ...{ serviceOwner: serviceOwners[service.owner] ?? service.owner, sender: name },
    ...{ serviceCode: service.code, serviceEdition: service.edition, contents },
  }
}

/** Its address afterwards: what is archived has another id. */
function moveTo(draft: Altinn2Message, state: MessageState, call: Call): string {
  if (state === 'submitted') return archive(draft, 'submitted', call)
  changeMessage(call.messages, call.partyId, draft.id, { state, lastChanged: Date.now() })
  return `${api(call)}/${call.who}/messages/${draft.id}`
}

/** All forms and attachments at once; without any, what is there is completed and signed. */
async function updateMessage(call: Call): Promise<Answered> {
  const before = needDraft(call)
  const { contents, isWithoutForms } = await readSubmission(call.asked)
  const after = isWithoutForms ? before : { ...before, contents }
  const state = stateFor(call)
  checkForms(state, after)
  changeMessage(call.messages, call.partyId, before.id, after)
  return { status: 204, headers: { Location: moveTo(after, state, call) } }
}

/** First to the bin, and from there for good. */
function removeMessage(call: Call): Answered {
  const { id, isDeleted = false } = needMessage(call)
  deleteMessage(call.messages, call.partyId, id, isDeleted)
  return { status: 204 }
}

/** A letter or a form, but not what waits to be confirmed; that it is 403 then is inferred. */
function archiveMessage(call: Call): Answered {
  const message = needMessage(call)
  const isActive = message.id.startsWith('a')
  if (!isActive || message.needsConfirmation === true) return { status: 403 }
  const headers = { Location: archive(message, 'archived', call) }
  return { status: 204, reason: 'Message has been archived', headers }
}

/** Once more changes nothing (release note 18.4). */
function confirmMessage(call: Call): Answered {
  const { id, needsConfirmation } = needMessage(call)
  if (needsConfirmation === undefined) return { status: 403 }
  const change = { needsConfirmation: false, state: 'read' } as const
  changeMessage(call.messages, call.partyId, id, change)
  return { status: 204, reason: 'Message has been confirmed' }
}
