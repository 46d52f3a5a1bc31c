import type { AccessState } from '../access-management/state.ts'
import { findResource, type BrokerState, type Transfer } from './state.ts'
import { systemUserActsFor } from '../authorization/decision.ts'

/** Who asks the broker. */
export interface Caller {
  readonly organization: string
  readonly systemUser: string | undefined
  readonly access: AccessState
}

/** What follows the last colon, in either form of an organisation. */
export function withoutPrefix(text: string): string {
  return text.split(':').at(-1) ?? ''
}

/**
 * What the policy decision point says: the caller acts for the party, the policy lets the party
 * in, and so does the access list. A resource that the broker does not know is no access. A system
 * user is asked about by its own id, so that its organisation's rights are not its rights.
 */
export function mayAct(
  state: BrokerState,
  resourceId: string,
  { organization, systemUser, access }: Caller,
  party: string,
): boolean {
  const resource = findResource(state, resourceId)
  if (resource === undefined) return false
  const { organizations, delegations, accessList } = resource
  if (accessList?.includes(party) === false) return false
  if (systemUser !== undefined) return systemUserActsFor(systemUser, party, resourceId, access)
  const actsForIt = organization === party || delegations?.[organization]?.includes(party) === true
  return actsForIt && organizations.includes(party)
}

export function mayActAsSender(state: BrokerState, transfer: Transfer, caller: Caller): boolean {
  return mayAct(state, transfer.resourceId, caller, withoutPrefix(transfer.sender))
}

export function mayActAsRecipient(state: BrokerState, transfer: Transfer, caller: Caller): boolean {
  return transfer.recipientHistory.some(({ recipient }) =>
    mayAct(state, transfer.resourceId, caller, withoutPrefix(recipient)),
  )
}
