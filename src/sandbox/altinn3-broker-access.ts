import { findResource, type BrokerState, type Transfer } from './altinn3-broker-state.ts'

/** What follows the last colon, in either form of an organisation. */
export function withoutPrefix(text: string): string {
  return text.split(':').at(-1) ?? ''
}

/**
 * What the policy decision point says: the caller acts for the party, the policy lets the party
 * in, and so does the access list. A resource that the broker does not know is no access.
 */
export function mayAct(
  state: BrokerState,
  resourceId: string,
  caller: string,
  party: string,
): boolean {
  const resource = findResource(state, resourceId)
  if (resource === undefined) return false
  const { organizations, delegations, accessList } = resource
  const actsForIt = caller === party || delegations?.[caller]?.includes(party) === true
  return actsForIt && organizations.includes(party) && (accessList?.includes(party) ?? true)
}

export function mayActAsSender(state: BrokerState, transfer: Transfer, caller: string): boolean {
  return mayAct(state, transfer.resourceId, caller, withoutPrefix(transfer.sender))
}

export function mayActAsRecipient(state: BrokerState, transfer: Transfer, caller: string): boolean {
  return transfer.recipientHistory.some(({ recipient }) =>
    mayAct(state, transfer.resourceId, caller, withoutPrefix(recipient)),
  )
}
