import type { Work } from './work.ts'

const itemsPerRun = 16

/** As `toSorted`, with a rest wherever one is due. `compare` counts its own work. */
export async function sortInSlices<Item>(
  items: readonly Item[],
  compare: (one: Item, other: Item) => number,
  work: Work,
): Promise<readonly Item[]> {
  let runs: (readonly Item[])[] = []
  for (let at = 0; at < items.length; at += itemsPerRun) {
    if (work.isDue) await work.rest()
    runs.push(items.slice(at, at + itemsPerRun).sort(compare))
  }
  while (runs.length > 1) {
    const merged: (readonly Item[])[] = []
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, work))
    }
    runs = merged
  }
  return runs[0] ?? []
}

async function merge<Item>(
  first: readonly Item[],
  second: readonly Item[],
  compare: (one: Item, other: Item) => number,
  work: Work,
): Promise<readonly Item[]> {
  const merged: Item[] = []
  let [left, right] = [0, 0]
  while (left < first.length && right < second.length) {
    if (work.isDue) await work.rest()
    const [one, other] = [first[left] as Item, second[right] as Item]
    // Of equal ones, the first stays first.
    const isSecond = compare(one, other) > 0
    merged.push(isSecond ? other : one)
    if (isSecond) right += 1
    else left += 1
  }
  return merged.concat(first.slice(left), second.slice(right))
}
