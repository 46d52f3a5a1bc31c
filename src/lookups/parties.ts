import { createHash } from 'node:crypto'
import { parseOrganizationNumber, type OrganizationNumber } from '../altinn2/organization-number.ts'
import { listAuthorizedParties, type AuthorizedParty } from '../altinn3/access-management.ts'
import type { Asking } from '../altinn3/ask.ts'
import type { Clock } from '../clock.ts'
import { createCache } from './cache.ts'

/** Whom one token may act for. */
export interface Parties {
  /** @param who an organisation number or `r` and a party id, as in a path */
  readonly find: (who: string) => OrganizationNumber | undefined
}

interface Listed extends Parties {
  readonly count: number
}

/** Asks with the caller's own token, and remembers the answer for that token alone. */
export type PartiesOf = (token: string, ask: Asking['ask']) => Promise<Parties>

const cachedTokens = 500
/** Of all tokens together; an accountant's may have thousands. */
const cachedParties = 200_000
/** A right that is withdrawn in Altinn 3 ends here after so long (milliseconds). */
export const partiesKeptFor = 30_000

export function createPartiesOf(clock: Clock): PartiesOf {
  const size = { max: cachedParties, of: ({ count }: Listed) => Math.max(1, count) }
  const cache = createCache<Listed>(cachedTokens, clock, 'callers', size)
  return (token, ask) => {
    const key = createHash('sha256').update(token).digest('base64')
    return cache.get(key, async () => {
      const until = clock.now() + partiesKeptFor
      const parties = (await ask(listAuthorizedParties, undefined)) ?? []
      return { value: toParties(parties), until }
    })
  }
}

function toParties(listed: readonly AuthorizedParty[]): Listed {
  const byWho = new Map<string, OrganizationNumber>()
  for (const party of listed.flatMap((one) => [one, ...(one.subunits ?? [])])) {
    const organization = parseOrganizationNumber(party.organizationNumber ?? '')
    const isShell = party.onlyHierarchyElementWithNoAccess === true || party.isDeleted === true
    if (organization === undefined || isShell) continue
    byWho.set(organization, organization)
    byWho.set(`r${party.partyId}`, organization)
  }
  return { find: (who) => byWho.get(who.toLowerCase()), count: byWho.size / 2 }
}
