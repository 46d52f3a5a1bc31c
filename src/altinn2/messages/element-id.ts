import { createHash } from 'node:crypto'

/** A form or an attachment within its message: what its id is made from. */
export interface Part {
  /** Its uuid. */
  readonly id: string
  /** Altinn 2's own number, where it had one. */
  readonly genuine?: number
}

const most = 0x7fff_ffff

/**
 * Ids of the parts of one message: integers below 2^31 as Altinn 2 had them, the same for ever. Two
 * that would have the same one are told apart by the next bits of the later one's hash.
 *
 * @param parts in the order in which they came to be
 */
export function idsOfParts<One extends Part>(parts: readonly One[]): ReadonlyMap<number, One> {
  const byId = new Map<number, One>()
  for (const part of parts) {
    const { genuine } = part
    if (genuine === undefined || genuine < 1 || genuine > most) continue
    if (!byId.has(genuine)) byId.set(genuine, part)
  }
  const known = new Set(byId.values())
  for (const part of parts) {
    if (known.has(part)) continue
    const id = candidatesOf(part.id).find((one) => one > 0 && !byId.has(one))
    if (id !== undefined) byId.set(id, part)
  }
  return byId
}

/** Eight of 31 bits each. */
function candidatesOf(uuid: string): readonly number[] {
  const hash = createHash('sha256').update(uuid.toLowerCase()).digest()
  return Array.from({ length: 8 }, (_, place) => hash.readUInt32BE(4 * place) & most)
}
