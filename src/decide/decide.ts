import type { Endpoint } from '../endpoint.ts'
import type { Found } from '../identify/identify-service.ts'
import type { Pointer } from '../pointer.ts'
import type { FirstHit, Plan, Refusal } from './plan.ts'
import {
  entriesOf,
  isOver,
  isRolledOut,
  useInsteadOf,
  wentNowhere,
  type Register,
  type ServiceEntry,
  type Target,
} from './register.ts'
import { namedEntries } from './named.ts'
import { mayForward, refusalOfOperation, submissionsClosed, unanswered } from './operation.ts'
import { everyTarget, isOfPlaces, needsTargets, targetsFor } from './targets.ts'

/** Milliseconds since 1970, as far as they are known. */
export interface Altinn2Dates {
  readonly closes?: number | undefined
  /** From then on Altinn 2 takes nothing new; all else it still answers until it closes. */
  readonly submissionsClose?: number | undefined
}

export interface Circumstances {
  readonly register: Register
  /** Is Altinn 2 open at `now`? */
  readonly altinn2IsOpen: boolean
  readonly altinn2Dates: Altinn2Dates
  /** Milliseconds since 1970. */
  readonly now: number
  /** The organisation that asks; absent on public rows. */
  readonly organization: string | undefined
}

/** Who answers: total, pure, the same on every replica. */
export function decide(row: Endpoint, found: Found, given: Circumstances): Plan {
  const refusal = refusalOfOperation(row, given)
  if (refusal !== undefined) return refuse(refusal)
  switch (found.kind) {
    case 'service':
      return decideByService(row, found.code, found.edition, given)
    case 'services':
      return decideByServices(row, found, given)
    case 'group':
      return decideByGroup(row, given)
    case 'any':
    case 'altinn2Id':
      return decideByReference(row, given)
    case 'nativeId':
      // An element lives where it lives, whatever dates, rollouts or an open Altinn 2 say.
      return translate(row, everyTarget(row, given.register))
    default:
      return found satisfies never
  }
}

/** Can it make a difference which service is named? Whoever must go to lengths to know asks first. */
export function turnsOnService(row: Endpoint, given: Omit<Circumstances, 'organization'>): boolean {
  return (
    given.register.services.size > 0 && (mayForward(row, given) || 'translation' in row.whenMoved)
  )
}

/** @param from when the service moves, if that is ahead */
function forward(row: Endpoint, given: Circumstances, from?: string): Plan {
  if (mayForward(row, given)) return { do: 'forward' }
  return refuse({ ...submissionsClosed(row, given), ...(from === undefined ? {} : { from }) })
}

function decideByService(
  row: Endpoint,
  code: string,
  edition: number | undefined,
  given: Circumstances,
): Plan {
  const entries = entriesOf(given.register, code, edition)
  // A rollout sends calls about one service. A list of all editions is of every place where
  // elements can be: those outside the rollout may have been sent some by those within it.
  const isList = edition === undefined && row.whenMoved.kind === 'merged'
  const here = entries.filter((entry) => (isList ? hasBegun : hasMoved)(entry, given))
  // An edition that the register does not list is on Altinn 2, so "all editions" are on both sides.
  if (here.length > 0 && edition === undefined && !hasOneEdition(code) && given.altinn2IsOpen) {
    if (isList) return mergeServices(row, targetsFor(row, lasting(here, given)), given)
    return 'translation' in row.whenMoved
      ? refuse({ code: 'EDITION_MISSING' })
      : forward(row, given)
  }
  if (here.length > 0) return onAltinn3(row, here, given)
  const dates = entries.flatMap(({ since = 0 }) => (since > given.now ? [since] : []))
  const from = dates.length > 0 ? written(Math.min(...dates)) : undefined
  if (given.altinn2IsOpen) return forward(row, given, from)
  return refuse({ ...notMoved(row), ...(from === undefined ? {} : { from }) })
}

/** Delegation schemes were named without one (Altinn/docs content/api/rest/metadata.md). */
function hasOneEdition(code: string): boolean {
  return /^appid:/i.test(code)
}

/** What has begun to move may have elements on either side. */
function decideByServices(row: Endpoint, found: Found, given: Circumstances): Plan {
  const hasMoving = namedEntries(found, given.register).some((entry) => hasBegun(entry, given))
  const isJoined = hasMoving && given.altinn2IsOpen && row.whenMoved.kind === 'merged'
  if (!isJoined) return decideByGroup(row, given)
  return merge(row, everyTarget(row, given.register), given)
}

/**
 * Is the service on Altinn 3 for this organisation? Where no organisation is known and Altinn 2 is closed, a
 * rollout is not looked at: there is no other side.
 */
export function hasMoved(entry: ServiceEntry, given: Circumstances): boolean {
  const { organization, altinn2IsOpen, now } = given
  const isForAll = organization === undefined && !altinn2IsOpen
  return isForAll ? hasBegun(entry, given) : hasMovedFor(organization, entry, now)
}

/** Is the service on Altinn 3 for this one organisation? Whether Altinn 2 is open does not matter. */
export function hasMovedFor(
  organization: string | undefined,
  entry: ServiceEntry,
  now: number,
): boolean {
  return hasBegun(entry, { now }) && isRolledOut(entry, organization)
}

/** Is it there for anybody? */
function hasBegun(
  { since = -Infinity }: ServiceEntry,
  { now }: Pick<Circumstances, 'now'>,
): boolean {
  return since <= now
}

function lasting(
  entries: readonly ServiceEntry[],
  { now }: Circumstances,
): readonly ServiceEntry[] {
  return entries.filter(({ until }) => !isOver(until, now))
}

function onAltinn3(row: Endpoint, entries: readonly ServiceEntry[], given: Circumstances): Plan {
  const left = lasting(entries, given)
  if (left.every(wentNowhere)) return serviceEnded(row, entries)
  const targets = targetsFor(row, left)
  const plan = translate(row, targets)
  if (plan.do !== 'refuse') return plan
  // What this row cannot answer from there, an open Altinn 2 is still asked.
  if (given.altinn2IsOpen) return forward(row, given)
  return targets.length === 0 && isForForms(row) ? refuse({ code: 'TAKES_NO_FORMS' }) : plan
}

/** Does the row send forms? A service of letters or files has moved, too, and takes none. */
function isForForms({ whenMoved }: Endpoint): boolean {
  return whenMoved.kind === 'translated' && whenMoved.target === 'app'
}

function notMoved({ whenMoved: { pointer } }: Endpoint): Refusal {
  const advice = `Ask the owner of the service where it is now. ${pointer.advice}`
  return { code: 'SERVICE_NOT_MOVED', pointer: { ...pointer, advice } }
}

function serviceEnded({ whenMoved }: Endpoint, entries: readonly ServiceEntry[]): Plan {
  const successor = useInsteadOf(entries)
  const { guide = whenMoved.pointer.successor } = whenMoved.pointer
  const pointer: Pointer =
    successor === undefined
      ? {
          advice: 'Ask the owner of the service what replaces it',
          ...(guide === undefined ? {} : { guide }),
        }
      : { advice: 'Use what the owner of the service offers in place of it', successor }
  return refuse({ code: 'SERVICE_ENDED', pointer })
}

function decideByGroup(row: Endpoint, given: Circumstances): Plan {
  const on = sideOfGroup(row, given)
  if (on === 'altinn2') return forward(row, given)
  const targets = everyTarget(row, given.register)
  if (on === 'altinn3') return translate(row, targets)
  if (row.whenMoved.kind === 'merged') return merge(row, targets, given)
  // One thing of a list that lies on both sides may be on either; the list shows Altinn 3's.
  const isRead = row.effect === 'read' && row.body === 'none'
  return isRead && 'translation' in row.whenMoved
    ? firstHit(row, targets, given, ['altinn3', 'altinn2'])
    : forward(row, given)
}

function mergeServices(row: Endpoint, targets: readonly Target[], given: Circumstances): Plan {
  // What went nowhere narrows no question: Altinn 3 would answer about everything.
  return targets.length === 0 ? forward(row, given) : merge(row, targets, given)
}

function merge(row: Endpoint, targets: readonly Target[], given: Circumstances): Plan {
  if (targets.length === 0 && needsTargets(row)) return forward(row, given)
  return mayForward(row, given) ? { do: 'merge', targets } : translate(row, targets)
}

/** A closed Altinn 2 answers nothing, whatever the register still says. */
function sideOfGroup(row: Endpoint, given: Circumstances): 'altinn2' | 'altinn3' | 'both' {
  if (!given.altinn2IsOpen) return 'altinn3'
  const entry = given.register.groups.get(row.group)
  if (entry === undefined) return 'altinn2'
  const { since = -Infinity, until, on } = entry
  return since <= given.now && !isOver(until, given.now) ? on : 'altinn2'
}

function decideByReference(row: Endpoint, given: Circumstances): Plan {
  const targets = everyTarget(row, given.register)
  return given.altinn2IsOpen ? firstHit(row, targets, given) : translate(row, targets)
}

function firstHit(
  row: Endpoint,
  targets: readonly Target[],
  given: Circumstances,
  order: FirstHit['order'] = ['altinn2', 'altinn3'],
): Plan {
  // Nothing has moved that could be there, and its scope need not be asked for.
  if (targets.length === 0 && isOfPlaces(row)) return forward(row, given)
  return mayForward(row, given) ? { do: 'firstHit', order, targets } : translate(row, targets)
}

function translate(row: Endpoint, targets: readonly Target[]): Plan {
  switch (row.whenMoved.kind) {
    case 'translated':
    case 'merged':
      return targets.length > 0 || !needsTargets(row)
        ? { do: 'translate', targets }
        : refuse(notMoved(row))
    case 'notContinued':
    case 'notAnswered':
    case 'needsConfiguration':
      return refuse(unanswered(row.whenMoved))
    default:
      return row.whenMoved satisfies never
  }
}

function written(moment: number): string {
  return new Date(moment).toISOString()
}

function refuse(because: Refusal): Plan {
  return { do: 'refuse', because }
}
