import { json } from './answer.ts'
import { list } from './list.ts'
import { api, endUser, odata, withLinks, type Call, type Operation } from './operation.ts'
import { anyReportee } from './reportees/party.ts'
import { toRow } from './reportees/view.ts'
import { describeRole, findRole, languageOf, roleDefinitions } from './roles.ts'
import { services, serviceOwners } from '../services.ts'
import { people } from '../people.ts'
import { onlyQuery, type Answered } from '../strict.ts'

const read = { method: 'GET', by: 'party', scopes: endUser('altinn:rolesandrights.read') } as const

/** Altinn/docs content/api/rest/autorisasjon/roller-og-rettigheter.md, what was left of it in 2023. */
export const rightsOperations: readonly Operation[] = [
  { ...read, path: '{who}/authorization/rights', query: odata, answer: listRights },
  { ...read, path: '{who}/authorization/roles', query: odata, answer: listRoles },
  {
    ...read,
    path: '{who}/authorization/Reportee/{receiverId}',
    query: ['reporteeId'],
    scopes: endUser('altinn:reportees'),
    answer: getReportee,
  },
]

/** Right ids begin here, in the order of the services. */
const firstRight = 100_001
const actionsOf = { FormTask: ['Read', 'Write', 'Sign', 'ArchiveRead'] } as const

interface Right {
  readonly RightID: number
  readonly ServiceCode: string
}

/** Everything that roles give, service by service; one by one, each action is a right of its own. */
export function rightsByRoles(): readonly Right[] {
  return services
    .flatMap((service) => {
      const actions = service.type === 'FormTask' ? actionsOf.FormTask : ['Read']
      return actions.map((action) => ({ service, action }))
    })
    .map(({ service: { code, edition, owner }, action }, place) => ({
      ...{ RightID: firstRight + place, RightType: 'Service' },
      ...{ ServiceCode: code, ServiceEditionCode: edition },
      ...{ ServiceOwner: serviceOwners[owner] ?? owner, ServiceOwnerCode: owner },
      ...{ Action: action, RightSourceType: 'RoleTypeRights', IsDelegatable: true },
    }))
}

/** A right that was given directly, not through a role. */
const direct = {
  ...{ RightID: 7_101, RightType: 'Service', ServiceCode: '4540', ServiceEditionCode: 1 },
  ...{ ServiceOwner: serviceOwners.ACN, ServiceOwnerCode: 'ACN' },
  ...{ Delegator: people.leader.name, DelegatedTime: '2024-05-01T08:00:00.1', Action: 'Read' },
  ...{ RightSourceType: 'DirectlyDelegatedRights', IsDelegatable: false },
}

function listRights(call: Call): Answered {
  const items = [direct, ...rightsByRoles()]
  const optional = ['SystemResourceID', 'MessageID', 'ValidToDate', 'IsConsentDelegation']
  return list(call, { relation: 'rights', model: 'Right', items, toItem: (item) => item, optional })
}

function listRoles(call: Call): Answered {
  const language = languageOf(call.asked)
  const items = roleDefinitions.map((role) => ({
    // Roles from the register of enterprises cannot be deleted, and have no id.
    ...(role.type === 'External'
      ? {}
      : {
          RoleId: 600_200 + role.id,
          Delegator: people.leader.name,
          DelegatedTime: '2024-05-01T08:00:00.1',
        }),
    ...describeRole(role, language),
  }))
  const base = `${api(call)}/${call.who}/authorization/roledefinitions`
  return list(call, {
    relation: 'roles',
    model: 'Role',
    items,
    toItem: (item) =>
      withLinks(call.asked, item, {
        roledefinition: { href: `${base}/${findRole(item.RoleDefinitionId)?.id ?? ''}` },
      }),
  })
}

/** An address that ASP.NET's default route made: the reportee of that id. */
function getReportee(call: Call): Answered {
  const { asked, reportees, params } = call
  onlyQuery(asked, 'language', 'reporteeId')
  const found = anyReportee(reportees, params.receiverId)
  return found === undefined ? { status: 404 } : json(asked, toRow(found, reportees.modes))
}
