import { setImmediate as nextTurn } from 'node:timers/promises'
import type { GroupEntry, RegisterContent, ServiceEntry } from '../../decide/register.ts'

/** So few that reading them holds nobody up. */
const entriesAtOnce = 250

/** A register's content on its way between threads: JSON, which is read several times faster than a clone. */
export interface ContentSlices {
  readonly version: string
  readonly groups: string
  readonly services: readonly string[]
}

export type ParseAnswer = ContentSlices | { readonly problems: readonly string[] }

export function toSlices({ version, groups, services }: RegisterContent): ContentSlices {
  const slices: string[] = []
  for (let first = 0; first < services.length; first += entriesAtOnce) {
    slices.push(JSON.stringify(services.slice(first, first + entriesAtOnce)))
  }
  return { version, groups: JSON.stringify(groups), services: slices }
}

/** Puts the content together again, and lets requests go on between the slices. */
export async function fromSlices(slices: ContentSlices): Promise<RegisterContent> {
  const services: ServiceEntry[] = []
  for (const slice of slices.services) {
    await nextTurn()
    services.push(...(JSON.parse(slice) as ServiceEntry[]))
  }
  const groups = JSON.parse(slices.groups) as Record<string, GroupEntry>
  return { version: slices.version, services, groups }
}
