import { json } from '../answer.ts'
import { toRow } from './view.ts'
import type { Altinn2Reportees, Reportee } from './state.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

type Members = Readonly<Record<string, unknown>>

/**
 * Finds somebody by number and name, on the caller's list or not. What it says when the two do not
 * belong together is not documented.
 */
export async function convertReportee(
  asked: Asked,
  reportees: Altinn2Reportees,
): Promise<Answered> {
  if (asked.method !== 'POST') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  onlyQuery(asked)
  if (!/^application\/(?:hal\+)?json\b/i.test(asked.headers['content-type'] ?? '')) {
    return { status: 415 }
  }
  const members = tryParse((await asked.body()).toString())
  const [number, name] = members === undefined ? [] : numberAndName(members)
  if (number === undefined || name === undefined) return { status: 400 }
  const found = Object.values(reportees.of)
    .flat()
    .find((one) => isThis(one, number, name))
  return found === undefined ? { status: 404 } : json(asked, toRow(found, reportees.modes))
}

function tryParse(text: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(text)
    const isMembers = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isMembers ? (value as Members) : undefined
  } catch {
    return undefined
  }
}

const pairs = [
  ['SocialSecurityNumber', 'LastName'],
  ['OrganizationNumber', 'OrganizationName'],
] as const

/** Json.NET takes members in any case; what it does not know would be a mistake of ours. */
function numberAndName(members: Members): readonly (string | undefined)[] {
  const lower = new Map(Object.entries(members).map(([key, value]) => [key.toLowerCase(), value]))
  const known = pairs.flat().map((name) => name.toLowerCase())
  const stranger = [...lower.keys()].find((name) => !known.includes(name))
  if (stranger !== undefined) throw new UnlikeTheRealOne(`member ${stranger} of the body`)
  const given = pairs.map((pair) => pair.map((name) => lower.get(name.toLowerCase())))
  const [number, name] = given.find((pair) => pair.some((one) => one !== undefined)) ?? []
  return [number, name].map((one) => (typeof one === 'string' ? one : undefined))
}

/** A person's last name comes first. */
function isThis(reportee: Reportee, number: string, name: string): boolean {
  const { socialSecurityNumber, organizationNumber } = reportee
  const wanted = name.trim().toLowerCase()
  const full = reportee.name.toLowerCase()
  if (socialSecurityNumber === number) return full.split(' ')[0] === wanted
  return organizationNumber === number && full === wanted
}
