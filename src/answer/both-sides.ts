import { answerFrom, servedBy, toQuestion, type Asked, type Backends } from './request-context.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { AnswerHead } from '../forward/answer-head.ts'
import { collect, needJson, type Collected } from '../forward/collect.ts'
import { toMergeRequest } from '../forward/request.ts'
import type { RememberRows } from '../lookups/altinn2-lists.ts'
import { Altinn2Refused } from '../merge/merge.ts'
import { pairsOf } from '../receive/headers.ts'
import { passOn } from './pass-on.ts'
import type { MergePorts } from '../translation.ts'

/** One side's failure is the answer: half a list must not pass for a whole one. */
export async function merge(
  targets: readonly Target[],
  asked: Asked,
  backends: Backends,
): Promise<void> {
  const { whenMoved } = asked.row
  if (whenMoved.kind !== 'merged') throw new GatewayError('UNEXPECTED')
  const [question, ports] = toQuestion(targets, asked, backends, asked.reply.request.life.gone())
  const askAltinn2 = askingAltinn2(asked, backends)
  const remember = rememberingFor(asked, backends)
  try {
    const merged = await whenMoved.merge(question, { ...ports, askAltinn2, remember })
    await answerFrom(asked, 'both', merged, backends)
  } catch (error) {
    if (!(error instanceof Altinn2Answer)) throw error
    const { head, body } = error.collected
    passOn(servedBy(asked, 'altinn2'), head).end(body)
  }
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
  { row, params, reply }: Asked,
  { forward }: Backends,
): MergePorts['askAltinn2'] {
  return async (query, dialect) => {
    if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
    const { raw, life } = reply.request
    const request = toMergeRequest(row, params, query, raw, dialect)
    const collected = await collect(forward, request, life)
    if (collected.head.status !== 200) throw new Altinn2Answer(collected)
    return { json: needJson(collected), isCut: saysCut(collected.head) }
  }
}

function saysCut({ headers }: AnswerHead): boolean {
  return pairsOf(headers).some(([name]) => name.toLowerCase() === 'x-warning-limitreached')
}

function rememberingFor(
  { row, params, principal }: Asked,
  { altinn2ListsOf }: Backends,
): RememberRows {
  const remember = altinn2ListsOf(principal?.token ?? '')
  return (about, load) => remember(JSON.stringify([row.id, params, about]), load)
}
