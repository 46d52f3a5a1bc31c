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

A token, an inbox, its latest letter, and that letter's first attachment, saved where you are:

${journey(addresses)
  .map((line) => `  ${line}`)
  .join('\n')}

${JSON.stringify({ event: 'ready', ...addresses })}
`
}

const scopes = 'altinn:enduser+altinn:instances.read+digdir:dialogporten+altinn:correspondence.read'

/** Lines to paste, with Altinn 2 open or closed; README.md shows the same. */
export function journey({ gateway, maskinporten }: Addresses): readonly string[] {
  const caller = `org=${organizations.vendor.number}&system-user=${organizations.customer.number}`
  const first = (text: string, path: string): string =>
    `"$(echo "$${text}" | grep -o 'http[^"]*/${path}' | head -1)"`
  return [
    `TOKEN=$(curl -s '${maskinporten}/sandbox/token?${caller}&scope=${scopes}')`,
    `get() { curl -s "$@" -H "Authorization: Bearer $TOKEN" -H 'ApiKey: sandbox' -H 'Accept: application/hal+json'; }`,
    `INBOX=$(get ${gateway}/api/my/messages); echo "$INBOX"`,
    `LETTER=$(get ${first('INBOX', 'messages/a[0-9]*')}); echo "$LETTER"`,
    `get -OJ ${first('LETTER', 'attachments/[0-9]*')}; ls -l`,
  ]
}
