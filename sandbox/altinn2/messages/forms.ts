import { readMembers } from '../members.ts'
import { needDraft } from './element.ts'
import { mainFormId } from './parts.ts'
import { changeMessage, type Altinn2Message } from './state.ts'
import { formMembers, parseForm } from './submission.ts'
import { api, endUser, Refused, type Call, type Operation } from '../operation.ts'
import { services, type SeedService } from '../../services.ts'
import type { Answered } from '../../strict.ts'

const write = { by: 'party', scopes: endUser('altinn:instances.write') } as const
const base = '{who}/messages/{messageId}/forms'
const one = `${base}/{formId}`

/** Altinn/docs content/api/rest/meldinger/oppdatere.md: the forms of a set that is being filled in. */
export const formOperations: readonly Operation[] = [
  { ...write, method: 'POST', path: base, answer: createForm },
  { ...write, method: 'PUT', path: one, answer: updateForm },
  { ...write, method: 'DELETE', path: one, answer: deleteForm },
]

type Contents = NonNullable<Altinn2Message['contents']>

function change(message: Altinn2Message, contents: Partial<Contents>, call: Call): void {
  const { contents: before = { attachments: {} }, id } = message
  changeMessage(call.messages, call.partyId, id, { contents: { ...before, ...contents } })
}

function serviceOf({ serviceCode, serviceEdition }: Altinn2Message): SeedService {
  const found = services.find((one) => one.code === serviceCode && one.edition === serviceEdition)
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

/** Without any content it is filled in beforehand. */
async function createForm(call: Call): Promise<Answered> {
  const message = needDraft(call)
  const { subForms = [] } = message.contents ?? {}
  const given = { Type: 'SubForm', ...(await readMembers(call.asked, formMembers)) }
  const id = Math.max(mainFormId, ...subForms.map((form) => form.id)) + 1
  const added = { id, ...parseForm(given, serviceOf(message)) }
  change(message, { subForms: [...subForms, added] }, call)
  const Location = `${api(call)}/${call.who}/messages/${message.id}/forms/${id}`
  return { status: 201, headers: { Location } }
}

/** 204 of both kinds is inferred. */
async function updateForm(call: Call): Promise<Answered> {
  const message = needDraft(call)
  const { subForms = [], form } = message.contents ?? {}
  const given = await readMembers(call.asked, formMembers)
  const isMain = call.params.formId === String(mainFormId)
  const { xml } = parseForm({ Type: isMain ? 'MainForm' : 'SubForm', ...given }, serviceOf(message))
  if (isMain && form !== undefined) {
    change(message, { form: xml }, call)
    return { status: 204 }
  }
  const place = subForms.findIndex(({ id }) => String(id) === call.params.formId)
  if (place < 0) return { status: 404 }
  change(
    message,
    { subForms: subForms.map((one, at) => (at === place ? { ...one, xml } : one)) },
    call,
  )
  return { status: 204 }
}

/** The main form goes with the message alone; that it is 403 otherwise is inferred. */
function deleteForm(call: Call): Answered {
  const message = needDraft(call)
  const { subForms = [] } = message.contents ?? {}
  if (call.params.formId === String(mainFormId)) return { status: 403 }
  const kept = subForms.filter(({ id }) => String(id) !== call.params.formId)
  if (kept.length === subForms.length) return { status: 404 }
  change(message, { subForms: kept }, call)
  return { status: 204 }
}
