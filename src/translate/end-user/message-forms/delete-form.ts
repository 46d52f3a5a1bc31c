import { removeElement } from '../../../submission/draft/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { Translation } from '../../../translation.ts'

/** Takes one form from a form set that is being filled in. */
export const deleteForm: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const form = draft.parts.forms.get(Number(request.params.formId))
  return removeElement(draft, form, request, ports)
}
