import type { Query } from '../../altinn2/query.ts'
import { altinn2DatesOf, isAltinn2Open, type Config } from '../../config/file/load.ts'
import { judge, judgeOperation, type Moment } from '../../decide/judge.ts'
import type { Plan } from '../../decide/plan.ts'
import type { Register } from '../../decide/register.ts'
import type { Resolved } from '../../decide/service-and-plan.ts'
import type { ShadowAndFallback } from '../../decide/shadow-and-fallback.ts'
import { toError } from '../../decide/to-error.ts'
import type { Endpoint } from '../../endpoint.ts'
import type { GatewayError } from '../../errors.ts'
import type { Caller } from './caller.ts'

/** A request that was understood. */
export interface Case {
  readonly row: Endpoint
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** What its body would say. */
  readonly members: Readonly<Record<string, string>>
  readonly caller: Caller
}

/** What the gateway would do with it, in the words of an explanation. */
export interface JudgedCase {
  readonly altinn2IsOpen: boolean
  readonly resolved?: Resolved | undefined
  /** What a part of the scopes leaves of the plan. */
  readonly narrowed?: Plan | undefined
  readonly extras?: ShadowAndFallback
  readonly refused?: GatewayError
}

/** All that a decision depends on but for who asks. */
export function momentOf(register: Register, config: Config, now: number): Moment {
  return {
    register,
    altinn2IsOpen: isAltinn2Open(config, now),
    altinn2Dates: altinn2DatesOf(config),
    listScopes: config.file.listScopes,
    now,
  }
}

/** What the gateway would do at a moment, but for what others would have to be asked. */
export function judgeCase(
  { row, params, query, members, caller }: Case,
  register: Register,
  config: Config,
  now: number,
): JudgedCase {
  const moment = momentOf(register, config, now)
  const { altinn2IsOpen } = moment
  const { party, claim, principal } = caller
  const scopes = principal?.scopes ?? ('unknown' as const)
  const asking = { party, isClaimed: claim !== undefined, scopes }
  const said = { params, query, members }
  const operation = judgeOperation(row, said, moment)
  const judged = judge(row, said, asking, moment)
  if (operation !== undefined) {
    return { altinn2IsOpen, resolved: judged.resolved, refused: operation.refused }
  }
  if (judged.refused !== undefined) {
    return { altinn2IsOpen, resolved: judged.resolved, refused: judged.refused }
  }
  const { resolved, plan, extras } = judged
  if (plan.do === 'refuse') return { altinn2IsOpen, resolved, refused: toError(plan.because) }
  return { altinn2IsOpen, resolved, narrowed: plan === resolved.plan ? undefined : plan, extras }
}
