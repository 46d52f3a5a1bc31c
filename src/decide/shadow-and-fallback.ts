import type { Endpoint } from '../endpoint.ts'
import type { Circumstances } from './decide.ts'
import type { Plan, Side } from './plan.ts'
import { missingScopes } from './scopes.ts'
import { toTargets, type ServiceEntry, type Target } from './register.ts'

/** What goes on beside a plan; it never changes who answers while all is well. */
export interface ShadowAndFallback {
  /** Altinn 2 answers when Altinn 3 fails. */
  readonly fallsBack: boolean
  /** The other side is asked, too, and its answer compared and thrown away. */
  readonly shadow: Shadow | undefined
}

/** The side that does not answer, and the places in Altinn 3 that are compared with Altinn 2. */
export interface Shadow {
  readonly of: Side
  readonly targets: readonly Target[]
}

/**
 * @param entries those of the services that the request names
 * @param mayAsk does the caller hold a scope of that side?
 */
export function shadowAndFallbackOf(
  row: Endpoint,
  plan: Plan,
  entries: readonly ServiceEntry[],
  { altinn2IsOpen }: Pick<Circumstances, 'altinn2IsOpen'>,
  mayAsk: (side: Side) => boolean,
): ShadowAndFallback {
  const isRead = row.effect === 'read' && altinn2IsOpen && entries.length > 0
  const fallsBack =
    isRead &&
    plan.do === 'translate' &&
    entries.every(({ fallback }) => fallback === 'reads') &&
    mayAsk('altinn2')
  const isShadowed = isRead && row.answers === 'model' && entries.every(({ shadow }) => shadow)
  return { fallsBack, shadow: isShadowed ? shadowOf(row, plan, entries, mayAsk) : undefined }
}

/**
 * May a side be asked beside the one that answers? With its scopes; and never Altinn 2 for a party
 * that is only claimed, since the permit is Altinn 3's.
 */
export function mayAskOtherSide(
  row: Endpoint,
  isClaimed: boolean,
  scopes: ReadonlySet<string> | undefined,
): (side: Side) => boolean {
  return (side) =>
    (side === 'altinn3' || !isClaimed) && missingScopes(row, side, scopes).length === 0
}

function shadowOf(
  { whenMoved }: Endpoint,
  plan: Plan,
  entries: readonly ServiceEntry[],
  mayAsk: (side: Side) => boolean,
): Shadow | undefined {
  if (plan.do === 'translate') {
    return mayAsk('altinn2') ? { of: 'altinn2', targets: plan.targets } : undefined
  }
  if (plan.do !== 'forward' || !('target' in whenMoved) || !mayAsk('altinn3')) return undefined
  const targets = entries.flatMap((entry) => toTargets(entry, whenMoved.target))
  return targets.length === 0 ? undefined : { of: 'altinn3', targets }
}
