import { parameter } from '../answer.ts'
import { list } from '../list.ts'
import { api, withLinks, type Call, type Operation } from '../operation.ts'
import { findRole, languageOf } from '../roles.ts'
import { services } from '../../services.ts'
import type { Answered } from '../../strict.ts'

const open = { method: 'GET', by: 'anybody', scopes: [] } as const
const path = 'metadata/rolerequirements'

/** Altinn/docs content/api/rest/metadata.md: which roles give a service, and for what. */
export const roleRequirementOperations: readonly Operation[] = [
  { ...open, path, when: ['app'], answer: (call) => listRequirements(isApp(call), call) },
  {
    ...open,
    path,
    query: ['serviceCode', 'serviceEditionCode'],
    answer: (call) => listRequirements(isService(call), call),
  },
]

/** The one app that the stand-in for Altinn 3 has, too. */
function isApp({ asked }: Call): boolean {
  return parameter(asked, 'app')?.toLowerCase() === 'ttd/prove-skjema'
}

/** Altinn 3's apps have a number in place of a code, and no edition. */
function isService({ asked }: Call): boolean {
  const code = parameter(asked, 'serviceCode')?.toLowerCase()
  const edition = parameter(asked, 'serviceEditionCode')
  if (code === 'appid:5501') return edition === undefined
  return services.some((one) => one.code.toLowerCase() === code && String(one.edition) === edition)
}

/** Only what has steps says which. */
const operations = [
  ['Read', { 1044: 'Lese', 2068: 'Lese', 1033: 'Read' }, []],
  [
    'Write',
    { 1044: 'Fylle ut', 2068: 'Fylle ut', 1033: 'Fill in' },
    [{ SequenceNumber: 1, Name: 'FormFilling', SecurityLevel: 2 }],
  ],
] as const

function listRequirements(isKnown: boolean, call: Call): Answered {
  if (!isKnown) return { status: 404 }
  const language = languageOf(call.asked)
  const items = [11, 195].flatMap((id) => findRole(id) ?? [])
  return list(call, {
    relation: 'rolerequirements',
    model: 'RoleRequirement',
    items,
    toItem: ({ id, code, name, parents, type }) =>
      withLinks(
        call.asked,
        {
          ...{ RoleDefinitionId: id, RoleDefinitionCode: code, LocalizedRoleName: name[language] },
          ...{ IsDelegable: type === 'Altinn' },
          ...(parents.length === 0 ? {} : { ParentRoleDefinitionIds: parents }),
          Operations: operations.map(([Name, friendly, steps]) => ({
            ...{ Name, LocalizedFriendlyName: friendly[language] },
            ...(steps.length === 0 ? {} : { AppliesTo: steps }),
          })),
        },
        { roledefinition: { href: `${api(call)}/metadata/roledefinitions/${id}` } },
      ),
  })
}
