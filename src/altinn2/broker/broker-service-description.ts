import { serviceCode, serviceEdition } from '../parameters.ts'
import type { ServiceKey } from '../service-key.ts'

/** What a sender says of a file, as JSON in the query; its list of files within is not read. */
export interface BrokerServiceDescription {
  readonly service: ServiceKey
  readonly sendersReference: string
  readonly recipients: readonly string[]
  readonly properties: Readonly<Record<string, string>>
}

/** The name of the member that is missing or malformed; empty when the whole is no object. */
export interface Malformed {
  readonly malformed: string
}

/** Reads which service a description is for, and nothing else of it. */
export function parseDescribedService(text: string | undefined): ServiceKey | Malformed {
  const members = parseMembers(text)
  return members === undefined ? { malformed: '' } : serviceOf(members)
}

/** Reads a description; like ASP.NET, without regard to the case of names. */
export function parseBrokerServiceDescription(
  text: string | undefined,
): BrokerServiceDescription | Malformed {
  const members = parseMembers(text)
  if (members === undefined) return { malformed: '' }
  const service = serviceOf(members)
  if ('malformed' in service) return service
  const reference = members.get('sendersreference') ?? ''
  const recipients = members.get('recipients') ?? []
  const properties = parseProperties(members.get('properties') ?? {})
  if (typeof reference !== 'string') return { malformed: 'SendersReference' }
  if (!isListOfText(recipients)) return { malformed: 'Recipients' }
  if (properties === undefined) return { malformed: 'Properties' }
  return { service, sendersReference: reference, recipients, properties }
}

function serviceOf(members: ReadonlyMap<string, unknown>): ServiceKey | Malformed {
  const code = members.get('servicecode')
  const edition = toText(members.get('serviceeditioncode'))
  if (typeof code !== 'string' || !serviceCode.test(code)) return { malformed: 'ServiceCode' }
  if (edition === undefined || !serviceEdition.test(edition))
    return { malformed: 'ServiceEditionCode' }
  return { code, edition: Number(edition) }
}

function parseMembers(text = ''): ReadonlyMap<string, unknown> | undefined {
  const parsed = parseJson(text)
  if (!isObject(parsed)) return undefined
  return new Map(Object.entries(parsed).map(([name, value]) => [name.toLowerCase(), value]))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function parseProperties(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isObject(value)) return undefined
  const pairs = Object.entries(value).map(([name, property]) => [name, toText(property)] as const)
  if (pairs.some(([, property]) => property === undefined)) return undefined
  return Object.fromEntries(pairs) as Readonly<Record<string, string>>
}

function toText(value: unknown): string | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? `${value}` : undefined
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
