import type { Altinn2Response } from '../altinn2/response.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { AnswerHead } from '../forward/answer-head.ts'
import { collect, needJson, type Collected } from '../forward/collect.ts'
import { callersHeadersForMerge, toMergeRequest } from '../forward/request.ts'
import type { RememberRows } from '../lookups/altinn2-lists.ts'
import { Altinn2Refused } from '../merge/merge.ts'
import { pairsOf } from '../receive/headers.ts'
import type { Backends } from './backends.ts'
import type { RequestContext } from './request-context.ts'
import {
  answerAs,
  servedBy,
  toPublicPorts,
  toPublicRequest,
  toTranslationRequest,
} from './translate.ts'
import type { MergePorts } from '../translation.ts'

/** One side's failure is the answer: half a list must not pass for a whole one. */
export async function mergeSides(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
): Promise<void> {
  try {
    await answerAs('both', await merge(targets, context, backends), context)
  } catch (error) {
    if (!(error instanceof Altinn2Answer)) throw error
    const { head, body } = error.collected
    servedBy(context, 'altinn2').begin(head).end(body)
  }
}

async function merge(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
): Promise<Altinn2Response> {
  const { row, caller, calls } = context
  const signal = caller.connection.signal()
  const altinn2 = {
    askAltinn2: askingAltinn2(context, backends),
    remember: rememberingFor(context, backends),
  }
  if (row.callers === 'public') {
    if (row.whenMoved.kind !== 'merged') throw new GatewayError('UNEXPECTED')
    const ports = toPublicPorts(backends, signal, calls)
    return row.whenMoved.merge(toPublicRequest(targets, context, backends), {
      ...ports,
      ...altinn2,
    })
  }
  if (row.whenMoved.kind !== 'merged') throw new GatewayError('UNEXPECTED')
  const [translationRequest, ports] = toTranslationRequest(targets, context, backends, signal)
  return row.whenMoved.merge(translationRequest, { ...ports, ...altinn2 })
}

/** With all that the caller is given of it. */
class Altinn2Answer extends Altinn2Refused {
  readonly collected: Collected

  constructor(collected: Collected) {
    super(collected.head)
    this.collected = collected
  }
}

function askingAltinn2(
  { row, params, caller, calls }: RequestContext,
  { forward }: Backends,
): MergePorts['askAltinn2'] {
  return async (query, dialect) => {
    if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
    const request = toMergeRequest(row, params, query, caller, dialect)
    const collected = await collect(forward, request, caller.connection, calls)
    if (collected.head.status !== 200) throw new Altinn2Answer(collected)
    return { json: needJson(collected), isCut: saysCut(collected.head) }
  }
}

function saysCut({ headers }: AnswerHead): boolean {
  return pairsOf(headers).some(([name]) => name.toLowerCase() === 'x-warning-limitreached')
}

/** Two requests share what Altinn 2 has answered where both would have sent it the same. */
function rememberingFor(
  { row, params, caller }: RequestContext,
  { altinn2ListsOf }: Backends,
): RememberRows {
  return altinn2ListsOf(JSON.stringify([row.id, params, callersHeadersForMerge(row, caller)]))
}
