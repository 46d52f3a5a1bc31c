import { languageOf, languageTags } from '../../altinn2/language.ts'
import {
  readMessage,
  submissionCuts,
  type MessageInput,
} from '../../altinn2/messages/submission/message-input.ts'
import type { Altinn2Response } from '../../altinn2/response.ts'
import type { AppLanguage } from '../../altinn3/apps.ts'
import type { Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { needFormElement, pathOf } from '../../message-box/forms/element.ts'
import { partsOf } from '../../message-box/forms/parts.ts'
import { statusOf } from '../../message-box/forms/view.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { isRefused, toRefusal, toWanted } from '../accept/accept.ts'
import { needPlaceOfDraft, needSameService } from '../accept/place.ts'
import { needSendable } from '../accept/sent-in-app.ts'
import { toAnswer } from '../answer.ts'
import type { Completion } from '../asked.ts'
import { longestAttempt } from '../draft/attempt.ts'
import { needInstance } from '../draft/find-draft.ts'
import { rewriteDraft } from '../draft/rewrite.ts'
import { setValues } from '../draft/saved.ts'
import {
  hasOtherUpdate,
  taskOf,
  updatedAt,
  updatedValues,
  updateMarkOf,
  type UpdateMark,
} from '../marker.ts'
import { refusingLate, within } from '../refuse-late.ts'
import { inSequence, namesOf } from '../sequence.ts'
import type { FormPlace, Wanted } from '../wanted.ts'
import { needOutOfBin, submit, type Submitted } from './submit.ts'

/** A message that is there and is to be sent. */
interface Sending {
  readonly instance: Instance
  readonly place: FormPlace
  /** What it is to hold; absent: what it holds. */
  readonly wanted?: Wanted
  /** Tells this request from others to the same message, so that a retry is known. */
  readonly mark: UpdateMark
  readonly completion: Completion
}

/**
 * Sends a message that was saved before: with other content where some is sent, else as it is, and
 * also where it waits for a confirmation or a signature. Sent again, the request is answered with what
 * has come of it. Throws `NOT_BEING_FILLED_IN`, `SENT_IN_APP` and `STILL_UNDER_WAY`.
 */
export async function sendMessage(
  request: TranslationRequest,
  completion: Completion,
  ports: Ports,
): Promise<Altinn2Response> {
  const element = await needFormElement(request, ports)
  const { instance } = element
  const message = await readBody(request)
  const content = message && hasContent(message) ? message : undefined
  const mark = updateMarkOf(request, content, completion)
  if (hasOtherUpdate(instance, mark)) throw new GatewayError('IDEMPOTENCY_KEY_REUSED')
  const isRepeated = isRetryOf(instance, mark, request, ports)
  if (isSent(instance) && isRepeated) {
    ports.noteSubmission(namesOf(element))
    return { status: 204, location: pathOf(element, request.params.who) }
  }
  const isInForms = isDataTask(instance)
  const isOpen = !isSent(instance) && instance.status?.isSoftDeleted !== true
  if (!isOpen || (content !== undefined && !isInForms && !isRepeated)) {
    throw new GatewayError('NOT_BEING_FILLED_IN')
  }
  const place = await needPlaceOfDraft(instance.appId, request, ports)
  if (message !== undefined) needSameService(message, place.service)
  const { forms, attachments } = partsOf(instance, await ports.look.application(instance.appId))
  const signable = { formIds: [...forms.keys()], attachmentIds: [...attachments.keys()] }
  await needSendable(place, message ?? {}, completion, request, ports, signable)
  const language = languageOf(request.query, request.settings.language)
  const wanted =
    content && isInForms
      ? await toWanted(content, place, { mode: 'complete', language }, ports)
      : undefined
  if (wanted !== undefined && isRefused(wanted)) return toRefusal(wanted)
  const sending = { instance, place, mark, completion, ...(wanted === undefined ? {} : { wanted }) }
  return refusingLate(language, within(wanted ?? { forms: [], files: [] }), () =>
    inSequence(instance.id, request, ports, async (own, note) => {
      note(instance)
      const submitted = await send(sending, request, languageTags[language], own)
      if (submitted.kind === 'done') note(submitted.instance)
      return toAnswer(submitted, instance, 204, request, own)
    }),
  )
}

async function readBody({ body }: TranslationRequest): Promise<MessageInput | undefined> {
  if (body === undefined || !(await body.hasBytes())) return undefined
  const { document } = await body.takeApart(submissionCuts)
  return readMessage(document)
}

/** A body that names the service alone asks for signing (Altinn/docs content/api/rest/meldinger/signere.md). */
function hasContent({ forms, attachments }: MessageInput): boolean {
  return forms.length > 0 || attachments.length > 0
}

/** Also where it has been put into the bin since. */
function isSent(instance: Instance): boolean {
  return instance.status?.isArchived === true || statusOf(instance) === 'submitted'
}

function isDataTask({ process }: Instance): boolean {
  return process?.currentTask?.altinnTaskType?.toLowerCase() === 'data'
}

/** Without a key the same sent again is a retry for some time; with one, for ever. */
function isRetryOf(
  instance: Instance,
  mark: UpdateMark,
  { settings }: Pick<TranslationRequest, 'settings'>,
  { now }: Pick<Ports, 'now'>,
): boolean {
  const at = updatedAt(instance, mark)
  if (at === undefined) return false
  return mark.hasKey || now() - at < settings.submissionRetryWindow + longestAttempt
}

/** A retry of a noted request ends only the task that the first attempt was to end. */
async function send(
  { instance, place, wanted, mark, completion: { sign } }: Sending,
  request: TranslationRequest,
  language: AppLanguage,
  ports: Ports,
): Promise<Submitted> {
  let seen = await needInstance(instance, ports.ask)
  needOutOfBin(seen)
  const isRepeated = isRetryOf(seen, mark, request, ports)
  // Another request may have sent it meanwhile.
  if (isSent(seen) && !isRepeated) throw new GatewayError('NOT_BEING_FILLED_IN')
  const current = seen.process?.currentTask?.elementId
  if (!current && !isSent(seen)) throw new GatewayError('STILL_UNDER_WAY')
  const from = isRepeated ? taskOf(seen) : (current ?? '')
  if (current === from) {
    // Another request may have ended the task meanwhile.
    if (wanted !== undefined && !isDataTask(seen)) throw new GatewayError('NOT_BEING_FILLED_IN')
    if (wanted !== undefined) seen = await rewriteDraft(seen, wanted, place, ports)
    if (!isRepeated) await setValues(seen, updatedValues(seen, mark, ports.now()), ports)
  }
  const { steps } = place.place
  const goal = { sign, from, ...(steps === undefined ? {} : { steps }) }
  return submit(seen, { goal, language }, ports)
}
