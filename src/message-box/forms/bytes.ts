import { isMigratedApp } from '../../altinn3/migrated.ts'
import type { Altinn2Response } from '../../altinn2/response.ts'
import { languageTags, type Language } from '../../altinn2/language.ts'
import type { Bytes } from '../../altinn3/operation.ts'
import { getData, type DataElement } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { FormElement } from './element.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

export interface FormFile {
  readonly type: string
  readonly fileName: string
  /** That it should have, if it is only made now. */
  readonly language?: Language
}

/** One of a form's data elements as it was stored, handed through. */
export async function bytesOf(
  { instance }: FormElement,
  element: DataElement,
  { type, fileName, language }: FormFile,
  { isHead }: TranslationRequest,
  { stream }: Ports,
): Promise<Altinn2Response> {
  const named = { kind: 'bytes', type, fileName } as const
  // Storage notes who has fetched what: to ask what there is must not count.
  if (isHead) {
    return { status: 200, body: { ...named, ...storedLength(element) } }
  }
  const place = { instance: instance.id, element: element.id }
  const isRendered = language !== undefined && isMigratedApp(instance.appId)
  const rendering = isRendered ? { language: languageTags[language] } : {}
  const bytes = await stream(getData, { ...place, ...rendering })
  if (bytes === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { ...named, ...asStored(bytes, element) } }
}

/** Bytes that are handed through as they were stored, with their length, which Storage does not send. */
export function asStored(bytes: Bytes, element: DataElement): Bytes {
  return { ...storedLength(element), ...bytes }
}

// Altinn/altinn-storage DataController.cs and MigrationController.cs: the size is what the blob
// store counted, and nought where the bytes are only made when they are asked for.
function storedLength({ size }: DataElement): { readonly length?: number } {
  return typeof size === 'number' && size > 0 ? { length: size } : {}
}
