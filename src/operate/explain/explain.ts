import { needParams } from '../../authorise/authorise.ts'
import type { Config } from '../../config/file/load.ts'
import type { Register } from '../../decide/register.ts'
import type { Endpoint } from '../../endpoint.ts'
import { GatewayError } from '../../errors.ts'
import { findRow } from '../../receive/find-row.ts'
import { callerOf } from './caller.ts'
import { toExplanation, toRefused, type Explanation } from './explanation.ts'
import { judgeOperation } from '../../decide/judge.ts'
import { judgeCase, momentOf, type Case } from './judge-case.ts'
import {
  QuestionError,
  readExplainRequest,
  type ExplainRequest,
  type ReadExplainRequest,
} from './question.ts'

export type Explained =
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  /** No such operation. */
  | { readonly kind: 'unknown'; readonly problem: string }
  /** The question itself is wrong. */
  | { readonly kind: 'malformed'; readonly problem: string }

/** What the answers are found in: as they stand now. */
export interface Sources {
  readonly endpoints: readonly Endpoint[]
  readonly register: Register
  readonly config: Config
  /** Milliseconds since 1970. */
  readonly now: number
}

/** Says what would happen to a request, and why, without asking anybody. */
export function explain(question: ExplainRequest, sources: Sources): Explained {
  try {
    return explainRead(readExplainRequest(question, sources.config, sources.now), sources)
  } catch (error) {
    if (error instanceof QuestionError) return { kind: 'malformed', problem: error.message }
    throw error
  }
}

function explainRead(asked: ReadExplainRequest, sources: Sources): Explained {
  const { endpoints, register, config } = sources
  const { method, target, at, members = {} } = asked
  const found = findRow(endpoints, method, target)
  if (found === undefined) return { kind: 'unknown', problem: 'no such operation: 404' }
  const { row } = found
  if (asked.members !== undefined && row.finds.in !== 'body') {
    throw new QuestionError('"service" is for operations whose body names it; here it does not')
  }
  try {
    const params = needParams(row, found.params)
    const caller = callerOf(row, params, target.query, asked.principal, asked.organization)
    const one: Case = { row, params, query: target.query, members, caller }
    const judged = judgeCase(one, register, config, at)
    return {
      kind: 'explained',
      explanation: toExplanation(one, judged, register, config, sources.now, at),
    }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    const said = { params: found.params, query: target.query }
    const first = judgeOperation(row, said, momentOf(register, config, at))?.refused ?? error
    return { kind: 'explained', explanation: toRefused(row, first, register, config, at) }
  }
}
