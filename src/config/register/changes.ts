import type { GroupEntry, Register, ServiceEntry } from '../../decide/register.ts'

export interface RegisterChanges {
  readonly servicesChanged: number
  readonly groupsChanged: number
}

/** How many services and groups are gone, are there only now, or say something else. */
export function changesBetween(before: Register, after: Register): RegisterChanges {
  let servicesChanged = 0
  for (const code of new Set([...before.services.keys(), ...after.services.keys()])) {
    servicesChanged += countChanges(
      textsOf(before.services.get(code)),
      textsOf(after.services.get(code)),
    )
  }
  const groupsChanged = countChanges(textsOfGroups(before), textsOfGroups(after))
  return { servicesChanged, groupsChanged }
}

export function countServices({ services }: Register): number {
  return [...services.values()].reduce((count, editions) => count + editions.length, 0)
}

type Texts = ReadonlyMap<number | string, string>

function textsOf(editions: readonly ServiceEntry[] = []): Texts {
  return new Map(editions.map((entry) => [entry.service.edition, JSON.stringify(entry)]))
}

function textsOfGroups({ groups }: Register): Texts {
  return new Map(
    [...groups].map(([name, group]: [string, GroupEntry]) => [name, JSON.stringify(group)]),
  )
}

function countChanges(before: Texts, after: Texts): number {
  const gone = [...before.keys()].filter((key) => !after.has(key))
  const other = [...after].filter(([key, text]) => before.get(key) !== text)
  return gone.length + other.length
}
