import { mayDo, type Caller } from './access.ts'
import { invalid, problem, type Objections } from './problem.ts'
import {
  correspondenceStatuses,
  type Correspondence,
  type CorrespondenceState,
  type CorrespondenceStatus,
} from './state.ts'
import { parseMoment } from '../moment.ts'
import { organizationUrn } from '../party-urn.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const most = 1_000
const roles = ['Recipient', 'Sender', 'RecipientAndSender'] as const
const guid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
// OnBehalfOfAttribute.cs
const behalf =
  /^(?:(?:0192:|urn:altinn:organization:identifier-no:)\d{9}|(?:urn:altinn:person:identifier-no:)?\d{11})$/

interface Search {
  readonly resourceId: string
  readonly role: (typeof roles)[number]
  readonly from: number | undefined
  readonly to: number | undefined
  readonly status: CorrespondenceStatus | undefined
  readonly onBehalfOf: string | undefined
  readonly sendersReference: string | undefined
  readonly idempotentKey: string | undefined
  readonly altinn2CorrespondenceId: number | undefined
}

/** GET /: GetCorrespondencesHandler.cs. Ids alone, a thousand at most, without a next page. */
export function listCorrespondences(
  asked: Asked,
  caller: Caller,
  state: CorrespondenceState,
): Answered {
  const search = readSearch(asked)
  if ('errors' in search) return invalid(search.errors)
  const { from, to, resourceId } = search
  if (from !== undefined && to !== undefined && from > to) return problem(1027)
  const party = search.onBehalfOf?.split(':').at(-1) ?? caller.number
  const urn =
    party.length === 11 ? `urn:altinn:person:identifier-no:${party}` : organizationUrn(party)
  if (!mayDo(caller, resourceId, urn, 'read', 'write')) return problem(4001)
  const ids = find(search, urn, state).map(({ id }) => id)
  return { status: 200, body: { ids: ids.slice(0, most) } }
}

function find(search: Search, urn: string, state: CorrespondenceState): readonly Correspondence[] {
  const { altinn2CorrespondenceId, idempotentKey, resourceId } = search
  // Whose it is, and what else was asked for, does not count here.
  if (idempotentKey !== undefined) {
    return [...state.byId.values()].filter((one) => one.idempotentKey === idempotentKey)
  }
  const concerns = (one: Correspondence): boolean => isOf(one, urn, search.role)
  if (altinn2CorrespondenceId !== undefined) {
    const found = state.byAltinn2Id.get(altinn2CorrespondenceId) ?? []
    return found.filter((one) => one.resourceId === resourceId && concerns(one))
  }
  const candidates =
    search.role === 'Recipient'
      ? (state.byRecipient.get(`${resourceId} ${urn}`) ?? [])
      : [...state.byId.values()].filter((one) => one.resourceId === resourceId && concerns(one))
  return candidates
    .filter((one) => fits(one, search, urn))
    .sort((one, other) => other.requestedPublishTime - one.requestedPublishTime)
}

function isOf({ sender, recipient }: Correspondence, urn: string, role: Search['role']): boolean {
  return (role !== 'Sender' && recipient === urn) || (role !== 'Recipient' && sender === urn)
}

/** Both bounds exclude their own moment. What is purged stays in the list (QueryableExtensions.cs). */
function fits(one: Correspondence, search: Search, urn: string): boolean {
  const { from = -Infinity, to = Infinity, sendersReference } = search
  const { requestedPublishTime: at } = one
  return (
    from < at &&
    at < to &&
    (!sendersReference || one.sendersReference === sendersReference) &&
    ((search.role !== 'Recipient' && one.sender === urn && hasStatus(one, search.status, [])) ||
      (search.role !== 'Sender' && one.recipient === urn && hasStatus(one, search.status, notYet)))
  )
}

const notYet: readonly CorrespondenceStatus[] = ['Initialized', 'ReadyForPublish', 'Failed']

/** A wanted status is one that has ever been; without one, the latest must not be hidden. */
function hasStatus(
  { statuses }: Correspondence,
  wanted: CorrespondenceStatus | undefined,
  hidden: readonly CorrespondenceStatus[],
): boolean {
  if (wanted !== undefined) {
    return !hidden.includes(wanted) && statuses.some(({ status }) => status === wanted)
  }
  const latest = statuses.reduce((last, one) => (one.at >= last.at ? one : last))
  return !hidden.includes(latest.status)
}

function readSearch(asked: Asked): Search | { readonly errors: Objections } {
  onlyQuery(asked, ...names)
  const errors: Record<string, readonly string[]> = {}
  const read = <T>(name: (typeof names)[number], parse: (text: string) => T | undefined) => {
    const text = valueOf(asked, name)
    if (text === undefined || text === '') return undefined
    const value = parse(text)
    if (value === undefined) errors[name] = [`The value '${text}' is not valid.`]
    return value
  }
  const search = {
    resourceId: read('resourceId', String),
    role: read('role', (text) => oneOf(roles, text)),
    from: read('from', parseMoment),
    to: read('to', parseMoment),
    status: read('status', (text) => oneOf(correspondenceStatuses, text)),
    onBehalfOf: read('onBehalfOf', (text) => (behalf.test(text) ? text : undefined)),
    sendersReference: read('sendersReference', String),
    idempotentKey: read('idempotentKey', (text) => (guid.test(text) ? text : undefined)),
    altinn2CorrespondenceId: read('altinn2CorrespondenceId', toInteger),
  }
  const { resourceId, role } = search
  if (resourceId === undefined) errors.resourceId = ['The resourceId field is required.']
  if (valueOf(asked, 'role') === undefined) errors.role = ['The role field is required.']
  const isRight = Object.keys(errors).length === 0
  return isRight && resourceId !== undefined && role !== undefined
    ? { ...search, resourceId, role }
    : { errors }
}

const names = [
  'resourceId',
  'role',
  'from',
  'to',
  'status',
  'onBehalfOf',
  'sendersReference',
  'idempotentKey',
  'altinn2CorrespondenceId',
] as const

function valueOf({ query }: Asked, name: string): string | undefined {
  return [...query].find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1]
}

/** ASP.NET reads enums by name, in any case, or by number. */
function oneOf<T extends string>(all: readonly T[], text: string): T | undefined {
  const place = /^\d+$/.test(text) ? Number(text) : -1
  return all[place] ?? all.find((one) => one.toLowerCase() === text.toLowerCase())
}

function toInteger(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : Infinity
  return value <= 2_147_483_647 ? value : undefined
}
