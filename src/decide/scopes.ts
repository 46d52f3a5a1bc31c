import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import type { Found } from '../identify/identify-service.ts'
import { sidesOf, type Plan, type Side } from './plan.ts'

/** A list that takes several scopes, asked for with some of them: all or nothing, or a part. */
export type ListScopes = 'all' | 'partial'

export interface ScopeCheck {
  /** The plan, less what the caller may not see. */
  readonly plan: Plan
  /** Scopes for what was left out. */
  readonly withheld: readonly string[]
}

/** The row as it is for one kind of element: what the other kind takes is not asked for. */
export function forFound(row: Endpoint, found: Found | undefined): Endpoint {
  const { altinn3ByElement, ...scopes } = row.scopes
  const element = found !== undefined && 'element' in found ? found.element : undefined
  const altinn3 = element === undefined ? undefined : altinn3ByElement?.[element]
  return altinn3 === undefined ? row : { ...row, scopes: { ...scopes, altinn3, altinn3All: true } }
}

/** Those of a token; `undefined` where there is none. */
type Scopes = ReadonlySet<string> | undefined

/**
 * Compares a caller's scopes with those of each side that a plan asks, exactly. Throws Altinn 2's own error
 * for its scopes, RFC 6750's for Altinn 3's and for lists that take both.
 */
export function checkScopes(
  row: Endpoint,
  plan: Plan,
  granted: Scopes,
  listScopes: ListScopes,
): ScopeCheck {
  const lacking = sidesOf(plan).map((side) => ({
    side,
    missing: missingScopes(row, side, granted),
  }))
  const withheld = lacking.flatMap(({ missing }) => missing)
  if (withheld.length === 0) return { plan, withheld }
  const part = listScopes === 'partial' ? partOf(row, plan, granted) : undefined
  if (part !== undefined) return { plan: part, withheld }
  const first = lacking.find(({ missing }) => missing.length > 0)
  if (first?.side === 'altinn2' && plan.do !== 'merge') {
    throw new GatewayError('ALTINN2_SCOPE_MISSING', { scopes: withheld })
  }
  const details = lacking.flatMap(({ side, missing }) => describe(row, side, missing))
  throw new GatewayError('SCOPE_MISSING', { scopes: withheld, detail: details.join(', and ') })
}

/** Scopes of a side that would open the row, and that a token lacks; empty when it is open. */
export function missingScopes(
  { scopes }: Endpoint,
  side: Side,
  granted: Scopes,
): readonly string[] {
  const missing = scopes[side].filter((scope) => granted?.has(scope) !== true)
  return takesAll(scopes, side) || missing.length === scopes[side].length ? missing : []
}

export function takesAll({ altinn3InParts, altinn3All }: Endpoint['scopes'], side: Side): boolean {
  return side === 'altinn3' && (altinn3InParts === true || altinn3All === true)
}

/** What is left of a list for these scopes: one of its sides, or some of its parts. */
function partOf(row: Endpoint, plan: Plan, granted: Scopes): Plan | undefined {
  const sees = (side: Side): boolean => {
    const ofSide = row.scopes[side]
    return ofSide.length === 0 || ofSide.some((scope) => granted?.has(scope))
  }
  if (plan.do === 'translate')
    return row.scopes.altinn3InParts && sees('altinn3') ? plan : undefined
  if (plan.do !== 'merge') return undefined
  if (sees('altinn2')) return sees('altinn3') ? plan : { do: 'forward' }
  return sees('altinn3') ? { do: 'translate', targets: plan.targets } : undefined
}

function describe({ scopes }: Endpoint, side: Side, missing: readonly string[]): readonly string[] {
  if (missing.length === 0) return []
  return [missing.join(takesAll(scopes, side) ? ' and ' : ' or ')]
}
