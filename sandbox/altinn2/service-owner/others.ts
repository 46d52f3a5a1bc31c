import { json, parameter, wantsHal } from '../answer.ts'
import { list, selfOf } from '../list.ts'
import { serviceOwner, withLinks, type Call, type Operation } from '../operation.ts'
import { anyReportee } from '../reportees/party.ts'
import { toOwnersRow } from '../reportees/view.ts'
import { tokenOf } from './delegation-requests.ts'
import type { ConsentRequest } from '../consents/consent-state.ts'
import type { Answered } from '../../strict.ts'

const by = 'organisation'
const forced = ['ForceEIAuthentication']
const consents = { method: 'GET', by, scopes: serviceOwner('consents') } as const
const narrowing = ['status', 'status[0]', 'status[1]', 'continuation', ...forced]

/** Altinn/docs content/api/tjenesteeiere/rest: consents given, the feed, and whom a message reaches. */
export const ownersOtherOperations: readonly Operation[] = [
  ...(['serviceEditionCode', 'serviceEdition'] as const).map((edition) => ({
    ...consents,
    path: 'serviceowner/consents',
    when: ['serviceCode', edition],
    query: narrowing,
    answer: (call: Call) => listConsents(call, parameter(call.asked, edition)),
  })),
  // Without one of the two; the reason's words are inferred.
  {
    ...consents,
    path: 'serviceowner/consents',
    query: [...narrowing, 'serviceCode', 'serviceEdition', 'serviceEditionCode'],
    answer: () => ({ status: 400, reason: 'serviceCode and serviceEditionCode are required' }),
  },
  {
    ...{ method: 'GET', by, scopes: serviceOwner('events') },
    path: 'serviceowner/events/feed',
    query: ['eventOffset', 'fetch', ...forced],
    answer: readFeed,
  },
  {
    ...{ method: 'GET', by, scopes: serviceOwner('notifications.read') },
    path: 'serviceowner/notifications/validaterecipient',
    query: [
      ...['organizationNumber', 'socialSecurityNumber', 'lastName'],
      ...['serviceCode', 'serviceEditionCode', ...forced],
    ],
    answer: validateRecipient,
  },
]

/** Expired ones are not listed; what was used once counts as revoked. */
function listConsents(call: Call, edition: string | undefined): Answered {
  const { asked, records } = call
  const code = parameter(asked, 'serviceCode')
  const statuses = [...asked.query].flatMap(([name, value]) =>
    /^status(?:\[\d+\])?$/i.test(name) ? [value.toLowerCase()] : [],
  )
  const after = Number(parameter(asked, 'continuation')?.split('_').at(-1) ?? 0)
  const found = records.consents
    .filter(({ status, id }) => status === 'Accepted' && id > after)
    .filter(({ resources: [first] }) => first?.serviceCode === code)
    .filter(({ resources: [first] }) => String(first?.serviceEdition) === edition)
    .filter((one) => statuses.length === 0 || statuses.includes(statusOf(one)))
  const items = found.map((one) => toConsent(one, call))
  if (!wantsHal(asked)) return json(asked, items)
  const token = tokenOf(found.at(-1))
  const self = selfOf(call)
  const next = token === undefined ? {} : { next: { href: `${self}&continuation=${token}` } }
  const ending = token === undefined ? {} : { continuationtoken: token }
  return json(asked, {
    _links: { self: { href: self }, ...next },
    _embedded: { consents: items },
    ...ending,
  })
}

function statusOf({ isRevoked }: ConsentRequest): string {
  return isRevoked ? 'revoked' : 'active'
}

function toConsent(one: ConsentRequest, { reportees }: Call): object {
  const rowOf = (number: string | undefined): object | undefined => {
    const found = anyReportee(reportees, number)
    return found && toOwnersRow(found, reportees.modes)
  }
  return {
    ...{ ConsentId: one.id, AuthorizationCode: one.code, Status: statusOf(one) },
    ...{ OfferedBy: rowOf(one.offeredBy), CoveredBy: rowOf(one.coveredBy) },
    HandledBy: rowOf(one.handledBy),
    ...{ Created: `${one.created}4567+01:00`, LastChanged: `${one.lastChanged}+01:00` },
    ValidTo: `${one.validTo}+01:00`,
  }
}

/** The kinds are those of release note 19.3; the names of members are inferred, none are published. */
const events = [
  { EventId: 1, EventType: 'Created', CorrespondenceId: 4_210_001, Reportee: '313876144' },
  { EventId: 2, EventType: 'NotificationSent', CorrespondenceId: 4_210_001, Reportee: '313876144' },
  { EventId: 3, EventType: 'Read', CorrespondenceId: 4_210_001, Reportee: '313876144' },
]

function readFeed(call: Call): Answered {
  const offset = Number(parameter(call.asked, 'eventOffset') ?? 0)
  const most = Math.min(Number(parameter(call.asked, 'fetch') ?? 10_000), 10_000)
  const items = events.filter(({ EventId: id }) => id > offset).slice(0, most)
  const toItem = (item: object): object => item
  return list(call, { relation: 'events', model: 'Event', items, toItem, rowsPerPage: 10_000 })
}

/** An organisation alone, or a person with a last name; names in camel case (navikt/dokdistkanal). */
function validateRecipient(call: Call): Answered {
  const { asked, reportees } = call
  const organization = parameter(asked, 'organizationNumber')
  const person = parameter(asked, 'socialSecurityNumber')
  const name = parameter(asked, 'lastName')
  const hasCode = parameter(asked, 'serviceCode') !== undefined
  const hasEdition = parameter(asked, 'serviceEditionCode') !== undefined
  const isOne = (organization === undefined) === (person !== undefined && name !== undefined)
  if (!isOne || hasCode !== hasEdition) return { status: 400 }
  const found = anyReportee(reportees, organization ?? person)
  const start = (text = ''): string => text.slice(0, 4).toLowerCase()
  const isMeant = organization !== undefined || start(found?.name) === start(name)
  const inboxAccessible = found !== undefined && found.status !== 'Inactive' && isMeant
  const properties = {
    ...{ inboxAccessible, canReceiveNotificationBySms: false },
    canReceiveNotificationByEmail: inboxAccessible,
  }
  return json(asked, withLinks(asked, properties, { self: { href: selfOf(call) } }))
}
