import type { Query } from '../../altinn2/query.ts'
import { mayAskBeside, needQuestions } from '../../authorise/claim.ts'
import { forFound, holdToScopes } from '../../authorise/scopes.ts'
import { altinn2DatesOf, isAltinn2Open, type Config } from '../../config/file/load.ts'
import { besides, type Beside } from '../../decide/beside.ts'
import { turnsOnService, type Circumstances } from '../../decide/decide.ts'
import { refusalOfOperation } from '../../decide/operation.ts'
import type { Plan } from '../../decide/plan.ts'
import type { Register } from '../../decide/register.ts'
import { resolve, type Resolved } from '../../decide/resolve.ts'
import type { Endpoint } from '../../endpoint.ts'
import { GatewayError } from '../../errors.ts'
import type { Caller } from './caller.ts'
import { toError } from '../../decide/to-error.ts'

/** A request that was understood. */
export interface Case {
  readonly row: Endpoint
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** What its body would say. */
  readonly members: Readonly<Record<string, string>>
  readonly caller: Caller
}

export interface Judgement {
  readonly altinn2IsOpen: boolean
  readonly resolved?: Resolved
  /** What a part of the scopes leaves of the plan. */
  readonly narrowed?: Plan | undefined
  readonly beside?: Beside
  readonly refused?: GatewayError
}

/** All that a decision turns on but for who asks. */
export function momentOf(
  register: Register,
  config: Config,
  now: number,
): Omit<Circumstances, 'organization'> {
  const altinn2Dates = altinn2DatesOf(config)
  return { register, altinn2IsOpen: isAltinn2Open(config, now), altinn2Dates, now }
}

/**
 * What the gateway would do at a moment: the steps of `app.ts` from the decision on, in its order,
 * with its functions, but for what others would have to be asked.
 */
export function judge(
  { row, params, query, members, caller }: Case,
  register: Register,
  config: Config,
  now: number,
): Judgement {
  const given = { ...momentOf(register, config, now), organization: caller.party }
  const { altinn2IsOpen } = given
  const isPeeked = row.finds.in === 'body' && turnsOnService(row, given)
  // As in `app.ts`: before parameters, kind of caller and `{who}` could be wrong.
  const operation = refusalOf(row, given)
  let resolved: Resolved | undefined
  try {
    resolved = resolve(row, { params, query, members: isPeeked ? members : {} }, given)
    const { plan: decided, entries } = resolved
    if (operation !== undefined) throw operation
    const { claim, principal } = caller
    if (claim !== undefined) needQuestions(claim, row, decided)
    const listScopes = config.file.listScopes ?? 'all'
    const held = forFound(row, resolved.found)
    const plan = principal ? holdToScopes(held, decided, principal, listScopes).plan : decided
    if (plan.do === 'refuse') throw toError(plan.because)
    const narrowed = plan === decided ? undefined : plan
    const mayAsk = principal ? mayAskBeside(held, claim, principal.scopes) : () => true
    const beside = besides(row, plan, entries, given, mayAsk)
    return { altinn2IsOpen, resolved, narrowed, beside }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { altinn2IsOpen, ...(resolved && { resolved }), refused: operation ?? error }
  }
}

/** The refusal that is the same for every caller, service and party. */
export function refusalOf(
  row: Endpoint,
  given: Parameters<typeof refusalOfOperation>[1],
): GatewayError | undefined {
  const refusal = refusalOfOperation(row, given)
  return refusal && toError(refusal)
}
