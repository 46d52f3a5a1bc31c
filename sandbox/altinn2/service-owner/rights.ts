import { json, parameter } from '../answer.ts'
import { list, pageOf, selfOf } from '../list.ts'
import { readMembers, textOf, toList } from '../members.ts'
import {
  api,
  odata,
  Refused,
  serviceOwner,
  withLinks,
  type Call,
  type Operation,
} from '../operation.ts'
import { anyReportee } from '../reportees/party.ts'
import type { Reportee } from '../reportees/state.ts'
import { toOwnersRow } from '../reportees/view.ts'
import { rightsByRoles } from '../rights.ts'
import { describeRole, languageOf, roleDefinitions } from '../roles.ts'
import { isParty } from '../broker/outbox.ts'
import { people } from '../../people.ts'
import type { Answered } from '../../strict.ts'

const by = 'organisation'
const read = { method: 'GET', by, scopes: serviceOwner('rolesandrights') } as const
const write = { by, scopes: serviceOwner('delegations.write') } as const
const forced = ['ForceEIAuthentication']
const roles = 'serviceowner/delegations/roles'
const query = ['subject', 'reportee', ...odata, ...forced]

/** Altinn/docs content/api/tjenesteeiere/rest: a person's rights and roles, and one role to give. */
export const ownersRightsOperations: readonly Operation[] = [
  { ...read, path: 'serviceowner/authorization/rights', query, answer: listRights },
  { ...read, path: 'serviceowner/authorization/roles', query, answer: listRoles },
  { ...write, method: 'POST', path: roles, query: ['onBehalfOf', ...forced], answer: giveRole },
  { ...write, method: 'DELETE', path: `${roles}/{roleId}`, query: forced, answer: takeRole },
]

const noProfile =
  'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal'

/** Unknown numbers are repeated in the reason; a person must have logged in to the portal once. */
function needParty({ asked, reportees }: Call, name: 'subject' | 'reportee'): Reportee {
  const number = parameter(asked, name) ?? ''
  const found = isParty(number) ? anyReportee(reportees, number) : undefined
  const isNew = [people.newcomer.number].some((one) => one === number)
  if (name === 'subject' && isNew) throw new Refused({ status: 400, reason: noProfile })
  if (found !== undefined) return found
  const reason = `${number} is not a valid organization number or social security number.`
  throw new Refused({ status: 400, reason })
}

/** One object in every dialect. */
function listRights(call: Call): Answered {
  const { asked, reportees } = call
  const subject = toOwnersRow(needParty(call, 'subject'), reportees.modes)
  const reportee = toOwnersRow(needParty(call, 'reportee'), reportees.modes)
  const rights = pageOf(asked, 'Right', rightsByRoles())
  const properties = { Subject: subject, Reportee: reportee, Rights: rights }
  return json(asked, withLinks(asked, properties, { self: { href: selfOf(call) } }))
}

function listRoles(call: Call): Answered {
  const { asked } = call
  needParty(call, 'subject')
  needParty(call, 'reportee')
  const language = languageOf(asked)
  return list(call, {
    relation: 'roles',
    model: 'Role',
    items: roleDefinitions.map((role) => ({
      RoleId: 700_000 + role.id,
      ...describeRole(role, language),
      ...(role.type === 'External'
        ? {}
        : { Delegator: people.leader.name, DelegatedTime: '2024-08-26T07:06:05.432' }),
    })),
    toItem: (item) => {
      const href = `${api(call)}/serviceowner/roledefinitions/${item.RoleDefinitionId}`
      return withLinks(asked, item, { roledefinition: { href } })
    },
  })
}

/** Every mistake in the model is 403 with its reason; the words are inferred. */
async function giveRole({ asked, reportees }: Call): Promise<Answered> {
  if (parameter(asked, 'onBehalfOf') === undefined) {
    return { status: 403, reason: 'onBehalfOf is required' }
  }
  const names = ['Type', 'Email', 'SocialSecurityNumber', 'LastName', 'OrganizationNumber', 'Name']
  const given = await readMembers(asked, [...names, 'Roles'])
  const person = textOf(given, 'SocialSecurityNumber')
  const found = anyReportee(reportees, person ?? textOf(given, 'OrganizationNumber'))
  const name = textOf(given, person === undefined ? 'Name' : 'LastName')?.toLowerCase()
  const isNamed = name !== undefined && found?.name.toLowerCase().startsWith(name) === true
  if (!isNamed) return { status: 403, reason: 'The receiver is not valid' }
  const ids = toList(given.Roles, ['RoleDefinitionId'])
  if (ids.length === 0) return { status: 403, reason: 'Roles is required' }
  return { status: 201 }
}

function takeRole({ params }: Call): Answered {
  return { status: /^\d+$/.test(params.roleId ?? '') ? 204 : 404 }
}
