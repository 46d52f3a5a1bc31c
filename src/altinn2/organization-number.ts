declare const brand: unique symbol
/** Nine digits whose last is the right check digit. */
export type OrganizationNumber = string & { readonly [brand]: 'OrganizationNumber' }

const weights = [3, 2, 7, 6, 5, 4, 3, 2]

/** Accepts nine ASCII digits with a valid modulus 11 check digit (Brønnøysundregistrene). */
export function parseOrganizationNumber(text: string): OrganizationNumber | undefined {
  if (!/^[1-9][0-9]{8}$/.test(text)) return undefined
  const sum = weights.reduce((total, weight, place) => total + weight * Number(text[place]), 0)
  const check = (11 - (sum % 11)) % 11
  return check === Number(text[8]) ? (text as OrganizationNumber) : undefined
}
