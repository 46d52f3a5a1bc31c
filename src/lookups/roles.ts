import { languageTags, type Language } from '../altinn2/language.ts'
import type { Asking } from '../altinn3/calling/ask.ts'
import { listRoles, type Role } from '../altinn3/roles.ts'
import { GatewayError } from '../errors.ts'
import type { Clock } from '../runtime/clock.ts'
import { createLasting } from './lasting.ts'

/** What Altinn 3 says of roles to everybody. */
export interface RolesLookUp {
  /** All roles of access management, with texts in a language: as they are, or as they could last be read. */
  readonly roles: (language: Language) => Promise<readonly Role[]>
}

export type RolesOf = (ask: Asking['ask']) => RolesLookUp

/** One list for each language. */
const maxLists = 3
/** Milliseconds: roles and their names change seldom. */
const lifetimes = {
  keptFor: 60 * 60_000,
  absentKeptFor: 0,
  servesOnFor: 24 * 60 * 60_000,
  retryAfter: 30_000,
  failureKeptFor: 1_000,
}

export function createRolesOf(clock: Clock): RolesOf {
  const lists = createLasting<readonly Role[]>(maxLists, clock, lifetimes)
  return (ask) => ({
    roles: async (language) => {
      const roles = await lists.get(String(language), async () => {
        const found = await ask(listRoles, { language: languageTags[language] })
        // An empty list would hide every role for an hour.
        if (found?.length === 0) throw new GatewayError('ALTINN3_UNREADABLE')
        return found
      })
      if (roles === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
      return roles
    },
  })
}
