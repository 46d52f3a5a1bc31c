import { writeServiceKey } from '../../altinn2/service-key.ts'
import type { Moved, ServiceEntry } from '../../decide/register.ts'

/** Entries that get in each other's way. */
export function overlapsOf(entries: readonly ServiceEntry[]): string[] {
  return [...repeatedServices(entries), ...sharedPlaces(entries)]
}

function repeatedServices(entries: readonly ServiceEntry[]): string[] {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const { service } of entries) {
    const key = writeServiceKey(service).toLowerCase()
    ;(seen.has(key) ? twice : seen).add(key)
  }
  return [...twice].map((key) => `service ${key} has more than one entry`)
}

function sharedPlaces(entries: readonly ServiceEntry[]): string[] {
  const owners = new Map<string, ServiceEntry>()
  return entries.flatMap((entry) =>
    entry.moved.flatMap(exclusive).flatMap((place) => {
      const owner = owners.get(place) ?? entry
      const isNew = !owners.has(place)
      owners.set(place, owner)
      return isNew ? [] : problemOf(entry, owner, place)
    }),
  )
}

/** Of a service that has two entries it has been said already. */
function problemOf(entry: ServiceEntry, owner: ServiceEntry, place: string): string[] {
  const [name, other] = [entry, owner].map(({ service }) => `service ${writeServiceKey(service)}`)
  if (entry === owner) return [`${name}: ${place} is there twice`]
  return name?.toLowerCase() === other?.toLowerCase() ? [] : [`${name}: ${place} is ${other}'s`]
}

/**
 * What only one service may have. An instance says which app it is of, an archived one likewise; a
 * file, a correspondence and a consent say which resource: of two services there, each would show
 * the other's elements, and none could be given back the code that it came by. Who is on an access
 * list is added and removed service by service, so that one would open and shut the other.
 *
 * Links and delegable APIs (`resource`) and stateless apps (`lookup`) keep no elements: several
 * services may have become one of those.
 */
function exclusive(moved: Moved): string[] {
  switch (moved.to) {
    case 'app':
      return [moved.app, ...(moved.archive === undefined ? [] : [moved.archive])].map(
        (app) => `app ${app}`,
      )
    case 'broker':
    case 'correspondence':
    case 'consent':
      return [`resource ${moved.resource}`]
    case 'resource':
      return moved.accessList === undefined ? [] : [`access list ${moved.accessList}`]
    case 'lookup':
    case 'nowhere':
      return []
    default:
      return moved satisfies never
  }
}
