import { comparedWith } from '../odata/compared-with.ts'
import type { Expression } from '../odata/expression.ts'
import { mayMatch } from '../odata/may-match.ts'
import type { ServiceKey } from '../service-key.ts'

/** What no service code, no service owner's name is. */
const nothing = '\u0000'

/** The service codes that a filter narrows messages to; `undefined` when it lets others through. */
export function serviceCodesIn(filter: Expression | undefined): readonly string[] | undefined {
  return textsIn('ServiceCode', filter)
}

/** The names of service owners that it narrows them to, likewise. */
export function ownerNamesIn(filter: Expression | undefined): readonly string[] | undefined {
  return textsIn('ServiceOwner', filter)
}

/** The services, where it says which edition of each. */
export function servicesIn(filter: Expression | undefined): readonly ServiceKey[] | undefined {
  const codes = serviceCodesIn(filter)
  const editions = comparedWith('ServiceEdition', filter)
  if (codes === undefined || editions === undefined) return undefined
  const known = editions.filter((edition) => typeof edition === 'number')
  const isOpen = codes.some((code) =>
    [-1, null].some((edition) => mayMatch(filter, { ServiceCode: code, ServiceEdition: edition })),
  )
  if (isOpen) return undefined
  return codes
    .flatMap((code) => [...new Set(known)].map((edition) => ({ code, edition })))
    .filter(({ code, edition }) => mayMatch(filter, { ServiceCode: code, ServiceEdition: edition }))
}

function textsIn(name: string, filter: Expression | undefined): readonly string[] | undefined {
  const texts = comparedWith(name, filter)
  const isOpen = [nothing, null].some((text) => mayMatch(filter, { [name]: text }))
  if (texts === undefined || isOpen) return undefined
  const known = texts.filter((text) => typeof text === 'string')
  return [...new Set(known)].filter((text) => mayMatch(filter, { [name]: text }))
}
