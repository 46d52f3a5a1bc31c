import { createHash } from 'node:crypto'
import { parseOrganizationNumber, type OrganizationNumber } from '../altinn2/organization-number.ts'
import {
  listAuthorizedParties,
  listOwnAccess,
  listPartiesOfSubject,
  type AuthorizedParties,
  type AuthorizedParty,
  type OwnAccess,
  type PartiesOfSubjectSearch,
  type PartiesSearch,
} from '../altinn3/access-management.ts'
import type { Asking } from '../altinn3/calling/ask.ts'
import type { Clock } from '../runtime/clock.ts'
import { createCache, type Cache } from '../runtime/cache.ts'

/** Whom a token may act for, by name. */
export interface Parties extends AuthorizedParties {
  /** `who` is a number or `r` and a party id, as in a path; `person`: listed, and no organisation. */
  readonly find: (who: string) => OrganizationNumber | 'person' | undefined
}

/** What one token is told of parties. */
export interface PartiesLookUp {
  readonly own: (search: PartiesSearch) => Promise<Parties>
  /** Whom somebody else may act for; for service owners. */
  readonly ofSubject: (search: PartiesOfSubjectSearch) => Promise<AuthorizedParties>
  /** What the token's holder may do for one party, by the party's uuid. */
  readonly access: (partyUuid: string) => Promise<OwnAccess>
}

/** Asks with the caller's own token, and remembers the answers for that token alone. */
export type PartiesOf = (token: string, ask: Asking['ask']) => PartiesLookUp

const cachedLists = 500
/** Of all lists together; an accountant's may have thousands. About half a kilobyte each. */
const cachedParties = 100_000
/** Of one party each. */
const cachedAccess = 2_000
/** Codes and ids of all of them together. About fifty bytes each. */
const cachedCodes = 200_000
/** After so long (milliseconds) Altinn 3 is asked anew; its own caches may know a right for longer. */
export const partiesKeptFor = 30_000

export function createPartiesOf(clock: Clock): PartiesOf {
  // Apart, so that a service owner who asks about many does not push out whom systems act for.
  const own = createListCache<Parties>(clock)
  const ofSubjects = createListCache<AuthorizedParties>(clock)
  const size = { max: cachedCodes, of: codesOf }
  const accesses = createCache<OwnAccess>(cachedAccess, clock, 'callers', size)
  return (token, ask) => {
    const keyOf = (search: object): string =>
      createHash('sha256').update(token).update(JSON.stringify(search)).digest('base64')
    return {
      own: (search) =>
        own.get(keyOf(search), async () => {
          const until = clock.now() + partiesKeptFor
          return { value: toParties(await ask(listAuthorizedParties, search)), until }
        }),
      ofSubject: (search) =>
        ofSubjects.get(keyOf(search), async () => {
          const until = clock.now() + partiesKeptFor
          return { value: byName(await ask(listPartiesOfSubject, search)), until }
        }),
      access: (partyUuid) =>
        accesses.get(keyOf({ partyUuid }), async () => {
          const until = clock.now() + partiesKeptFor
          const listed = (await ask(listOwnAccess, { partyUuid })) ?? []
          return { value: listed.find((one) => one.partyUuid === partyUuid) ?? noAccess, until }
        }),
    }
  }
}

const noAccess: OwnAccess = { roles: [], packages: [], resources: [] }

function codesOf({ roles, packages, resources }: OwnAccess): number {
  return 1 + roles.length + packages.length + resources.length
}

function createListCache<Value extends AuthorizedParties>(clock: Clock): Cache<Value> {
  const size = { max: cachedParties, of: ({ parties }: Value) => Math.max(1, parties.length) }
  return createCache<Value>(cachedLists, clock, 'callers', size)
}

const { compare } = new Intl.Collator('nb')

/** Altinn 3's order is its own affair, and callers page through ours. */
function byName(listed: AuthorizedParties = { parties: [], isCut: false }): AuthorizedParties {
  const parties = [...listed.parties].sort(
    (one, other) => compare(one.name, other.name) || one.partyId - other.partyId,
  )
  return { ...listed, parties }
}

function toParties(listed: AuthorizedParties | undefined): Parties {
  const sorted = byName(listed)
  const byWho = new Map<string, OrganizationNumber | 'person'>()
  for (const party of sorted.parties) {
    const found = standsFor(party)
    if (found === undefined) continue
    byWho.set(found === 'person' ? (party.personId ?? '') : found, found)
    byWho.set(`r${party.partyId}`, found)
  }
  return { ...sorted, find: (who) => byWho.get(who.toLowerCase()) }
}

/** Nobody acts for what is deleted. */
function standsFor({
  isDeleted,
  organizationNumber,
}: AuthorizedParty): OrganizationNumber | 'person' | undefined {
  if (isDeleted) return undefined
  return organizationNumber === undefined ? 'person' : parseOrganizationNumber(organizationNumber)
}
