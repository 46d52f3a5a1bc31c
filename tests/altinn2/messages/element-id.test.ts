import fastCheck from 'fast-check'
import { expect, it } from 'vitest'
import { idsOfParts, type Part } from '../../../src/altinn2/messages/element-id.ts'

const part: fastCheck.Arbitrary<Part> = fastCheck.record(
  { id: fastCheck.uuid(), genuine: fastCheck.integer({ min: 1, max: 2 ** 31 - 1 }) },
  { requiredKeys: ['id'] },
)
const parts = fastCheck.uniqueArray(part, {
  maxLength: 12,
  selector: ({ id, genuine }) => `${id} ${genuine ?? ''}`,
  comparator: (one, other) => one === other,
})

function idOf(part: Part, all: readonly Part[]): number | undefined {
  return [...idsOfParts(all)].find(([, one]) => one === part)?.[0]
}

it('gives each part of a message one integer below 2^31', () => {
  fastCheck.assert(
    fastCheck.property(
      parts.filter((all) => new Set(all.map(({ genuine }) => genuine)).size === all.length),
      (all) => {
        const ids = idsOfParts(all)
        expect(new Set(ids.values())).toEqual(new Set(all))
        for (const id of ids.keys()) {
          expect(Number.isInteger(id) && id > 0 && id < 2 ** 31).toBe(true)
        }
      },
    ),
  )
})

it('keeps the id that a part had when others come after it', () => {
  fastCheck.assert(
    fastCheck.property(parts, fastCheck.array(fastCheck.uuid()), (all, later) => {
      const more = [...all, ...later.map((id) => ({ id }))]
      for (const one of all) expect(idOf(one, more)).toBe(idOf(one, all))
    }),
  )
})

it('keeps Altinn 2’s own number', () => {
  const one = { id: '00000000-0000-4000-8000-000000000011', genuine: 880_011 }
  expect(idOf(one, [{ id: '00000000-0000-4000-8000-000000000012' }, one])).toBe(880_011)
})

// Once a client has it, it must stand for the same file for ever.
it('is what it was', () => {
  const one = { id: '00000000-0000-4000-8000-000000000003' }
  const upper = { id: one.id.toUpperCase() }
  expect([idOf(one, [one]), idOf(upper, [upper])]).toEqual([422716596, 422716596])
})

it('tells two of one hash apart, and the first keeps its id', () => {
  const one = { id: '00000000-0000-4000-8000-000000000003' }
  const twin = { ...one }
  const ids = [...idsOfParts([one, twin])]
  expect(ids).toHaveLength(2)
  expect(ids[0]).toEqual([idOf(one, [one]), one])
})
