import type { BrokerState, Transfer } from './altinn3-broker.ts'
import { organizations } from './organizations.ts'

const { customer, vendor } = organizations
const resource = 'acn-broker-02'

interface Given {
  readonly id: string
  readonly name?: string
  readonly resourceId?: string
  readonly status?: string
  readonly recipientStatus?: string
  readonly created: string
  readonly recipient?: string
}

/** A transfer from the vendor to the customer, published a second after it was made. */
export function toTransfer(given: Given): Transfer {
  const changed = new Date(Date.parse(given.created) + 1_000).toISOString()
  const status = given.status ?? 'Published'
  return {
    fileTransferId: given.id,
    resourceId: given.resourceId ?? resource,
    fileName: given.name ?? 'rapport.zip',
    sendersFileTransferReference: `ref-${given.id.slice(-4)}`,
    fileTransferSize: 2048,
    fileTransferStatus: status,
    fileTransferStatusText: 'Ready for download',
    fileTransferStatusChanged: changed,
    created: given.created,
    published: status === 'Initialized' ? null : changed,
    sender: `0192:${vendor.number}`,
    recipients: [
      {
        recipient: `0192:${given.recipient ?? customer.number}`,
        currentRecipientFileTransferStatusCode: given.recipientStatus ?? 'Initialized',
        currentRecipientFileTransferStatusText: given.recipientStatus ?? 'Initialized',
        currentRecipientFileTransferStatusChanged: changed,
      },
    ],
  }
}

export function seedBroker(): BrokerState {
  return {
    access: { [resource]: [customer.number, vendor.number] },
    transfers: [
      toTransfer({
        id: '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e',
        name: 'årsrapport.zip',
        created: '2026-07-01T07:15:00.1234567+00:00',
      }),
      toTransfer({
        id: '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6f',
        created: '2026-08-12T12:00:00.5+00:00',
        recipientStatus: 'DownloadConfirmed',
      }),
    ],
  }
}

/** Resources that took over from services of Altinn 2, as the resource registry shows them. */
export const resources = [
  {
    identifier: resource,
    version: '1',
    title: { nb: 'ACN_BROKER_02', nn: 'ACN_BROKER_02', en: 'ACN_BROKER_02' },
    resourceType: 'BrokerService',
    status: 'Completed',
    delegable: true,
    hasCompetentAuthority: {
      name: { nb: 'Prøveetaten', nn: 'Prøveetaten', en: 'Test agency' },
      organization: organizations.serviceOwner.number,
      orgcode: 'ttd',
    },
    resourceReferences: [
      { referenceSource: 'Altinn2', reference: '4947/1', referenceType: 'ServiceCode' },
    ],
  },
]

export const orgs = {
  orgs: {
    ttd: {
      name: { nb: 'Prøveetaten', nn: 'Prøveetaten', en: 'Test agency' },
      orgnr: organizations.serviceOwner.number,
      environments: ['tt02'],
    },
  },
}
