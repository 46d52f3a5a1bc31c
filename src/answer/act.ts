import type { Altinn2Response } from '../altinn2/response.ts'
import type { FirstHit, Plan } from '../decide/plan.ts'
import type { Target } from '../decide/register.ts'
import { toError } from '../decide/to-error.ts'
import { errors, GatewayError } from '../errors.ts'
import { toForwardRequest } from '../forward/request.ts'
import type { Backends } from './backends.ts'
import { mergeSides } from './merge-sides.ts'
import type { RequestContext } from './request-context.ts'
import { answerAs, servedBy, translate } from './translate.ts'

/** Does what was decided and answers the caller. */
export async function act(plan: Plan, context: RequestContext, backends: Backends): Promise<void> {
  switch (plan.do) {
    case 'forward':
      await forwardTo(context, backends, () => true)
      return
    case 'translate':
      await answerFromAltinn3(plan.targets, context, backends)
      return
    case 'merge':
      await mergeSides(plan.targets, context, backends)
      return
    case 'firstHit':
      await (plan.order[0] === 'altinn2' ? altinn2First : altinn3First)(plan, context, backends)
      return
    case 'refuse':
      servedBy(context, 'gateway')
      throw toError(plan.because)
    default:
      plan satisfies never
  }
}

/** Altinn 2 has not turned a reference down for good until Altinn 3 has, too. */
async function altinn2First(
  plan: FirstHit,
  context: RequestContext,
  backends: Backends,
): Promise<void> {
  if (await forwardTo(context, backends, (status) => status !== 404)) return
  const answer = await translate(plan.targets, context, backends)
  await answerAs('altinn3', answer, context)
}

async function altinn3First(
  plan: FirstHit,
  context: RequestContext,
  backends: Backends,
): Promise<void> {
  let answer: Altinn2Response
  try {
    answer = await translate(plan.targets, context, backends)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'NOT_FOUND') throw error
    await forwardTo(context, backends, () => true)
    return
  }
  await answerAs('altinn3', answer, context)
}

/** Gives `false` for an answer of Altinn 2 whose status was not taken. */
async function forwardTo(
  context: RequestContext,
  { forward }: Backends,
  isTaken: (status: number) => boolean,
): Promise<boolean> {
  const { row, params, query, body, caller, calls } = context
  if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
  return forward(toForwardRequest(row, params, query, caller, body), {
    accepts: isTaken,
    start: (head) => servedBy(context, 'altinn2').begin(head),
    connection: caller.connection,
    calls,
  })
}

async function answerFromAltinn3(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
): Promise<void> {
  let answer: Altinn2Response
  try {
    answer = await translate(targets, context, backends)
  } catch (error) {
    if (!context.extras.fallsBack || !isFailureOfAltinn3(error)) throw error
    context.entry.fellBack = error.code
    await forwardTo(context, backends, () => true)
    return
  }
  await answerAs('altinn3', answer, context)
}

function isFailureOfAltinn3(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false
  const { side, status } = errors[error.code]
  // 501 is no failure: it is what Altinn 3 does not do.
  return side === 'altinn3' && status > 501
}
