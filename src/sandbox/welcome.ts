import { organizations } from './organizations.ts'

export interface Addresses {
  readonly gateway: string
  readonly admin: string
  readonly maskinporten: string
  readonly altinn2: string
  readonly altinn3: string
}

/** What somebody who has just started the sandbox wants to know, and one line for scripts. */
export function welcome(addresses: Addresses): string {
  const { gateway, admin, maskinporten, altinn2, altinn3 } = addresses
  const { customer, vendor, accountant, caretaker, serviceOwner, otherServiceOwner } = organizations
  const list = (code: string): string =>
    `curl -s '${gateway}/api/my/brokerservice/inbox?serviceCode=${code}&serviceEditionCode=1' ` +
    `-H "Authorization: Bearer $TOKEN" -H 'ApiKey: sandbox'`
  return `
The gateway's sandbox is ready.

  gateway       ${gateway}
  admin         ${admin}/health/ready
  Maskinporten  ${maskinporten}  (stand-in)
  Altinn 2      ${altinn2}  (stand-in)
  Altinn 3      ${altinn3}  (stand-in)

Test organisations

  ${customer.number}  ${customer.name}: has files in both brokers, and a system user at
  ${vendor.number}  ${vendor.name}, a system vendor
  ${accountant.number}  ${accountant.name}: three hundred clients, and an agent at the vendor
  ${caretaker.number}  ${caretaker.name}: a system user that acts for a party of every kind
  ${serviceOwner.number}  ${serviceOwner.name}, a service owner
  ${otherServiceOwner.number}  ${otherServiceOwner.name}, another one

A token, a question that Altinn 2 answers, and the same question about a service that has moved:

  TOKEN=$(curl -s '${maskinporten}/sandbox/token?org=${customer.number}')
  ${list('4483')}
  ${list('4947')}

${JSON.stringify({ event: 'ready', ...addresses })}
`
}
