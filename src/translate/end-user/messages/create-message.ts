import { languageOf, languageTags } from '../../../altinn2/language.ts'
import { readMessage, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf, toFormElement } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needFormPlace, serviceMissing } from '../../../submission/accept/place.ts'
import { needSendable } from '../../../submission/accept/sent-in-app.ts'
import { toAnswer } from '../../../submission/answer.ts'
import { completionOf, needBody } from '../../../submission/asked.ts'
import { makeDraft } from '../../../submission/draft/draft.ts'
import { isSaved, marksOf, taskOf } from '../../../submission/marker.ts'
import { sendDraft } from '../../../submission/process/send-draft.ts'
import { isOver } from '../../../submission/process/task.ts'
import { refusingLate, within } from '../../../submission/refuse-late.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { Translation } from '../../../translation.ts'

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
    inSequence(marks.marker, request, ports, async (own, note) => {
      if (!complete) {
        const draft = await makeDraft({ ...task, note, isFinished: isSaved }, own)
        return { status: 201, location: pathOf(toFormElement(draft), params.who) }
      }
      const isFinished: typeof isSaved = (one) =>
        isSaved(one) && isOver(one, { sign, from: taskOf(one) })
      const sending = { ...task, note, isFinished }
      const draft = await makeDraft(sending, own)
      const submitted = await own.oneAtATime(draft.id, () => sendDraft(draft, sending, sign, own))
      if (submitted.kind === 'done') note(submitted.instance)
      return toAnswer(submitted, draft, 201, request, own)
    }),
  )
}
