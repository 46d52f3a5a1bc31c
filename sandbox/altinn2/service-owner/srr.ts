import { json, parameter } from '../answer.ts'
import { list } from '../list.ts'
import { numberOf, readList, readMembers, textOf, toMembers, type Members } from '../members.ts'
import { api, Refused, serviceOwner, withLinks, type Call, type Operation } from '../operation.ts'
import type { SrrRight } from './srr-state.ts'
import type { Answered } from '../../strict.ts'

const by = 'organisation'
const read = { method: 'GET', by, scopes: serviceOwner('srr.read') } as const
const write = { by, scopes: serviceOwner('srr.write') } as const
const query = ['ForceEIAuthentication']
const one = 'serviceowner/srr/{id}'

/** Altinn/docs content/api/tjenesteeiere/rest, and static/swagger/altinn-serviceowner-srr-v0.json. */
export const srrOperations: readonly Operation[] = [
  {
    ...read,
    path: 'serviceowner/srr',
    when: ['serviceCode', 'serviceEditionCode'],
    query: ['reportee', ...query],
    answer: listRights,
  },
  // Without one of the two; the reason's words are inferred.
  {
    ...read,
    path: 'serviceowner/srr',
    query: [...query, 'serviceCode', 'reportee'],
    answer: noService,
  },
  { ...read, path: one, query, answer: getRight },
  { ...write, method: 'POST', path: 'serviceowner/srr', query, answer: createRights },
  { ...write, method: 'PUT', path: one, query, answer: updateRight },
  { ...write, method: 'DELETE', path: one, query, answer: deleteRight },
]

function noService(): Answered {
  return { status: 400, reason: 'serviceCode and serviceEditionCode are required' }
}

function toRight(right: SrrRight, call: Call, status?: string): object {
  const properties = {
    ...{ Id: right.id, ServiceCode: right.serviceCode, ServiceEditionCode: right.serviceEdition },
    ...{ Reportee: right.reportee, Right: right.right, ValidTo: right.validTo },
    ...{ Condition: right.condition, OperationStatus: status },
  }
  const self = { href: `${api(call)}/serviceowner/srr/${right.id}` }
  return withLinks(call.asked, properties, { self })
}

/** The name below `_embedded` is not documented. */
function listRights(call: Call): Answered {
  const { asked, records, organization } = call
  const reportee = parameter(asked, 'reportee')
  const items = records.srr.filter(
    (right) =>
      right.owner === organization &&
      right.serviceCode === parameter(asked, 'serviceCode') &&
      String(right.serviceEdition) === parameter(asked, 'serviceEditionCode') &&
      (reportee === undefined || right.reportee === reportee),
  )
  const toItem = (right: SrrRight): object => toRight(right, call)
  return list(call, { relation: 'srrrights', model: 'SrrRight', items, toItem })
}

/** The draft of the swagger file says 403 of an id that is unknown or another owner's. */
function needRight({ records, params, organization }: Call): SrrRight {
  const found = records.srr.find(({ id }) => String(id) === params.id)
  if (found?.owner === organization) return found
  throw new Refused({
    status: 403,
    reason: 'The API key is not authorized for this operation, or the supplied rule id is invalid.',
  })
}

function getRight(call: Call): Answered {
  return json(call.asked, toRight(needRight(call), call))
}

const members = ['Id', 'ServiceCode', 'ServiceEditionCode', 'Reportee', 'Right', 'ValidTo']
const known = [...members, 'Condition', 'OperationStatus']
const conditions = [
  ...['HandledBy', 'IsRecipient', 'IsSender', 'KeepSessionAlive', 'AllowedRedirectDomain'],
]

function parseRight(given: Members, id: number, owner: string): SrrRight {
  const serviceCode = textOf(given, 'ServiceCode')
  const serviceEdition = numberOf(given, 'ServiceEditionCode')
  const reportee = textOf(given, 'Reportee')
  if (serviceCode === undefined || serviceEdition === undefined || reportee === undefined) {
    throw new Refused({ status: 400 })
  }
  return {
    ...{ id, owner, serviceCode, serviceEdition, reportee },
    right: textOf(given, 'Right') ?? 'Read',
    validTo: textOf(given, 'ValidTo') ?? '9999-12-31T23:59:59.997',
    ...(given.Condition === undefined ? {} : { condition: toMembers(given.Condition, conditions) }),
  }
}

/** Each with what became of it. */
async function createRights(call: Call): Promise<Answered> {
  const { asked, records, organization } = call
  const answered = (await readList(asked, known)).map((given) => {
    const right = parseRight(given, (records.next += 1), organization)
    const status = statusOf(right, records.srr)
    if (status === 'Ok') records.srr.push(right)
    return toRight(right, call, status)
  })
  return answered.length === 0 ? { status: 400 } : json(asked, answered, 201)
}

function statusOf(right: SrrRight, all: readonly SrrRight[]): string {
  if (!/^(?:\d{9}|\d{11})$/.test(right.reportee)) return 'EmptyOrNotAValidSsnOrOrganisation'
  if (Date.parse(right.validTo) < Date.now()) return 'RightAlreadyExpired'
  const isThere = all.some(
    (one) =>
      one.serviceCode === right.serviceCode &&
      one.serviceEdition === right.serviceEdition &&
      one.reportee === right.reportee &&
      one.right === right.right,
  )
  return isThere ? 'RuleAlreadyExists' : 'Ok'
}

async function updateRight(call: Call): Promise<Answered> {
  const { asked, records, organization } = call
  const before = needRight(call)
  const after = parseRight(await readMembers(asked, known), before.id, organization)
  records.srr.splice(records.srr.indexOf(before), 1, after)
  return json(asked, toRight(after, call, 'Ok'))
}

function deleteRight(call: Call): Answered {
  const { srr } = call.records
  srr.splice(srr.indexOf(needRight(call)), 1)
  return { status: 204 }
}
