import { json } from '../answer.ts'
import { list } from '../list.ts'
import { api, odata, withLinks, type Call, type Operation } from '../operation.ts'
import { languageOf } from '../roles.ts'
import type { Answered } from '../../strict.ts'

const open = { method: 'GET', by: 'anybody', scopes: [] } as const

/** Altinn/docs content/api/rest/metadata.md: every known call names a version. */
export const codeListOperations: readonly Operation[] = [
  { ...open, path: 'metadata/codelists', query: odata, answer: listCodeLists },
  { ...open, path: 'metadata/codelists/{name}/{version}', answer: getCodeList },
]

type Code = readonly [code: string, value1: string, value2: string, value3: string]

// Invented lists of the invented service owner.
const lists: readonly {
  readonly name: string
  readonly version: number
  readonly codes: readonly Code[]
}[] = [
  {
    ...{ name: 'PRV_Kommune', version: 12 },
    codes: [
      ['5501', 'Tromsø', '', ''],
      ['4601', 'Bergen', '', ''],
    ],
  },
  {
    ...{ name: 'PRV_Formaal', version: 3 },
    codes: [
      ['A', 'Drift', '', ''],
      ['B', 'Investering', '', ''],
    ],
  },
]

type CodeList = (typeof lists)[number]

function withSelf({ name, version }: CodeList, more: object, call: Call): object {
  const lcid = languageOf(call.asked)
  const properties = { Name: name, Version: version, Language: lcid, ...more }
  const self = `${api(call)}/metadata/codelists/${name}/${version}?language=${lcid}`
  return withLinks(call.asked, properties, { self: { href: self } })
}

function listCodeLists(call: Call): Answered {
  const Language = languageOf(call.asked)
  return list(call, {
    relation: 'codelists',
    model: 'CodeList',
    items: lists.map((one) => ({ one, Name: one.name, Version: one.version, Language })),
    toItem: ({ one }) => withSelf(one, {}, call),
  })
}

function getCodeList(call: Call): Answered {
  const wanted = call.params.name?.toLowerCase()
  const found = lists.find(
    ({ name, version }) => name.toLowerCase() === wanted && String(version) === call.params.version,
  )
  if (found === undefined) return { status: 404 }
  const codes = found.codes.map(([Code, Value1, Value2, Value3]) => ({
    ...{ Code, Value1, Value2, Value3 },
  }))
  return json(call.asked, withSelf(found, { Codes: codes }, call))
}
