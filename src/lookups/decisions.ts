import { createHash } from 'node:crypto'
import type { Asking } from '../altinn3/calling/ask.ts'
import { authorize, type Question } from '../altinn3/authorization.ts'
import type { Clock } from '../runtime/clock.ts'
import { errors, GatewayError } from '../errors.ts'
import { createCache } from '../runtime/cache.ts'
import type { UpstreamFailure } from '../runtime/products.ts'

/** Altinn 3's decision, or `DECISION_UNAVAILABLE` when what it says is neither yes nor no. */
export type DecisionOn = (question: Question) => Promise<'permit' | 'refused'>

/** Asks with the caller's own token, and remembers a permit for that token alone. */
export type DecisionsOf = (token: string, ask: Asking['ask']) => DecisionOn

interface Decided {
  readonly verdict: 'permit' | 'refused'
}

const cachedPermits = 5_000
/** After so long (milliseconds) Altinn 3 is asked anew; its own cache knows delegations for 5 minutes. */
export const permitsKeptFor = 60_000

export function createDecisionsOf(clock: Clock): DecisionsOf {
  const cache = createCache<Decided>(cachedPermits, clock, 'callers')
  return (token, ask) => {
    const holder = createHash('sha256').update(token).digest('base64')
    return async (question) => {
      const key = JSON.stringify([holder, question.place, question.party, question.action])
      const { verdict } = await cache.get(key, async () => {
        const asked = clock.now()
        const value = { verdict: await needDecision(ask, question) }
        // A right that is given counts at once: a refusal is never remembered.
        return { value, until: value.verdict === 'permit' ? asked + permitsKeptFor : asked }
      })
      return verdict
    }
  }
}

const noDecision: UpstreamFailure = {
  product: 'authorization',
  cause: 'UNEXPECTED_BODY',
  sent: 'unknown',
  status: 200,
}

async function needDecision(ask: Asking['ask'], question: Question): Promise<Decided['verdict']> {
  const verdict = await ask(authorize, question).catch((error: unknown) => {
    throw isOfAltinn3(error) ? new GatewayError('DECISION_UNAVAILABLE', { cause: error }) : error
  })
  if (verdict === 'permit' || verdict === 'refused') return verdict
  throw new GatewayError('DECISION_UNAVAILABLE', { upstream: noDecision })
}

function isOfAltinn3(error: unknown): boolean {
  return error instanceof GatewayError && errors[error.code].side === 'altinn3'
}
