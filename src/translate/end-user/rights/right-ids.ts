import { createHash } from 'node:crypto'

/** Above all ids that Altinn 2 is known to have issued, and within 31 bits, as its clients read them. */
const first = 2 ** 30

/**
 * A number for each key, in the order of the keys: the same key has the same number in every answer, unless
 * another key of the answer already has it. Altinn 3 has no numbers of rights.
 */
export function toRightIds(keys: readonly string[]): readonly number[] {
  const taken = new Set<number>()
  return keys.map((key) => {
    let id = numberOf(key)
    while (taken.has(id)) id = id === 2 ** 31 - 1 ? first : id + 1
    taken.add(id)
    return id
  })
}

function numberOf(key: string): number {
  return first + (createHash('sha256').update(key).digest().readUInt32BE(0) % first)
}
