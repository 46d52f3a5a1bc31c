import { toFormResource } from '../../../altinn2/form.ts'
import { partList } from '../../form-part-list.ts'
import { formsOf } from '../../form-view.ts'

export const listForms = partList('forms', 'Form', (view, message) =>
  formsOf(view).map((form) => toFormResource(form, message)),
)
