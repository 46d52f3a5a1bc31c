import { organizations } from '../../organizations.ts'
import { people } from '../../people.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

export interface DelegationRequest {
  readonly guid: string
  readonly id: number
  /** The service owner that made it. */
  readonly owner: string
  readonly coveredBy: string
  readonly offeredBy: string
  readonly redirectUrl?: string
  readonly message?: string
  readonly resources: readonly {
    readonly serviceCode: string
    readonly serviceEdition: number
  }[]
  readonly status: 'Created' | 'Unopened' | 'Opened' | 'Accepted' | 'Rejected'
  readonly lastChanged: string
}

export function seedDelegationRequests(): DelegationRequest[] {
  const { customer, serviceOwner } = organizations
  return [
    {
      ...{ guid: uuidOf('delegation request'), id: 88, owner: serviceOwner.number },
      ...{ coveredBy: people.leader.number, offeredBy: customer.number, status: 'Created' },
      ...{ redirectUrl: 'https://proveetaten.example/retur', message: 'Trenger tilgang' },
      resources: [{ serviceCode: '5998', serviceEdition: 160101 }],
      lastChanged: '2026-01-27T11:22:33.54',
    },
  ]
}
