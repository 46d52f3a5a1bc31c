import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import {
  shadowAndFallbackOf,
  mayAskOtherSide,
  type ShadowAndFallback,
} from './shadow-and-fallback.ts'
import { datesOfOperation, type Dates } from './dates.ts'
import { turnsOnService, type Circumstances } from './decide.ts'
import { refusalOfOperation } from './operation.ts'
import { checkOwner } from './owner.ts'
import { placesToPermit, type Place } from './permits.ts'
import type { Plan } from './plan.ts'
import { namedInAddress, resolve, type Resolved, type Said } from './service-and-plan.ts'
import { checkScopes, forFound, type ListScopes, type ScopeCheck } from './scopes.ts'
import { toError } from './to-error.ts'

/** Who asks, as far as a decision depends on it. */
export interface JudgedCaller {
  /** The organisation that the call is for: its rollout counts. Absent on public rows. */
  readonly party: OrganizationNumber | undefined
  /** The caller only claims to act for `party`: Altinn 3 must permit every place that is asked. */
  readonly isClaimed: boolean
  /** Those of the token; `unknown` lets every scope pass, for questions without a token. */
  readonly scopes: ReadonlySet<string> | 'unknown'
  /**
   * The caller's code on Altinn's list of service owners; `undefined` for one that is not on it.
   * Throws while the gateway cannot read the list. Absent where no decision needs the list.
   */
  readonly ownerCode?: (() => string | undefined) | undefined
}

/** When the request comes, and how this installation is set up then. */
export interface Moment extends Omit<Circumstances, 'organization'> {
  readonly listScopes: ListScopes
}

/** The request does not say what it is about. */
interface NotUnderstood {
  readonly refused: GatewayError
  readonly resolved?: undefined
  readonly permits: readonly []
}

interface Refused {
  readonly refused: GatewayError
  readonly resolved: Resolved
  /** Places that Altinn 3 must permit first: without its permit, that is the refusal. */
  readonly permits: readonly Place[]
}

/** Nothing about the caller or the request is wrong. The plan may still be to refuse. */
export interface Accepted {
  readonly refused?: undefined
  readonly resolved: Resolved
  readonly permits: readonly Place[]
  /** The row, with the scopes that the element it found takes. */
  readonly held: Endpoint
  /** Who answers, less what the caller's scopes do not show. */
  readonly plan: Plan
  /** Scopes for what was left out. */
  readonly withheld: readonly string[]
  readonly extras: ShadowAndFallback
}

export type Judgement = NotUnderstood | Refused | Accepted

/**
 * What happens to a request: the one place that says so, for the running gateway and for `explain`.
 * Pure: a `GatewayError` of one of its steps becomes the refusal. What Altinn 3 must be asked first,
 * `permits` says. `judgeOperation` comes before it.
 */
export function judge(row: Endpoint, said: Said, caller: JudgedCaller, moment: Moment): Judgement {
  const given = { ...moment, organization: caller.party }
  const members = needsMembers(row, moment) ? said.members : {}
  const resolved = attempt(() => resolve(row, { ...said, members }, given))
  if (resolved instanceof GatewayError) {
    return { refused: resolved, permits: [] }
  }
  const { found, entries, plan: decided } = resolved
  const about = { query: said.query, entries, plan: decided }
  const misused = attempt(() => checkOwner(row, caller.ownerCode, about))
  if (misused instanceof GatewayError) return { refused: misused, resolved, permits: [] }
  const permits = caller.isClaimed ? placesToPermit(decided) : []
  if (permits === undefined) {
    return { refused: new GatewayError('REPORTEE_REFUSED'), resolved, permits: [] }
  }
  const held = forFound(row, found)
  const checked = attempt(() => scopeCheckOf(held, decided, caller, moment))
  if (checked instanceof GatewayError) return { refused: checked, resolved, permits }
  const mayAsk =
    caller.scopes === 'unknown'
      ? () => true
      : mayAskOtherSide(held, caller.isClaimed, caller.scopes)
  const extras = shadowAndFallbackOf(row, checked.plan, entries, given, mayAsk)
  return { resolved, permits, held, ...checked, extras }
}

/** Must the body be looked into before the request can be judged? */
export function needsMembers(row: Endpoint, moment: Moment): boolean {
  return row.finds.in === 'body' && turnsOnService(row, moment)
}

/** A refusal that is the same for every caller, service and party, with what is logged of it. */
export interface JudgedOperation {
  readonly refused: GatewayError
  readonly dates: Dates
  readonly named: Pick<Resolved, 'service' | 'entries'>
}

/** Comes before parameters, scopes and parties are looked at: they cannot make a difference. */
export function judgeOperation(
  row: Endpoint,
  { params, query }: Pick<Said, 'params' | 'query'>,
  moment: Moment,
): JudgedOperation | undefined {
  const because = refusalOfOperation(row, moment)
  if (because === undefined) return undefined
  return {
    refused: toError(because),
    dates: datesOfOperation(row, because, moment),
    named: namedInAddress(row, params, query, moment.register),
  }
}

function scopeCheckOf(
  row: Endpoint,
  plan: Plan,
  { scopes }: JudgedCaller,
  { listScopes }: Moment,
): ScopeCheck {
  return scopes === 'unknown' ? { plan, withheld: [] } : checkScopes(row, plan, scopes, listScopes)
}

/** The value, or the refusal that was thrown in place of it. */
function attempt<Value>(step: () => Value): Value | GatewayError {
  try {
    return step()
  } catch (error) {
    if (error instanceof GatewayError) return error
    throw error
  }
}
