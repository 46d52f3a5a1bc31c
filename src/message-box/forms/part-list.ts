import type { Altinn2Response, Resource } from '../../altinn2/response.ts'
import { needFormElement, pathOf } from './element.ts'
import { viewOf, type FormView } from './view.ts'
import type { Question, Translation } from '../../translation.ts'

/** What a form holds of one kind, as a list of its own. */
export function partList(
  relation: string,
  type: string,
  resourcesOf: (view: FormView, message: string) => readonly Resource[],
): Translation {
  return async (question, ports) => {
    const element = await needFormElement(question, ports)
    const view = await viewOf(element, question, ports)
    const resources = resourcesOf(view, pathOf(element, question.params.who))
    return toPartCollection(relation, type, resources, question)
  }
}

export function toPartCollection(
  relation: string,
  type: string,
  resources: readonly Resource[],
  { self }: Pick<Question, 'self'>,
): Altinn2Response {
  const links = { form: 'object', to: { self: { to: self } } } as const
  return { status: 200, body: { kind: 'collection', relation, type, resources, links } }
}
