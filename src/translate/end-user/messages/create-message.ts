import { languageOf, languageTags } from '../../../altinn2/language.ts'
import { readMessage, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf, toFormElement } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needBody, needDraftWanted } from '../../../submission/asked.ts'
import { makeDraft } from '../../../submission/draft/draft.ts'
import { marksOf } from '../../../submission/marker.ts'
import { needFormPlace, serviceMissing } from '../../../submission/accept/place.ts'
import { refusingLate, within } from '../../../submission/refuse-late.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { Translation } from '../../../translation.ts'

/** A form set that the caller goes on filling in: an instance in the service's app. */
export const createMessage: Translation = async (request, ports) => {
  needDraftWanted(request)
  const body = needBody(request)
  const place = await needFormPlace(request, ports)
  const { document } = await body.takeApart(submissionCuts)
  const message = readMessage(document)
  if (message.serviceCode === undefined) throw serviceMissing()
  const { party, params, query, settings } = request
  const language = languageOf(query, settings.language)
  const wanted = await toWanted(message, place, { mode: 'draft', language }, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  const marks = marksOf(request, message)
  const task = {
    ...{ app: place.place.app, owner: party, marks, wanted },
    ...{ language: languageTags[language], retryWindow: settings.submissionRetryWindow },
  }
  return refusingLate(language, within(wanted), async () => {
    const draft = await inSequence(marks.marker, request, ports, (own, note) =>
      makeDraft({ ...task, note }, own),
    )
    return { status: 201, location: pathOf(toFormElement(draft), params.who) }
  })
}
