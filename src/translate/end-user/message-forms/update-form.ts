import { readForm, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { GatewayError } from '../../../errors.ts'
import { isRefused, toRefusal, toWantedForm } from '../../../submission/accept/accept.ts'
import { needBody } from '../../../submission/asked.ts'
import { replaceForm } from '../../../submission/draft/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import { atTop, refusingLate } from '../../../submission/refuse-late.ts'
import type { Translation } from '../../../translation.ts'

/** Other content for one form. That it is answered with 204 is inferred: no document says it. */
export const updateForm: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const form = draft.parts.forms.get(Number(request.params.formId))
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const { document } = await needBody(request).takeApart(submissionCuts)
  const given = { ...draft, replaces: form.dataType }
  const wanted = await toWantedForm(readForm(document), draft.place, given, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  return refusingLate(draft.language, atTop, async () => {
    await replaceForm(draft, form.id, wanted, request, ports)
    return { status: 204 }
  })
}
