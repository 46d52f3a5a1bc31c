import { languageOf, type Language } from '../altinn2/language.ts'
import type { DataElement } from '../altinn3/storage.ts'
import { GatewayError } from '../errors.ts'
import { needFormElement, type FormElement } from '../message-box/forms/element.ts'
import { partsOf, type FormParts } from '../message-box/forms/parts.ts'
import { statusOf } from '../message-box/forms/view.ts'
import type { Ports, TranslationRequest } from '../translation.ts'
import { needPlaceOfDraft } from './accept/place.ts'
import { elementsOf } from './elements.ts'
import type { FormPlace } from './wanted.ts'

/** A form set that is being filled in, with the app that takes its parts. */
export interface OpenDraft {
  readonly element: FormElement
  /** When it was looked at: milliseconds since 1970. */
  readonly seenAt: number
  readonly place: FormPlace
  readonly parts: FormParts
  readonly language: Language
  /** How many elements there are of each data type. */
  readonly existing: ReadonlyMap<string, number>
}

/**
 * The message in the path, if it is being filled in. Throws `NOT_FOUND`, `NOT_BEING_FILLED_IN`,
 * `APP_GONE`, and what `needPlaceOfDraft` throws.
 */
export async function needOpenDraft(request: TranslationRequest, ports: Ports): Promise<OpenDraft> {
  const seenAt = ports.now()
  const element = await needFormElement(request, ports)
  const { instance } = element
  const isOpen = statusOf(instance) === 'beingFilledIn'
  if (!isOpen || !instance.process?.currentTask) throw new GatewayError('NOT_BEING_FILLED_IN')
  const place = await needPlaceOfDraft(instance.appId, request, ports)
  const application = await ports.look.application(instance.appId)
  // Without its types no part could be told from what is the app's own.
  if (!application.dataTypes) throw new GatewayError('APP_GONE', { detail: instance.appId })
  const parts = partsOf(instance, application)
  const language = languageOf(request.query, request.settings.language)
  return { element, seenAt, place, parts, language, existing: countByType(elementsOf(instance)) }
}

function countByType(elements: readonly DataElement[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { dataType } of elements) {
    counts.set(dataType, (counts.get(dataType) ?? 0) + 1)
  }
  return counts
}
