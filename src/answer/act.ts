import type { Altinn2Response } from '../altinn2/response.ts'
import { answerFrom, servedBy, toQuestion, type Asked, type Backends } from './request-context.ts'
import { merge } from './both-sides.ts'
import type { FirstHit, Plan } from '../decide/plan.ts'
import { toError } from '../decide/to-error.ts'
import type { Target } from '../decide/register.ts'
import { errors, GatewayError } from '../errors.ts'
import { toForwardRequest } from '../forward/request.ts'
import { passOn } from './pass-on.ts'

/** Does what was decided and answers the caller. */
export async function act(plan: Plan, asked: Asked, backends: Backends): Promise<void> {
  switch (plan.do) {
    case 'forward':
      await forwardTo(asked, backends, () => true)
      return
    case 'translate':
      await answerFromAltinn3(plan.targets, asked, backends)
      return
    case 'merge':
      await merge(plan.targets, asked, backends)
      return
    case 'firstHit':
      await (plan.order[0] === 'altinn2' ? altinn2First : altinn3First)(plan, asked, backends)
      return
    case 'refuse':
      servedBy(asked, 'gateway')
      throw toError(plan.because)
    default:
      plan satisfies never
  }
}

/** Altinn 2 has not turned a reference down for good until Altinn 3 has, too. */
async function altinn2First(plan: FirstHit, asked: Asked, backends: Backends): Promise<void> {
  if (await forwardTo(asked, backends, (status) => status !== 404)) return
  await answerFrom(asked, 'altinn3', await translate(plan.targets, asked, backends), backends)
}

async function altinn3First(plan: FirstHit, asked: Asked, backends: Backends): Promise<void> {
  let answer: Altinn2Response
  try {
    answer = await translate(plan.targets, asked, backends)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') throw error
    await forwardTo(asked, backends, () => true)
    return
  }
  await answerFrom(asked, 'altinn3', answer, backends)
}

async function forwardTo(
  asked: Asked,
  { forward }: Backends,
  isTaken: (status: number) => boolean,
): Promise<boolean> {
  const { row, params, query, body, reply } = asked
  if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
  const request = toForwardRequest(row, params, query, reply.request.raw, body)
  return forward(request, {
    accepts: isTaken,
    start: (head) => passOn(servedBy(asked, 'altinn2'), head),
    life: reply.request.life,
  })
}

async function answerFromAltinn3(
  targets: readonly Target[],
  asked: Asked,
  backends: Backends,
): Promise<void> {
  let answer: Altinn2Response
  try {
    answer = await translate(targets, asked, backends)
  } catch (error) {
    if (!asked.beside.fallsBack || !isAltinn3s(error)) throw error
    asked.reply.request.entry.fellBack = error.code
    await forwardTo(asked, backends, () => true)
    return
  }
  await answerFrom(asked, 'altinn3', answer, backends)
}

function isAltinn3s(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false
  const { side, status } = errors[error.code]
  // 501 is no failure: it is what Altinn 3 does not do.
  return side === 'altinn3' && status > 501
}

/** Altinn 3's answer to a question that was checked, in Altinn 2's shape. */
export async function translate(
  targets: readonly Target[],
  asked: Asked,
  backends: Backends,
  gone = asked.reply.request.life.gone(),
): Promise<Altinn2Response> {
  const { whenMoved } = asked.row
  if (!('translation' in whenMoved)) throw new GatewayError('UNEXPECTED')
  const [question, ports] = toQuestion(targets, asked, backends, gone)
  return whenMoved.translation(question, ports)
}
