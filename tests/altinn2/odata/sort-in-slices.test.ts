import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sortInSlices } from '../../../src/altinn2/odata/sort-in-slices.ts'
import { countedWork } from '../../support/counted-work.ts'
import { runs } from '../../support/long-run.ts'

const items = fc.array(fc.record({ key: fc.nat(9), id: fc.nat() }), { maxLength: 200 })

it('sorts as the language does, and equal items keep their order', async () => {
  const compare = (one: { key: number }, other: { key: number }): number => one.key - other.key
  await fc.assert(
    fc.asyncProperty(items, async (given) => {
      const sorted = await sortInSlices(given, compare, countedWork().work)
      expect(sorted).toEqual(given.toSorted(compare))
    }),
    runs(200),
  )
})
