import { randomUUID } from 'node:crypto'
import { json, parameter } from '../answer.ts'
import { toLocal } from '../broker/view.ts'
import type { ConsentRequest } from './consent-state.ts'
import { list } from '../list.ts'
import { numberOf, readMembers, textOf, toList, toMembers, type Members } from '../members.ts'
import { api, endUser, odata, Refused, withLinks, type Call, type Operation } from '../operation.ts'
import { anyReportee } from '../reportees/party.ts'
import type { Answered } from '../../strict.ts'

const scopes = (action: string): readonly string[] =>
  endUser(`altinn:consentrequests.${action}`, `altinn:enduser/consentrequests.${action}`)
const read = { method: 'GET', by: 'organisation', scopes: scopes('read') } as const
const write = { by: 'organisation', scopes: scopes('write') } as const
const forced = ['ForceEIAuthentication']
const narrowing = ['serviceCode', 'serviceEditionCode', 'direction', 'status', 'continuation']

/** Altinn/docs content/utviklingsguider/samtykke; the older name has one s less (release note 19.8). */
export const consentOperations: readonly Operation[] = [
  {
    ...read,
    path: 'consentRequests',
    query: [...narrowing, 'status[0]', 'status[1]', ...forced, ...odata],
    answer: listConsents,
  },
  ...['consentRequests', 'consentRequest'].flatMap((path): readonly Operation[] => [
    { ...read, path: `${path}/{code}`, query: forced, answer: getConsent },
    { ...write, method: 'POST', path, query: forced, answer: createConsent },
    { ...write, method: 'DELETE', path: `${path}/{code}`, query: forced, answer: deleteConsent },
  ]),
]

/** Links are in HAL alone, and lead to the older name. */
function toConsent(one: ConsentRequest, call: Call): object {
  const { publicOrigin } = call
  const properties = {
    ...{ AuthorizationCode: one.code, RequestStatus: one.status },
    ...{ CoveredBy: one.coveredBy, OfferedBy: one.offeredBy, HandledBy: one.handledBy },
    ...{ ValidTo: one.validTo, RedirectUrl: one.redirectUrl },
    RequestResources: one.resources.map((resource) => ({
      ServiceCode: resource.serviceCode,
      ServiceEditionCode: resource.serviceEdition,
      Metadata: resource.metadata,
    })),
    ...{ RequestMessage: one.message, PortalViewMode: one.portalViewMode },
    ...{ Created: one.created, LastChanged: one.lastChanged },
  }
  return withLinks(call.asked, properties, {
    self: { href: `${api(call)}/consentRequest/${one.code}` },
    gui: { href: `${publicOrigin}/ui/AccessConsent/request?id=${one.code}` },
  })
}

function statusesOf({ query }: Call['asked']): readonly string[] {
  return [...query].flatMap(([name, value]) =>
    /^status(?:\[\d+\])?$/i.test(name) ? [value.toLowerCase()] : [],
  )
}

function listConsents(call: Call): Answered {
  const { asked, records, organization } = call
  const side =
    parameter(asked, 'direction')?.toLowerCase() === 'incoming' ? 'offeredBy' : 'coveredBy'
  const statuses = statusesOf(asked)
  const code = parameter(asked, 'serviceCode')
  const edition = parameter(asked, 'serviceEditionCode')
  const items = records.consents
    .filter((one) => one[side] === organization)
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status.toLowerCase()))
    .filter(({ resources }) => resources.some((one) => isOf(one, code, edition)))
    .filter(isAfter(parameter(asked, 'continuation')))
  return list(call, {
    relation: 'consentRequests',
    model: 'ConsentRequest',
    items: items.map((one) => ({
      ...{ one, RequestStatus: one.status, OfferedBy: one.offeredBy, CoveredBy: one.coveredBy },
      ...{ LastChanged: one.lastChanged, Created: one.created, ValidTo: one.validTo },
    })),
    toItem: ({ one }) => toConsent(one, call),
  })
}

function isOf(
  one: { readonly serviceCode: string; readonly serviceEdition: number },
  code: string | undefined,
  edition: string | undefined,
): boolean {
  return (
    (code === undefined || one.serviceCode === code) &&
    (edition === undefined || String(one.serviceEdition) === edition)
  )
}

/** `<last change>_<id>`: what comes after that one (continuation-token.md). */
function isAfter(token: string | undefined): (one: ConsentRequest) => boolean {
  const last = token?.split('_').at(-1)
  return ({ id }) => last === undefined || id > Number(last)
}

/** One that is unknown, or another organisation's, is refused alike. */
function needConsent({ records, params, organization }: Call): ConsentRequest {
  const found = records.consents.find(({ code }) => code === params.code?.toLowerCase())
  const isOwn = found?.coveredBy === organization || found?.offeredBy === organization
  if (found === undefined || !isOwn) throw new Refused({ status: 403 })
  return found
}

function getConsent(call: Call): Answered {
  return json(call.asked, toConsent(needConsent(call), call))
}

function deleteConsent(call: Call): Answered {
  const found = needConsent(call)
  if (!['Unopened', 'Opened'].includes(found.status)) return { status: 403 }
  call.records.consents.splice(call.records.consents.indexOf(found), 1)
  return { status: 204 }
}

const members = [
  ...['CoveredBy', 'OfferedBy', 'OfferedByName', 'HandledBy', 'RequiredDelegator'],
  ...['RequiredDelegatorName', 'ValidTo', 'RedirectUrl', 'RequestResources', 'RequestMessage'],
  'PortalViewMode',
]
const resource = ['ServiceCode', 'ServiceEditionCode', 'Operations', 'Metadata']

/** Errors are a list of models (release note 21.8). Numbers other than that note's are invented. */
function refusedFor(code: string, message: string): Refused {
  return new Refused({ status: 400, body: [{ ErrorCode: code, ErrorMessage: message }] })
}

async function createConsent(call: Call): Promise<Answered> {
  const { asked, records, organization } = call
  const given = await readMembers(asked, members)
  const id = (records.next += 1)
  const now = toLocal(Date.now())
  const handledBy = textOf(given, 'HandledBy')
  const added: ConsentRequest = {
    ...needParties(given, call),
    ...{ code: randomUUID(), id, status: 'Unopened', isRevoked: false },
    ...{ validTo: needText(given, 'ValidTo'), redirectUrl: needText(given, 'RedirectUrl') },
    resources: needResources(given),
    ...(handledBy === undefined ? {} : { handledBy }),
    ...(given.RequestMessage === undefined ? {} : { message: toTexts(given.RequestMessage) }),
    portalViewMode: textOf(given, 'PortalViewMode') ?? 'Hide',
    ...{ created: now, lastChanged: now },
  }
  if (added.coveredBy !== organization) throw new Refused({ status: 403 })
  records.consents.push(added)
  return json(asked, toConsent(added, call), 201)
}

function needText(given: Members, name: string): string {
  const text = textOf(given, name)
  if (text === undefined) throw refusedFor('40301', `${name} is required`)
  return text
}

function needParties(given: Members, { reportees }: Call) {
  const coveredBy = needText(given, 'CoveredBy')
  const offeredBy = needText(given, 'OfferedBy')
  const name = needText(given, 'OfferedByName').toLowerCase()
  if (coveredBy === offeredBy) throw refusedFor('40302', 'CoveredBy and OfferedBy are the same')
  const found = anyReportee(reportees, offeredBy)?.name.toLowerCase()
  if (found !== name && found?.split(' ')[0] !== name) {
    throw refusedFor('40332', `OfferedBy is not valid, or the name does not belong to it`)
  }
  return { coveredBy, offeredBy }
}

function needResources(given: Members): ConsentRequest['resources'] {
  const resources = toList(given.RequestResources, resource).map((one) => ({
    serviceCode: needText(one, 'ServiceCode'),
    serviceEdition: numberOf(one, 'ServiceEditionCode') ?? 0,
    metadata: one.Metadata === undefined ? {} : toTexts(one.Metadata),
  }))
  if (resources.length === 0) throw refusedFor('40303', 'RequestResources is required')
  return resources
}

/** Names that each service chooses for itself, and the languages of a message. */
function toTexts(value: unknown): Readonly<Record<string, string>> {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
  const given = toMembers(value, names)
  return Object.fromEntries(names.map((name) => [name, textOf(given, name) ?? '']))
}
