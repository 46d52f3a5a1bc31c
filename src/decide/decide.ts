import type { Endpoint } from '../endpoint.ts'
import type { Found } from '../identify/identify.ts'
import type { Plan, Refusal } from './plan.ts'
import {
  entriesOf,
  isRolledOut,
  targetsOf,
  toTargets,
  type Register,
  type ServiceEntry,
  type Target,
} from './register.ts'

export interface Circumstances {
  readonly register: Register
  /** Is Altinn 2 open at `now`? */
  readonly altinn2IsOpen: boolean
  /** Milliseconds since 1970. */
  readonly now: number
  /** The organisation that asks; absent on public rows. */
  readonly organization: string | undefined
}

/** Who answers: total, pure, the same on every replica. */
export function decide(row: Endpoint, found: Found, given: Circumstances): Plan {
  if (row.removed === true) return refuse({ code: 'REMOVED', ...pointerOf(row) })
  switch (found.kind) {
    case 'service':
      return decideByService(row, found.code, found.edition, given)
    case 'group':
      return decideByGroup(row, given)
    case 'any':
      return decideByReference(row, given)
    default:
      return found satisfies never
  }
}

/** Can it make a difference which service is named? Whoever must go to lengths to know asks first. */
export function turnsOnService(
  { whenMoved }: Endpoint,
  { services }: Register,
  altinn2IsOpen: boolean,
): boolean {
  return services.size > 0 && (altinn2IsOpen || 'translation' in whenMoved)
}

function decideByService(
  row: Endpoint,
  code: string,
  edition: number | undefined,
  given: Circumstances,
): Plan {
  const entries = entriesOf(given.register, code, edition)
  const here = entries.filter((entry) => hasMoved(entry, given))
  const there = entries.filter((entry) => !here.includes(entry))
  // An edition that the register does not list is on Altinn 2, so "all editions" are on both sides.
  if (here.length > 0 && edition === undefined && given.altinn2IsOpen) {
    if (row.whenMoved.kind === 'merged') return { do: 'merge', targets: targetsFor(row, here) }
    return 'translation' in row.whenMoved ? refuse({ code: 'EDITION_MISSING' }) : { do: 'forward' }
  }
  if (here.length > 0) return onAltinn3(row, here, given)
  if (given.altinn2IsOpen) return { do: 'forward' }
  const dates = there.flatMap(({ since = 0 }) => (since > given.now ? [since] : []))
  const from = dates.length > 0 ? new Date(Math.min(...dates)).toISOString() : undefined
  return refuse({ code: 'SERVICE_NOT_MOVED', ...(from === undefined ? {} : { from }) })
}

function hasMoved(entry: ServiceEntry, { now, organization }: Circumstances): boolean {
  return (entry.since ?? 0) <= now && isRolledOut(entry, organization)
}

function onAltinn3(row: Endpoint, entries: readonly ServiceEntry[], given: Circumstances): Plan {
  const lasting = entries.filter(({ until = Infinity }) => given.now <= until)
  const useInstead = entries
    .flatMap(({ moved }) => moved)
    .flatMap((one) => (one.to === 'nowhere' && one.useInstead ? [one.useInstead] : []))[0]
  const ended = lasting.every(({ moved }) => moved.every(({ to }) => to === 'nowhere'))
  if (ended) {
    const pointer = useInstead === undefined ? {} : { pointer: useInstead }
    return refuse({ code: 'SERVICE_ENDED', ...pointer })
  }
  const plan = translate(row, targetsFor(row, lasting))
  // What this row cannot answer from there, an open Altinn 2 is still asked.
  return plan.do === 'refuse' && given.altinn2IsOpen ? { do: 'forward' } : plan
}

function decideByGroup(row: Endpoint, given: Circumstances): Plan {
  const on = sideOfGroup(row, given)
  if (on === 'altinn2') return { do: 'forward' }
  const targets = 'target' in row.whenMoved ? targetsOf(given.register, row.whenMoved.target) : []
  if (on === 'altinn3') return translate(row, targets)
  return row.whenMoved.kind === 'merged' ? { do: 'merge', targets } : { do: 'forward' }
}

/** A closed Altinn 2 answers nothing, whatever the register still says. */
function sideOfGroup(row: Endpoint, given: Circumstances): 'altinn2' | 'altinn3' | 'both' {
  if (!given.altinn2IsOpen) return 'altinn3'
  const entry = given.register.groups.get(row.group)
  if (entry === undefined) return 'altinn2'
  const { since = -Infinity, until = Infinity } = entry
  return since <= given.now && given.now <= until ? entry.on : 'altinn2'
}

function decideByReference(row: Endpoint, given: Circumstances): Plan {
  const targets = 'target' in row.whenMoved ? targetsOf(given.register, row.whenMoved.target) : []
  if (!given.altinn2IsOpen) return translate(row, targets)
  if (targets.length === 0) return { do: 'forward' }
  return { do: 'firstHit', order: ['altinn2', 'altinn3'], targets }
}

function translate(row: Endpoint, targets: readonly Target[]): Plan {
  switch (row.whenMoved.kind) {
    case 'translated':
    case 'merged':
      return targets.length > 0
        ? { do: 'translate', targets }
        : refuse({ code: 'SERVICE_NOT_MOVED' })
    case 'notContinued':
      return refuse({ code: 'NOT_CONTINUED', ...pointerOf(row) })
    case 'needsConfiguration':
      return refuse({ code: 'NEEDS_CONFIGURATION', ...pointerOf(row) })
    default:
      return row.whenMoved satisfies never
  }
}

function targetsFor(row: Endpoint, entries: readonly ServiceEntry[]): readonly Target[] {
  const { whenMoved } = row
  if (!('target' in whenMoved)) return []
  return entries.flatMap((entry) => toTargets(entry, whenMoved.target))
}

function pointerOf({ whenMoved }: Endpoint): { pointer?: string } {
  return 'pointer' in whenMoved ? { pointer: whenMoved.pointer } : {}
}

function refuse(because: Refusal): Plan {
  return { do: 'refuse', because }
}
