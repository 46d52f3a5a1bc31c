import { toFormResource } from '../../../altinn2/messages/form.ts'
import { partList } from '../../../message-box/forms/part-list.ts'
import { formsOf } from '../../../message-box/forms/view.ts'

export const listForms = partList('forms', 'Form', (view, message) =>
  formsOf(view).map((form) => toFormResource(form, message)),
)
