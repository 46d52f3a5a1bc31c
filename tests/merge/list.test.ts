import { expect, it } from 'vitest'
import { Query } from '../../src/altinn2/query.ts'
import { reporteeModel } from '../../src/altinn2/reportee.ts'
import type { Altinn2Response, Json, Resource } from '../../src/altinn2/response.ts'
import { mergedList, type Joining } from '../../src/merge/list.ts'
import { Altinn2Refused } from '../../src/merge/merge.ts'
import { reporteeKeyOf, uniqueParties } from '../../src/merge/reportee-key.ts'
import type { List } from '../../src/parties/odata-list.ts'
import type { TranslationRequest, MergePorts } from '../../src/translation.ts'
import type { Rows } from '../../src/altinn2/list-rows.ts'

type Properties = Readonly<Record<string, Json>>

const toRow = (properties: Properties): Resource => ({ type: 'Reportee', properties })
const noProfile = { status: 400, reason: 'User profile could not be found' }

/** Each page of Altinn 2's in turn, or its refusal. */
async function merge(
  pages: readonly Json[],
  ours: Partial<Rows>,
  joining: Pick<Joining, 'keyOf' | 'hasUniqueKeys' | 'keepsLinks'> = uniqueParties,
): Promise<readonly Properties[]> {
  const list: List = {
    model: reporteeModel,
    type: 'Reportee',
    relation: 'reportees',
    links: () => ({ form: 'object', to: {} }),
    rows: () => Promise.resolve({ rows: [], isCut: false, ...ours }),
  }
  const left = [...pages]
  const ports: Pick<MergePorts, 'askAltinn2' | 'remember'> = {
    askAltinn2: () => {
      const page = left.shift() ?? []
      return page === 'refused'
        ? Promise.reject(new Altinn2Refused(noProfile))
        : Promise.resolve({ json: page, isCut: false })
    },
    remember: (_, load) => load(),
  }
  const isNobody = ({ status }: Altinn2Refused): boolean => status === 400
  const merged = mergedList(list, { toResource: toRow, ...joining, isNobody })
  const question = { query: new Query([['$top', '1000']]) } as unknown as TranslationRequest
  return rowsOf(await merged(question, ports as MergePorts))
}

function rowsOf({ body }: Altinn2Response): readonly Properties[] {
  if (body?.kind !== 'collection') throw new Error('no collection')
  return body.resources.map(({ properties }) => properties)
}

const page = Array.from({ length: 50 }, (_, place) => ({
  Name: `PRØVE ${place}`,
  OrganizationNumber: String(310_000_000 + place),
}))

it('is Altinn 3’s alone when Altinn 2 knows nobody', async () => {
  const ours = { Name: 'FJELL AS', OrganizationNumber: '1' }
  expect(await merge(['refused'], { rows: [toRow(ours)] })).toEqual([ours])
})

it('is not Altinn 3’s alone when Altinn 2 says so after it has listed some', async () => {
  const ours = { rows: [toRow({ Name: 'FJELL AS', OrganizationNumber: '1' })] }
  await expect(merge([page, 'refused'], ours)).rejects.toBeInstanceOf(Altinn2Refused)
})

it('does not show what Altinn 3 knows to be deleted as Altinn 2 still has it', async () => {
  const [gone = {}, ...left] = page
  const shown = await merge([page.slice(0, 40)], { hidden: [toRow(gone)] })
  expect(shown).toHaveLength(39)
  expect(shown).toEqual(expect.arrayContaining(left.slice(0, 39)))
})

it('shows two of one name that have no number, and an empty number joins nobody', async () => {
  const two = [{ Name: 'TEST KARI' }, { Name: 'TEST KARI' }]
  const empty = [
    { Name: 'A', OrganizationNumber: '' },
    { Name: 'B', OrganizationNumber: '' },
  ]
  expect(await merge([[...two, ...empty]], {})).toHaveLength(4)
})

const twice = [
  { Name: 'PRØVE', OrganizationNumber: '1', Delegator: 'A' },
  { Name: 'PRØVE', OrganizationNumber: '1', Delegator: 'B' },
]

it('keeps two rows of Altinn 2’s that have one key, where the key may repeat', async () => {
  expect(await merge([twice], {}, { keyOf: reporteeKeyOf })).toEqual(twice)
})

it('lists a party once, though Altinn 2 lists it on two pages', async () => {
  const again = [{ Name: 'PRØVE 0', OrganizationNumber: '310000000' }]
  expect(await merge([page, again], {})).toHaveLength(50)
})

it('leaves out each row of Altinn 2’s that has the key of one of Altinn 3’s', async () => {
  const ours = { Name: 'PRØVE', OrganizationNumber: '1' }
  const merged = merge([twice], { rows: [toRow(ours)] }, { keyOf: reporteeKeyOf })
  expect(await merged).toEqual([ours])
})

const inHal = { keyOf: reporteeKeyOf, keepsLinks: true }

it('takes a list in HAL that embeds nothing for an empty one', async () => {
  expect(await merge([{ _links: {} }], {}, inHal)).toEqual([])
})

it.each([[[]], [{ _embedded: [] }], [{ _embedded: { reportees: [1] } }]])(
  'refuses %j in place of a list in HAL',
  async (answer) => {
    await expect(merge([answer], {}, inHal)).rejects.toMatchObject({ code: 'ALTINN2_UNREADABLE' })
  },
)
