import type { Altinn2Response, Resource } from '../../altinn2/response.ts'
import { needFormElement, pathOf } from './element.ts'
import { viewOf, type FormView } from './view.ts'
import type { TranslationRequest, Translation } from '../../translation.ts'

/** What a form holds of one kind, as a list of its own. */
export function partList(
  relation: string,
  type: string,
  resourcesOf: (view: FormView, message: string) => readonly Resource[],
): Translation {
  return async (request, ports) => {
    const element = await needFormElement(request, ports)
    const view = await viewOf(element, request, ports)
    const resources = resourcesOf(view, pathOf(element, request.params.who))
    return toPartCollection(relation, type, resources, request)
  }
}

export function toPartCollection(
  relation: string,
  type: string,
  resources: readonly Resource[],
  { self }: Pick<TranslationRequest, 'self'>,
): Altinn2Response {
  const links = { form: 'object', to: { self: { to: self } } } as const
  return { status: 200, body: { kind: 'collection', relation, type, resources, links } }
}
