import type { Language } from '../altinn2/language.ts'
import type { ValidationFinding } from '../altinn2/messages/validation.ts'
import { writeText, type TextName } from './texts.ts'

/** Where in what was sent, and in which language it is spoken of. */
export interface Position {
  /** The element: `/Message/Forms/Form[1]`. */
  readonly at: string
  readonly language: Language
}

/**
 * What is wrong with one member of an element. Its path leads to the member in Altinn 2's XML, also
 * where JSON was sent.
 */
export function finding(
  { at, language }: Position,
  field: string,
  text: TextName,
  values: readonly (string | number)[] = [],
): ValidationFinding {
  return { field, xPath: `${at}/${field}`, message: writeText(text, language, values) }
}

/** Bytes in what data types call a megabyte. */
const megabyte = 1024 * 1024

/** Of none or nought megabytes there is no limit. */
export function isTooLarge(size: number, maxSize: number | null | undefined): maxSize is number {
  return typeof maxSize === 'number' && maxSize > 0 && size > maxSize * megabyte
}

/** How many there may be of a data type. */
export function maxCountOf(maxCount: number | null | undefined): number {
  return typeof maxCount === 'number' && maxCount > 0 ? maxCount : Infinity
}
