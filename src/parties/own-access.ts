import type { OwnAccess } from '../altinn3/access-management.ts'
import { everybody } from '../altinn3/access-management.ts'
import { GatewayError } from '../errors.ts'
import type { Ports, TranslationRequest } from '../translation.ts'

/** What the caller may do for the party, and the party's uuid. */
export interface AccessToParty extends OwnAccess {
  readonly partyUuid: string
}

/** `undefined` for a caller's own organisation that has given its system user nothing. */
export async function findAccess(
  { party }: TranslationRequest,
  { look }: Ports,
): Promise<AccessToParty | undefined> {
  const { parties } = await look.own(everybody)
  const found = parties.find((one) => one.organizationNumber === party && !one.isDeleted)
  if (found === undefined) return undefined
  const { partyUuid } = found
  if (partyUuid === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return { ...(await look.access(partyUuid)), partyUuid }
}
