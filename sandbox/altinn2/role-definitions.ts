import { json, wantsHal } from './answer.ts'
import { list } from './list.ts'
import { api, endUser, odata, withLinks, type Call, type Operation } from './operation.ts'
import { rightsByRoles } from './rights.ts'
import { describeRole, findRole, languageOf, roleDefinitions } from './roles.ts'
import type { RoleDefinition } from './roles.ts'
import type { Answered } from '../strict.ts'

const read = { method: 'GET', by: 'party', scopes: endUser('altinn:roledefinitions.read') } as const
const open = { method: 'GET', by: 'anybody', scopes: [] } as const

/** Altinn/docs content/api/rest/autorisasjon/rolledefinisjoner.md, and metadata.md for everybody. */
export const roleDefinitionOperations: readonly Operation[] = [
  { ...read, path: '{who}/authorization/roledefinitions', query: odata, answer: listDefinitions },
  { ...read, path: '{who}/authorization/roledefinitions/{id}', answer: getDefinition },
  { ...open, path: 'metadata/roledefinitions', query: odata, answer: listDefinitions },
  { ...open, path: 'metadata/roledefinitions/{id}', answer: getDefinition },
]

/** Of a party below `{who}`, of everybody below `metadata`. */
function baseOf(call: Call): string {
  return call.who === ''
    ? `${api(call)}/metadata/roledefinitions`
    : `${api(call)}/${call.who}/authorization/roledefinitions`
}

function describe(role: RoleDefinition, call: Call) {
  return {
    ...describeRole(role, languageOf(call.asked)),
    ...(role.parents.length === 0 ? {} : { ParentRoleDefinitionIds: role.parents }),
    ...(role.children.length === 0 ? {} : { ChildRoleDefinitionIds: role.children }),
  }
}

function listDefinitions(call: Call): Answered {
  return list(call, {
    relation: 'roledefinitions',
    model: 'RoleDefinition',
    items: roleDefinitions.map((role) => describe(role, call)),
    toItem: (item) =>
      withLinks(call.asked, item, {
        self: { href: `${baseOf(call)}/${item.RoleDefinitionId}` },
      }),
  })
}

/** With the rights that it gives: below `_embedded`, or in plain JSON a bare array. */
function getDefinition(call: Call): Answered {
  const role = findRole(call.params.id ?? '')
  if (role === undefined) return { status: 404 }
  const self = `${baseOf(call)}/${role.id}`
  const rights = rightsByRoles().slice(0, 4)
  const embedded = {
    _links: { self: { href: `${self}/rights` } },
    _embedded: { rights },
  }
  const isOpen = call.who === ''
  const shown = isOpen ? {} : { Rights: wantsHal(call.asked) ? embedded : rights }
  const links = { self: { href: self } }
  return json(call.asked, withLinks(call.asked, { ...describe(role, call), ...shown }, links))
}
