import { languageOf, languageTags } from '../../../altinn2/language.ts'
import { readMessage, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import type { Altinn2Response } from '../../../altinn2/response.ts'
import type { Instance } from '../../../altinn3/storage.ts'
import { pathOf, toFormElement } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needFormPlace, serviceMissing } from '../../../submission/accept/place.ts'
import { needSendable } from '../../../submission/accept/sent-in-app.ts'
import { toAnswer } from '../../../submission/answer.ts'
import { completionOf, needBody } from '../../../submission/asked.ts'
import { discard, makeDraft, type DraftTask } from '../../../submission/draft/draft.ts'
import { isSaved, marksOf, taskOf } from '../../../submission/marker.ts'
import { sendDraft } from '../../../submission/process/send-draft.ts'
import { isOver, type Goal } from '../../../submission/process/task.ts'
import { refusingLate, within } from '../../../submission/refuse-late.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { FormPlace } from '../../../submission/wanted.ts'
import type { Ports, Translation, TranslationRequest } from '../../../translation.ts'

/** A form set, sent or for the caller to go on filling in: an instance in the service's app. */
export const createMessage: Translation = async (request, ports) => {
  const completion = completionOf(request)
  const body = needBody(request)
  const place = await needFormPlace(request, ports)
  const { document } = await body.takeApart(submissionCuts)
  const message = readMessage(document)
  if (message.serviceCode === undefined) throw serviceMissing()
  const { complete, sign } = completion
  if (complete) await needSendable(place, message, completion, request, ports)
  const { party, params, query, settings } = request
  const language = languageOf(query, settings.language)
  const mode = complete ? 'complete' : 'draft'
  const wanted = await toWanted(message, place, { mode, language }, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  const marks = marksOf(request, message, completion)
  const task = {
    ...{ app: place.place.app, owner: party, marks, wanted },
    isDeletedAtEnd: complete && place.metadata.autoDeleteOnProcessEnd === true,
    ...{ language: languageTags[language], retryWindow: settings.submissionRetryWindow },
  }
  return refusingLate(language, within(wanted), () =>
    inSequence(marks.marker, request, ports, (own, note) =>
      complete
        ? sendNew({ ...task, note }, { place, sign }, request, own)
        : makeDraft({ ...task, note, isFinished: isSaved }, own, ({ instance }) =>
            Promise.resolve({ status: 201, location: pathOf(toFormElement(instance), params.who) }),
          ),
    ),
  )
}

async function sendNew(
  task: Omit<DraftTask, 'isFinished'>,
  { place: { place }, sign }: { readonly place: FormPlace; readonly sign: boolean },
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  const { steps } = place
  const toGoal = (one: Instance): Goal => {
    return { sign, from: taskOf(one), ...(steps === undefined ? {} : { steps }) }
  }
  // What people have sent meanwhile is sent, too.
  const isFinished = (one: Instance): boolean =>
    one.status?.isArchived === true || (isSaved(one) && isOver(one, toGoal(one)))
  const sending = { ...task, isFinished }
  return makeDraft(sending, ports, async (made) => {
    const submitted = await sendDraft(made, sending, toGoal, ports)
    if (submitted.kind === 'done') task.note(submitted.instance)
    if (submitted.kind === 'invalid' && request.settings.refusedSubmissions === 'discard') {
      await discard(made.instance, task, ports)
    }
    return toAnswer(submitted, made.instance, 201, request, ports)
  })
}
