import type { Endpoint } from '../endpoint.ts'
import { targetsOf, toTargets, type Register, type ServiceEntry, type Target } from './register.ts'

/** The places of these services that the row can ask. */
export function targetsFor(row: Endpoint, entries: readonly ServiceEntry[]): readonly Target[] {
  const { whenMoved } = row
  if (!('target' in whenMoved)) return []
  return entries.flatMap((entry) => toTargets(entry, whenMoved.target))
}

/** All places that the row can ask; none where its answer lies in no place. */
export function everyTarget({ whenMoved }: Endpoint, register: Register): readonly Target[] {
  if (!('target' in whenMoved) || whenMoved.target === 'any') return []
  return targetsOf(register, whenMoved.target)
}

/** Does its answer lie in places that the services file names? */
export function isOfPlaces({ whenMoved }: Endpoint): boolean {
  return !('target' in whenMoved) || whenMoved.target !== 'any'
}

/**
 * Can it not ask Altinn 3 without knowing where? Elements are found by whose they are, and a list of
 * services may be empty.
 */
export function needsTargets(row: Endpoint): boolean {
  const { whenMoved } = row
  return isOfPlaces(row) && !('target' in whenMoved && listed.has(whenMoved.target))
}

const listed: ReadonlySet<string> = new Set(['element', 'service'])
