import { readForm, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { toWantedForm } from '../../../submission/accept/accept.ts'
import { addForm } from '../../../submission/draft/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { WantedForm } from '../../../submission/wanted.ts'
import { writeJudged, type JudgedWrite } from '../../../submission/write-judged.ts'
import type { Translation } from '../../../translation.ts'

/** Another form of a form set that is being filled in; without a body the app fills it in by itself. */
export const createForm: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const { element } = draft
  const hasBody = await request.body?.hasBytes()
  const input = hasBody ? readForm((await request.body?.takeApart(submissionCuts))?.document) : {}
  const judged: JudgedWrite<WantedForm> = {
    judge: (current) => toWantedForm(input, current.place, current, ports),
    write: async (wanted) => {
      const id = await addForm(draft, wanted, request, ports)
      return { status: 201, location: `${pathOf(element, request.params.who)}/forms/${id}` }
    },
  }
  return writeJudged(draft, judged, request, ports)
}
