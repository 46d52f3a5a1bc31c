import { parseIdentityNumber } from './identity-number.ts'
import { parseOrganizationNumber } from './organization-number.ts'

/** What a path parameter may look like; the decoded text is checked before anything else sees it. */
export interface Pattern {
  readonly test: (text: string) => boolean
}

export const organizationNumber: Pattern = {
  test: (text) => parseOrganizationNumber(text) !== undefined,
}
export const identityNumber: Pattern = { test: (text) => parseIdentityNumber(text) !== undefined }
const ownOrPartyId: Pattern = /^(?:my|r[0-9]{1,10})$/i
/**
 * "my", an organisation or a person by number, or r and a reportee id. What can exist goes on to the
 * 403 that every foreign party gets, so that the answer says nothing about the person.
 */
export const who: Pattern = {
  test: (text) => [ownOrPartyId, organizationNumber, identityNumber].some((one) => one.test(text)),
}
export const reporteeId: Pattern = /^r?[0-9]{1,10}$/i
/** A right holder: r… for a party, u… for an enterprise user. */
export const receiverId: Pattern = /^[ru][0-9]{1,10}$/i
export const guid: Pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** a active, b archived, c from Altinn 1; up to 18 digits keep it within an int64 column. */
export const messageId: Pattern = /^[abc][0-9]{1,18}$/i
export const integer: Pattern = /^[0-9]{1,10}$/
/** Four or five characters in practice; too short for an identity number, since it is logged. */
export const serviceCode: Pattern = /^(?:[a-z0-9_-]{1,10}|AppId:[0-9]{1,8})$/i
/** Six digits in practice; too short for an identity number, since it is logged. */
export const serviceEdition: Pattern = /^[0-9]{1,8}$/
export const userName: Pattern = /^[A-Za-z0-9_@-][A-Za-z0-9._@-]{0,99}$/
export const codeListName: Pattern = /^[A-Za-z0-9ÆØÅæøå_-][A-Za-z0-9ÆØÅæøå._ -]{0,99}$/
export const organizationCode: Pattern = /^[a-z][a-z0-9]{1,19}$/i
export const appName: Pattern = /^[a-z][a-z0-9-]{0,79}$/i
export const dataFormat: Pattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/
export const lookupSchema: Pattern = /^(?:RequestSchema|ResponseSchema)$/i
/** Documented as opaque; letters, digits and the separators that guids and numbers use. */
export const opaqueId: Pattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/
