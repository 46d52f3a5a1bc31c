import { GatewayError } from '../errors.ts'
import type { Question } from './translation.ts'

/** Storage shows forms. */
export const formScopes = ['altinn:instances.read'] as const
/** Dialogporten has the message box, Correspondence what its messages say. */
export const correspondenceScopes = ['digdir:dialogporten', 'altinn:correspondence.read'] as const

/**
 * Holds a caller to all of these. A row takes any that it may need, since only the id says which
 * product is asked. Throws `SCOPE_MISSING`.
 */
export function needScopes({ scopes }: Pick<Question, 'scopes'>, needed: readonly string[]): void {
  const missing = needed.filter((scope) => !scopes.has(scope))
  if (missing.length === 0) return
  throw new GatewayError('SCOPE_MISSING', { scopes: missing, detail: missing.join(' and ') })
}
