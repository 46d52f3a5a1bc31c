import { idnr } from '@navikt/fnrvalidator'

declare const brand: unique symbol
/** Eleven digits that can stand for a person. */
export type IdentityNumber = string & { readonly [brand]: 'IdentityNumber' }

/**
 * Accepts eleven ASCII digits with a date and both check digits: a fødselsnummer, a D-number (day
 * + 40), an H-number (month + 40), or Skatteetaten's synthetic ones (month + 80), by today's rule
 * and by that of 2032. Whether anybody has the number is not asked.
 */
export function parseIdentityNumber(text: string): IdentityNumber | undefined {
  return idnr(text).status === 'valid' ? (text as IdentityNumber) : undefined
}
