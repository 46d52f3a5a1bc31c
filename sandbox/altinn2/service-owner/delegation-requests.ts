import { randomUUID } from 'node:crypto'
import { json, parameter, wantsHal } from '../answer.ts'
import { toLocal } from '../broker/view.ts'
import { pageOf, selfOf } from '../list.ts'
import { numberOf, readMembers, textOf, toList } from '../members.ts'
import {
  api,
  odata,
  Refused,
  serviceOwner,
  withLinks,
  type Call,
  type Operation,
} from '../operation.ts'
import type { DelegationRequest } from './delegation-requests-state.ts'
import type { Answered } from '../../strict.ts'

const by = 'organisation'
const read = { method: 'GET', by, scopes: serviceOwner('delegationrequests.read') } as const
const write = { by, scopes: serviceOwner('delegationrequests.write') } as const
const forced = ['ForceEIAuthentication']
const base = 'serviceowner/delegationrequests'
const narrowing = [
  ...['serviceCode', 'serviceEditionCode', 'status', 'status[0]', 'status[1]'],
  ...['continuation', 'coveredBy', 'offeredBy'],
]

/** Altinn/docs content/api/tjenesteeiere/rest: a service owner asks for access on a user's behalf. */
export const delegationRequestOperations: readonly Operation[] = [
  { ...read, path: base, query: [...narrowing, ...forced, ...odata], answer: listRequests },
  { ...read, path: `${base}/{guid}`, query: forced, answer: getRequest },
  { ...write, method: 'POST', path: base, query: forced, answer: createRequest },
  { ...write, method: 'DELETE', path: `${base}/{guid}`, query: forced, answer: deleteRequest },
]

function toRequest(one: DelegationRequest, call: Call): object {
  const { publicOrigin, asked } = call
  const properties = {
    ...{ Guid: one.guid, RequestStatus: one.status, CoveredBy: one.coveredBy },
    ...{ OfferedBy: one.offeredBy, RedirectUrl: one.redirectUrl, RequestMessage: one.message },
    ...{ Created: one.lastChanged, LastChanged: one.lastChanged },
    RequestResources: one.resources.map(({ serviceCode, serviceEdition }) => ({
      ...{ ServiceCode: serviceCode, ServiceEditionCode: serviceEdition },
      Operations: ['Read', 'Write'],
    })),
  }
  return withLinks(asked, properties, {
    self: { href: `${api(call)}/${base}/${one.guid}` },
    sendRequest: { href: `${publicOrigin}/ui/DelegationRequest/send/${one.guid}` },
  })
}

function mine({ records, organization }: Call): readonly DelegationRequest[] {
  return records.delegationRequests.filter(({ owner }) => owner === organization)
}

/** A list whose end says where the next one begins; an empty one says nothing. */
function listRequests(call: Call): Answered {
  const { asked } = call
  const wanted = mine(call).filter(isWanted(call))
  const rows = wanted.map((one) => ({
    ...{ one, Guid: one.guid, RequestStatus: one.status, CoveredBy: one.coveredBy },
    ...{ OfferedBy: one.offeredBy, LastChanged: one.lastChanged },
  }))
  const page = pageOf(asked, 'DelegationRequest', rows)
  const items = page.map(({ one }) => toRequest(one, call))
  if (!wantsHal(asked)) return json(asked, items)
  const token = tokenOf(page.at(-1)?.one)
  const next = `${api(call)}/${base}?continuation=${token ?? ''}`
  const links = { self: { href: selfOf(call) }, ...(token ? { next: { href: next } } : {}) }
  const ending = token === undefined ? {} : { continuationtoken: token }
  return json(asked, { _links: links, _embedded: { delegationRequests: items }, ...ending })
}

/** The last change with three digits of milliseconds, and the number (continuation-token.md). */
export function tokenOf(
  last: { readonly lastChanged: string; readonly id: number } | undefined,
): string | undefined {
  if (last === undefined) return undefined
  const [seconds = '', milliseconds = ''] = last.lastChanged.split('.')
  return `${seconds}.${milliseconds.padEnd(3, '0').slice(0, 3)}_${last.id}`
}

function isWanted({ asked }: Call): (one: DelegationRequest) => boolean {
  const statuses = [...asked.query].flatMap(([name, value]) =>
    /^status(?:\[\d+\])?$/i.test(name) ? [value.toLowerCase()] : [],
  )
  const after = Number(parameter(asked, 'continuation')?.split('_').at(-1) ?? 0)
  const isEqual = (name: string, value: string): boolean =>
    (parameter(asked, name) ?? value) === value
  return ({ id, status, coveredBy, offeredBy, resources }) =>
    id > after &&
    (statuses.length === 0 || statuses.includes(status.toLowerCase())) &&
    isEqual('coveredBy', coveredBy) &&
    isEqual('offeredBy', offeredBy) &&
    resources.some(({ serviceCode }) => isEqual('serviceCode', serviceCode))
}

function needRequest(call: Call): DelegationRequest {
  const wanted = call.params.guid?.toLowerCase()
  const found = mine(call).find(({ guid }) => guid === wanted)
  if (found === undefined) throw new Refused({ status: 403 })
  return found
}

function getRequest(call: Call): Answered {
  return json(call.asked, toRequest(needRequest(call), call))
}

const members = ['CoveredBy', 'OfferedBy', 'RedirectUrl', 'KeepSessionAlive', 'RequestMessage']
const resource = ['ServiceCode', 'ServiceEditionCode', 'AltinnAppId', 'Operations', 'Metadata']

/** 200 by a client that took nothing else (navikt/min-side-arbeidsgiver-api). */
async function createRequest(call: Call): Promise<Answered> {
  const { asked, records, organization: owner } = call
  const given = await readMembers(asked, [...members, 'RequestResources'])
  const [coveredBy, offeredBy] = [textOf(given, 'CoveredBy'), textOf(given, 'OfferedBy')]
  const resources = toList(given.RequestResources, resource).map((one) => ({
    serviceCode: textOf(one, 'ServiceCode') ?? '',
    serviceEdition: numberOf(one, 'ServiceEditionCode') ?? 0,
  }))
  if (coveredBy === undefined || offeredBy === undefined || resources.length === 0) {
    return { status: 400 }
  }
  const [redirectUrl, message] = [textOf(given, 'RedirectUrl'), textOf(given, 'RequestMessage')]
  const added: DelegationRequest = {
    ...{ guid: randomUUID(), id: (records.next += 1), owner, coveredBy, offeredBy, resources },
    ...(redirectUrl === undefined ? {} : { redirectUrl }),
    ...(message === undefined ? {} : { message }),
    ...{ status: 'Created', lastChanged: toLocal(Date.now()) },
  }
  records.delegationRequests.push(added)
  return json(asked, toRequest(added, call))
}

/** One that was answered stays (release note 20.9). */
function deleteRequest(call: Call): Answered {
  const found = needRequest(call)
  if (['Accepted', 'Rejected'].includes(found.status)) return { status: 403 }
  const { delegationRequests } = call.records
  delegationRequests.splice(delegationRequests.indexOf(found), 1)
  return { status: 204 }
}
