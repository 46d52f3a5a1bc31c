import type { Principal } from '../authenticate/principal.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'

/**
 * Refuses a token with a scope for which Altinn 3 would treat the caller as another kind of caller: a
 * service owner, or a sender. The scope's name counts also as a part of a longer name, since Altinn 3
 * compares it so (Altinn/altinn-storage, altinn-correspondence). Throws `SCOPE_REFUSED`.
 */
export function refuseScopesOfOtherRoles(
  { group, scopes }: Endpoint,
  principal: Pick<Principal, 'scopes'>,
): void {
  const refuse = (part: string): void => {
    const isCarried = [...principal.scopes].some((scope) => scope.includes(part))
    if (isCarried) throw new GatewayError('SCOPE_REFUSED', { detail: part })
  }
  // Storage skips its check of each instance.
  if (group.startsWith('end-user/')) refuse('altinn:serviceowner')
  // Correspondence takes the recipient for the sender.
  if (scopes.altinn3.includes('altinn:correspondence.read')) refuse('altinn:correspondence.write')
}
