import type { Part } from './parts.ts'
import type { Instance, InstanceStatus } from '../../storage/model.ts'
import { UnlikeTheRealOne } from '../../../strict.ts'

/** Instance.cs, as far as a caller may say anything of it. */
export interface GivenInstance {
  readonly instanceOwner?: GivenOwner | null
  readonly dueBefore?: string
  readonly visibleAfter?: string
  readonly dataValues?: NonNullable<Instance['dataValues']>
  readonly status?: Partial<InstanceStatus>
}

export interface GivenOwner {
  readonly partyId?: string
  readonly personNumber?: string
  readonly organisationNumber?: string
  readonly username?: string
  readonly externalIdentifier?: string
}

/** ExtractInstanceTemplate: takes the part out of the list; undefined when there is none. */
export function takeTemplate(parts: Part[]): GivenInstance | undefined {
  const [only] = parts
  const named = parts.find(({ name }) => name === 'instance')
  const part = named ?? (parts.length === 1 && only?.name === undefined ? only : undefined)
  return part === undefined ? undefined : take(parts, part)
}

/** The stand-in sends no notification; the part must not be taken for data. */
export function dropNotification(parts: Part[]): void {
  const part = parts.find(({ name }) => name === 'notification')
  if (part !== undefined) parts.splice(parts.indexOf(part), 1)
}

function take(parts: Part[], part: Part): GivenInstance | undefined {
  parts.splice(parts.indexOf(part), 1)
  if (part.bytes.length === 0 || !part.contentType.includes('application/json')) return undefined
  const given = JSON.parse(part.bytes.toString()) as Record<string, unknown> | null
  if (given === null) return undefined
  // The others are read and then set by the app or by Storage.
  onlyNames(given, 'instanceOwner', 'dueBefore', 'visibleAfter', 'dataValues', 'status')
  const { instanceOwner, dueBefore, visibleAfter, dataValues, status } = given
  return {
    ...(instanceOwner === undefined ? {} : { instanceOwner: toOwner(instanceOwner) }),
    ...(typeof dueBefore === 'string' ? { dueBefore: toMoment(dueBefore) } : {}),
    ...(typeof visibleAfter === 'string' ? { visibleAfter: toMoment(visibleAfter) } : {}),
    ...(isRecord(dataValues) ? { dataValues: toTexts(dataValues) } : {}),
    ...(isRecord(status) ? { status } : {}),
  }
}

/** Newtonsoft ignores unknown names; the gateway sends one only by mistake. */
export function onlyNames(given: object, ...known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw new UnlikeTheRealOne(`member ${name}`)
  }
}

const toTexts = (given: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Numbers are read as text, too. */
export function toOwner(given: unknown): GivenOwner | null {
  if (!isRecord(given)) return null
  const names = ['partyId', 'personNumber', 'organisationNumber', 'username', 'externalIdentifier']
  onlyNames(given, ...names)
  const entries = Object.entries(given).filter(([, value]) => value !== null)
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]))
}

/** DateTimeHelper.ConvertToUniversalTime */
function toMoment(text: string): string {
  const at = new Date(text)
  return Number.isNaN(at.getTime()) ? text : at.toISOString().replace(/\.?0*Z$/, 'Z')
}
