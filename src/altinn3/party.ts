/**
 * An organisation in the form that the broker keeps. It takes a URN too, but then a sender does not
 * find what they sent (altinn-broker InitializeFileTransferMapper.cs, FileTransferRepository.cs).
 */
export function toBrokerParty(organization: string): string {
  return `0192:${organization}`
}

/** `0192:991825827` and `urn:altinn:organization:identifier-no:991825827` are both the number. */
export function toOrganization(party: string): string {
  return party.slice(party.lastIndexOf(':') + 1)
}

export function toOrganizationUrn(number: string): string {
  return `urn:altinn:organization:identifier-no:${number}`
}
