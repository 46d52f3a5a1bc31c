import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { groups } from '../../src/endpoint.ts'
import { errors } from '../../src/errors.ts'
import { advice } from '../../src/respond/advice.ts'

/** An empty page, "under construction", to which 42 refusals pointed. */
const emptyPage = 'authorization/migration/api-migration'

/** Groups by what their rows say. */
function groupsBy(textsOf: (row: (typeof endpoints)[number]) => readonly string[]) {
  const found = new Map<string, Set<string>>()
  for (const row of endpoints) {
    for (const text of textsOf(row)) found.set(text, (found.get(text) ?? new Set()).add(row.group))
  }
  return found
}

const addressesOf = ({ whenMoved: { pointer } }: (typeof endpoints)[number]): string[] =>
  [pointer.successor, pointer.guide].filter((address) => address !== undefined)

describe('where refusals point', () => {
  it('is a page for each row, on the web, and never the empty one', () => {
    for (const row of endpoints) {
      const addresses = addressesOf(row)
      expect([row.id, addresses.length > 0]).toEqual([row.id, true])
      for (const address of addresses) {
        expect(address).toMatch(/^https:\/\/[a-z.]+\/[\x21-\x7e]+$/)
        expect(address).not.toMatch(/[<>"]/)
        expect(address).not.toContain(emptyPage)
      }
    }
  })

  it('is shared by no two groups', () => {
    const shared = [...groupsBy(addressesOf)].filter(([, names]) => names.size > 1)
    expect(shared.map(([address, names]) => [address, ...names])).toEqual([])
    expect([...groupsBy(addressesOf).values()].flatMap((names) => [...names])).toEqual(
      expect.arrayContaining(Object.keys(groups)),
    )
  })

  it('comes with a sentence that no other group has', () => {
    const sentences = groupsBy(({ whenMoved }) => [whenMoved.pointer.advice])
    const shared = [...sentences].filter(([, names]) => names.size > 1)
    expect(shared.map(([sentence, names]) => [sentence, ...names])).toEqual([])
    for (const sentence of sentences.keys()) {
      expect(sentence).toMatch(/^[A-Z][\x20-\x7e]{20,}[^.]$/)
    }
  })
})

describe('what a caller can do about an error', () => {
  it('is said of each error, in a whole sentence of plain characters', () => {
    expect(Object.keys(advice).sort()).toEqual(Object.keys(errors).sort())
    for (const sentence of Object.values(advice)) expect(sentence).toMatch(/^[A-Z][\x20-\x7e]+\.$/)
  })
})
