import { json, parameter, wantsHal } from '../answer.ts'
import { createDelegation } from './new.ts'
import { holdersOf, needHolder, rightsOf, rolesOf } from './view.ts'
import { list } from '../list.ts'
import { api, endUser, odata, Refused, withLinks, type Call, type Operation } from '../operation.ts'
import type { RightHolder } from '../records.ts'
import type { Answered } from '../../strict.ts'

const read = { method: 'GET', by: 'party', scopes: endUser('altinn:delegations.read') } as const
const write = { by: 'party', scopes: endUser('altinn:delegations.write') } as const
const remove = { ...write, method: 'DELETE' } as const
const base = '{who}/authorization/delegations'
const one = `${base}/{receiverId}`

/** Altinn/docs content/api/rest/autorisasjon: who has been given something by a party. */
export const delegationOperations: readonly Operation[] = [
  { ...read, path: base, when: ['receiverId'], query: odata, answer: listRights },
  {
    ...read,
    path: base,
    query: ['serviceCode', 'serviceEdition', 'serviceEditionCode', 'app', ...odata],
    answer: listHolders,
  },
  { ...read, path: one, answer: getHolder },
  { ...read, path: `${one}/rights`, query: odata, answer: listRights },
  { ...read, path: `${one}/roles`, query: odata, answer: listRoles },
  { ...write, method: 'POST', path: base, answer: createDelegation },
  { ...remove, path: `${one}/roles/{roleId}`, answer: deleteRole },
  { ...remove, path: `${one}/rights/{authzRuleId}`, answer: deleteRight },
  { ...remove, path: base, when: ['receiverId', 'roleId'], answer: deleteRole },
  { ...remove, path: base, when: ['receiverId', 'authzRuleId'], answer: deleteRight },
]

function addressOf(call: Call, { id }: RightHolder): string {
  return `${api(call)}/${call.who}/authorization/delegations/${id}`
}

function linksOf(call: Call, holder: RightHolder) {
  const self = addressOf(call, holder)
  return {
    self: { href: self },
    rights: { href: `${self}/rights` },
    roles: { href: `${self}/roles` },
  }
}

/** Of a person the date of birth alone (release note 19.9). */
function describe({ id, name, lastName, organizationNumber, ...rest }: RightHolder) {
  const { socialSecurityNumber: number } = rest
  const masked = number === undefined ? undefined : `${number.slice(0, 6)}*****`
  const properties = {
    ...{ RightHolderId: id, Name: name, LastName: lastName },
    ...{ SocialSecurityNumber: masked, OrganizationNumber: organizationNumber },
  }
  return properties
}

function listHolders(call: Call): Answered {
  const { asked } = call
  const code = parameter(asked, 'serviceCode')
  const edition = parameter(asked, 'serviceEdition') ?? parameter(asked, 'serviceEditionCode')
  if (code !== undefined && parameter(asked, 'app') !== undefined) return { status: 400 }
  const items = holdersOf(call).filter(
    ({ rights }) =>
      code === undefined ||
      rights.some(
        (right) =>
          right.serviceCode === code &&
          (edition === undefined || String(right.serviceEdition) === edition),
      ),
  )
  const find = `${api(call)}/${call.who}/authorization/delegations/{receiverId}`
  return list(call, {
    relation: 'rightholders',
    model: 'RightHolder',
    items: items.map((holder) => ({ holder, ...describe(holder) })),
    toItem: ({ holder, ...properties }) => withLinks(asked, properties, linksOf(call, holder)),
    links: { find: { href: find, isTemplated: true } },
  })
}

/** With all that was given: each below `_embedded`, or in plain JSON a bare array (inferred). */
function getHolder(call: Call): Answered {
  const { asked } = call
  const holder = needHolder(call)
  const self = addressOf(call, holder)
  const wrap = (name: 'roles' | 'rights', items: readonly object[]): unknown =>
    wantsHal(asked)
      ? { _links: { self: { href: `${self}/${name}` } }, _embedded: { [name]: items } }
      : items
  const properties = {
    ...describe(holder),
    Roles: wrap('roles', rolesOf(holder, call)),
    Rights: wrap('rights', rightsOf(holder)),
  }
  return json(asked, withLinks(asked, properties, linksOf(call, holder)))
}

function listRights(call: Call): Answered {
  const items = rightsOf(needHolder(call))
  return list(call, { relation: 'rights', model: 'Right', items, toItem: (item) => item })
}

function listRoles(call: Call): Answered {
  const items = rolesOf(needHolder(call), call)
  return list(call, { relation: 'roles', model: 'Role', items, toItem: (item) => item })
}

function idOf({ asked, params }: Call, name: string): string {
  return params[name] ?? parameter(asked, name) ?? ''
}

function deleteRole(call: Call): Answered {
  const { roles } = needHolder(call)
  const place = roles.findIndex(({ roleId }) => String(roleId) === idOf(call, 'roleId'))
  // What the register of enterprises gives cannot be taken away here.
  if (roles[place]?.delegator === undefined) {
    throw new Refused({ status: 403, reason: 'The role cannot be deleted.' })
  }
  roles.splice(place, 1)
  return { status: 204 }
}

function deleteRight(call: Call): Answered {
  const { rights } = needHolder(call)
  const place = rights.findIndex(({ rightId }) => String(rightId) === idOf(call, 'authzRuleId'))
  if (place < 0) return { status: 404 }
  rights.splice(place, 1)
  return { status: 204 }
}
