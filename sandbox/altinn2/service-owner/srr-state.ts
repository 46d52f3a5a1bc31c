import { organizations } from '../../organizations.ts'

/** Which party may use a service of a service owner's, in a register that it keeps itself. */
export interface SrrRight {
  readonly id: number
  readonly owner: string
  readonly serviceCode: string
  readonly serviceEdition: number
  readonly reportee: string
  readonly right: string
  readonly validTo: string
  readonly condition?: object
}

const { customer, serviceOwner, vendor } = organizations

export function seedSrrRights(): SrrRight[] {
  return [
    {
      ...{ id: 6565, owner: serviceOwner.number, serviceCode: '5065', serviceEdition: 23 },
      ...{ reportee: customer.number, right: 'Read', validTo: '2030-12-31T00:00:00+01:00' },
      condition: {
        ...{ HandledBy: vendor.number, IsRecipient: true, IsSender: false },
        ...{ KeepSessionAlive: true, AllowedRedirectDomain: ['*.kvassfjell.example'] },
      },
    },
  ]
}
