import { readForm, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWantedForm } from '../../../submission/accept/accept.ts'
import { addForm } from '../../../submission/draft/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import { alone, refusingLate } from '../../../submission/refuse-late.ts'
import type { Translation } from '../../../translation.ts'

/** Another form of a form set that is being filled in; without a body the app fills it in by itself. */
export const createForm: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const { element, place, language } = draft
  const hasBody = await request.body?.hasBytes()
  const input = hasBody ? readForm((await request.body?.takeApart(submissionCuts))?.document) : {}
  const wanted = await toWantedForm(input, place, draft, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  return refusingLate(language, alone, async () => {
    const id = await addForm(draft, wanted, request, ports)
    return { status: 201, location: `${pathOf(element, request.params.who)}/forms/${id}` }
  })
}
