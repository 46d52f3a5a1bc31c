import type { Asking } from '../altinn3/calling/ask.ts'
import { listAltinn1Instances } from '../altinn3/storage-list.ts'
import type { Clock } from '../runtime/clock.ts'
import { alsoMisses, createMemory } from '../runtime/memory.ts'

/** What one token is told of Altinn 1's archive and never changes: which form has which reference. */
export interface Altinn1FormsLookUp {
  /** Ids of the instances that had this reference there. */
  readonly altinn1FormsWith: (search: Altinn1FormsSearch) => Promise<readonly string[]>
}

export interface Altinn1FormsSearch {
  /** The organisation number of whose they are. */
  readonly owner: string
  readonly reference: string
}

/** Asks with the caller's own token, and remembers the answers for that token alone. */
export type Altinn1FormsOf = (token: string, ask: Asking['ask']) => Altinn1FormsLookUp

const cached = 10_000
/** Of a thousand each: what lies behind them is not found. */
const mostPages = 10
/** Two are one too many already, if both can be seen. */
const mostAlike = 10

export function createAltinn1FormsOf(clock: Clock): Altinn1FormsOf {
  const memoryOf = createMemory<readonly string[]>(cached, clock)
  return (token, ask) => {
    const remember = memoryOf(token)
    return {
      altinn1FormsWith: async (search) => {
        const key = [search.owner, search.reference]
        return (await remember(key, () => find(search, ask), keptFor)) ?? []
      },
    }
  }
}

const keptFor = alsoMisses<readonly string[]>((ids) => ids.length > 0)

/** No search of Storage's finds them by it, so that all of a party's are looked through. */
async function find(
  { owner, reference }: Altinn1FormsSearch,
  ask: Asking['ask'],
): Promise<readonly string[]> {
  const found: string[] = []
  let after: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const search = { owner, ...(after === undefined ? {} : { after }) }
    const { instances = [], next } = (await ask(listAltinn1Instances, search)) ?? {}
    const meant = instances.filter(({ dataValues }) => dataValues?.A1ArchRef === reference)
    found.push(...meant.map(({ id }) => id))
    if (next === undefined) break
    after = next
  }
  return found.slice(0, mostAlike)
}
