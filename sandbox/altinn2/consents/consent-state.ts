import { organizations } from '../../organizations.ts'
import { people } from '../../people.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

export type ConsentStatus = 'Unopened' | 'Opened' | 'Accepted' | 'Rejected'

/** A request for consent, and the consent when it was accepted. */
export interface ConsentRequest {
  readonly code: string
  readonly id: number
  readonly coveredBy: string
  readonly offeredBy: string
  readonly handledBy?: string
  readonly validTo: string
  readonly redirectUrl: string
  readonly resources: readonly ConsentResource[]
  readonly message?: Readonly<Record<string, string>>
  readonly portalViewMode: string
  readonly created: string
  readonly lastChanged: string
  status: ConsentStatus
  /** Given back, or used where it counts once. */
  isRevoked: boolean
}

export interface ConsentResource {
  readonly serviceCode: string
  readonly serviceEdition: number
  readonly metadata: Readonly<Record<string, string>>
}

/** Of the service 5065/23 in the list of services. */
const consentService = { serviceCode: '5065', serviceEdition: 23 }

/** One that was accepted, and one that has not been opened. */
export function seedConsents(): ConsentRequest[] {
  const shared = {
    coveredBy: organizations.customer.number,
    offeredBy: people.leader.number,
    validTo: '2030-12-31T23:59:00',
    redirectUrl: 'https://kvassfjell.example/retur',
    resources: [{ ...consentService, metadata: { inntektsaar: '2025' } }],
    portalViewMode: 'Hide',
    isRevoked: false,
  }
  return [
    {
      ...{ code: uuidOf('consent accepted'), id: 17, status: 'Accepted', ...shared },
      ...{ created: '2026-02-03T14:15:16.123', lastChanged: '2026-02-03T14:20:00.5' },
    },
    {
      ...{ code: uuidOf('consent unopened'), id: 18, status: 'Unopened', ...shared },
      ...{ created: '2026-03-04T08:00:00.2', lastChanged: '2026-03-04T08:00:00.2' },
    },
  ]
}
