import { comparedWith } from '../odata/compared-with.ts'
import type { Expression } from '../odata/expression.ts'
import { mayMatch } from '../odata/may-match.ts'
import { keepInSlices, shortWork, type Work } from '../odata/work.ts'
import type { ServiceKey } from '../service-key.ts'

/** What no service code, no service owner's name is. */
const nothing = '\u0000'

/**
 * The service codes that a filter narrows messages to; `undefined` when it lets others through.
 * Throws `ODATA_REFUSED` for what costs too much.
 */
export function serviceCodesIn(filter: Expression | undefined): readonly string[] | undefined {
  return textsIn('ServiceCode', filter)
}

/** The names of service owners that it narrows them to, likewise. */
export function ownerNamesIn(filter: Expression | undefined): readonly string[] | undefined {
  return textsIn('ServiceOwner', filter)
}

/** The services, where it says which edition of each. */
export async function servicesIn(
  filter: Expression | undefined,
  work: Work,
): Promise<readonly ServiceKey[] | undefined> {
  const codes = serviceCodesIn(filter)
  const editions = comparedWith('ServiceEdition', filter)
  if (codes === undefined || editions === undefined) return undefined
  const may = (code: string, edition: number | null): boolean =>
    mayMatch(filter, { ServiceCode: code, ServiceEdition: edition }, work)
  const open = await keepInSlices(
    codes,
    (code) => [-1, null].some((edition) => may(code, edition)),
    work,
  )
  if (open.length > 0) return undefined
  const known = new Set(editions.filter((edition) => typeof edition === 'number'))
  const all = codes.flatMap((code) => [...known].map((edition) => ({ code, edition })))
  return keepInSlices(all, ({ code, edition }) => may(code, edition), work)
}

function textsIn(name: string, filter: Expression | undefined): readonly string[] | undefined {
  const work = shortWork()
  const texts = comparedWith(name, filter)
  const isOpen = [nothing, null].some((text) => mayMatch(filter, { [name]: text }, work))
  if (texts === undefined || isOpen) return undefined
  const known = texts.filter((text) => typeof text === 'string')
  return [...new Set(known)].filter((text) => mayMatch(filter, { [name]: text }, work))
}
