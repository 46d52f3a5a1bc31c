import type { OrganizationNumber } from '../src/altinn2/organization-number.ts'

/** Synthetic organisations: numbers of the range that Altinn's own examples use, invented names. */
export const organizations = {
  vendor: { number: '310385980' as OrganizationNumber, name: 'FJORDNES SYSTEMER AS' },
  customer: { number: '313876144' as OrganizationNumber, name: 'KVASSFJELL TRANSPORT AS' },
  serviceOwner: { number: '314168267' as OrganizationNumber, name: 'PRØVEETATEN' },
  otherServiceOwner: { number: '314920171' as OrganizationNumber, name: 'NABOETATEN' },
  accountant: { number: '312658496' as OrganizationNumber, name: 'NORDBRIS REGNSKAP AS' },
  caretaker: { number: '314500105' as OrganizationNumber, name: 'TUNDAL FORVALTNING AS' },
} as const

/**
 * Whom the sandbox's vendor has a system user for; the accountant's is an agent for its clients,
 * and the caretaker's acts for a party of every kind.
 */
export const systemUserIds: Readonly<Record<string, string>> = {
  [organizations.customer.number]: '6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f',
  [organizations.accountant.number]: 'a9e1c0de-3b52-4d0f-8a61-7c2f5e4d3b21',
  [organizations.caretaker.number]: 'c4d7b0a2-91e6-4f35-b8d0-2a6e7f8c9d10',
}
