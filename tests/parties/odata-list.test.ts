import { expect, it } from 'vitest'
import { Query } from '../../src/altinn2/query.ts'
import { reporteeModel } from '../../src/altinn2/reportee.ts'
import { maxUnitsPerSlice } from '../../src/altinn2/odata/work.ts'
import { mergedList } from '../../src/merge/list.ts'
import { reporteeKeyOf } from '../../src/merge/reportee-key.ts'
import { listed, type List } from '../../src/parties/odata-list.ts'
import type { MergePorts, TranslationRequest } from '../../src/translation.ts'

const partyOf = (place: number) => ({
  ...{ Name: `PRØVE ${(place * 7_919) % 10_007} AS`, Type: 'Enterprise', Status: 'Active' },
  OrganizationNumber: String(310_000_000 + place),
})

const parties = Array.from({ length: 5_000 }, (_, place) => partyOf(place))
const theirs = Array.from({ length: 400 }, (_, place) => partyOf(6_000 + place))

const list: List = {
  model: reporteeModel,
  type: 'Reportee',
  relation: 'reportees',
  links: () => ({ form: 'object', to: {} }),
  rows: () => {
    const rows = parties.map((properties) => ({ type: 'Reportee', properties }))
    return Promise.resolve({ rows, isCut: false })
  },
}

function asked(options: Readonly<Record<string, string>>) {
  let yields = 0
  const ports = {
    yieldToOthers: () => {
      yields += 1
      return Promise.resolve()
    },
    askAltinn2: (query: Query) => {
      const skip = Number(query.one('$skip'))
      return Promise.resolve({ json: theirs.slice(skip, skip + 500), isCut: false })
    },
    remember: (_: unknown, load: () => unknown) => load(),
  } as unknown as MergePorts
  const request = { query: new Query(Object.entries(options)) } as unknown as TranslationRequest
  return { request, ports, yields: () => yields }
}

const chained = Array.from({ length: 60 }, (_, place) => `Name eq '${place}'`).join(' or ')

it('lets other requests through while thousands of parties are filtered', async () => {
  const { request, ports, yields } = asked({ $filter: chained })
  const { body } = await listed(list)(request, ports)
  expect(body).toMatchObject({ resources: [] })
  const units = 5_000 * 181
  expect(yields()).toBeGreaterThanOrEqual(Math.floor(units / (2 * maxUnitsPerSlice)))
  expect(yields()).toBeLessThanOrEqual(Math.ceil(units / maxUnitsPerSlice))
})

it('lets other requests through while both sides’ parties are put in order', async () => {
  const toResource = (properties: object) => ({ type: 'Reportee', properties: { ...properties } })
  const { request, ports, yields } = asked({})
  const joining = { toResource, keyOf: reporteeKeyOf }
  const { body } = await mergedList(list, joining)(request, ports)
  if (body?.kind !== 'collection') throw new Error('no collection')
  expect(body.resources).toHaveLength(50)
  // Of so many names, each is compared twelve times or so, for five units or more.
  expect(yields()).toBeGreaterThanOrEqual(Math.floor((5_400 * 50) / (2 * maxUnitsPerSlice)))
})

it('refuses to look for what takes too long in thousands of parties', async () => {
  const text = `toupper(concat(Name,'${'ß'.repeat(1_000)}')) eq 'x'`
  const { request, ports } = asked({ $filter: text })
  await expect(listed(list)(request, ports)).rejects.toMatchObject({ code: 'ODATA_REFUSED' })
})
