import { toMoment, type BrokerState, type RecipientStatus } from './broker/state.ts'
import type { BrokerResource, Transfer, TransferStatus } from './broker/state.ts'
import { organizations } from '../organizations.ts'

const { customer, vendor, serviceOwner, otherServiceOwner } = organizations
const resource = 'acn-broker-02'
const restrictedResource = 'acn-broker-ser-7531'

interface Given {
  readonly id: string
  readonly name?: string
  readonly resourceId?: string
  readonly status?: TransferStatus
  readonly recipientStatus?: RecipientStatus
  readonly created: string
  readonly recipient?: string
  readonly content?: Buffer
}

/** A transfer from the vendor to the customer, published a second after it was made. */
export function toTransfer(given: Given): Transfer {
  const content = given.content ?? Buffer.alloc(2048, 'sandbox ')
  const { status = 'Published' } = given
  const isKept = ['UploadProcessing', 'Published', 'AllConfirmedDownloaded'].includes(status)
  return {
    fileTransferId: given.id,
    resourceId: given.resourceId ?? resource,
    fileName: given.name ?? 'rapport.zip',
    sendersFileTransferReference: `ref-${given.id.slice(-4)}`,
    sender: `0192:${vendor.number}`,
    created: given.created,
    propertyList: {},
    useVirusScan: true,
    expirationTime: '2099-12-31T00:00:00+00:00',
    checksum: null,
    fileTransferSize: content.length,
    isStored: status !== 'Initialized' && status !== 'UploadStarted',
    content: isKept ? content : undefined,
    ...toEvents(given, status),
  }
}

function toEvents(
  given: Given,
  status: TransferStatus,
): Pick<Transfer, 'history' | 'recipientHistory'> {
  const { created, recipientStatus = 'Initialized' } = given
  const at = toMoment(Date.parse(created) + 1_000)
  const recipient = `0192:${given.recipient ?? customer.number}`
  const wasPublished = ['Published', 'AllConfirmedDownloaded', 'Purged'].includes(status)
  return {
    history: [
      { status: 'Initialized', at: created },
      ...(wasPublished ? [{ status: 'Published', at } as const] : []),
      ...(status === 'Initialized' || status === 'Published' ? [] : [{ status, at }]),
    ],
    recipientHistory: [
      { recipient, status: 'Initialized', at: created },
      ...(recipientStatus === 'Initialized' ? [] : [{ recipient, status: recipientStatus, at }]),
    ],
  }
}

const usual: BrokerResource = {
  organizations: [customer.number, vendor.number],
  maxFileTransferSize: 64 * 1024 * 1024,
  virusScan: true,
  scanTimeMs: 1_500,
  // InitializeFileTransferHandler.cs: thirty days where the resource does not say.
  timeToLiveMs: 30 * 86_400_000,
  purgeAfterAllConfirmed: false,
  // ApplicationConstants.cs
  gracePeriodMs: 2 * 3_600_000,
}

const restricted: BrokerResource = {
  ...usual,
  organizations: [customer.number, vendor.number, serviceOwner.number],
  accessList: [customer.number, vendor.number],
  purgeAfterAllConfirmed: true,
  // Short, so that it can be seen by hand.
  gracePeriodMs: 10_000,
}

export function seedBroker(): BrokerState {
  return {
    resources: { [resource]: { ...usual }, [restrictedResource]: { ...restricted } },
    modes: { cutUpload: 'failed', validation: 'aspnet' },
    rangesNoted: new Map(),
    transfers: [
      toTransfer({
        id: '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e',
        name: 'årsrapport.zip',
        created: '2026-07-01T07:15:00.1234567+00:00',
      }),
      toTransfer({
        id: '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6f',
        created: '2026-08-12T12:00:00.5+00:00',
        status: 'AllConfirmedDownloaded',
        recipientStatus: 'DownloadConfirmed',
      }),
    ],
  }
}

/** altinn-orgs.json: the owner of what is registered here, and one that owns nothing of it. */
export const orgs: { readonly orgs: Readonly<Record<string, ServiceOwner>> } = {
  orgs: {
    ttd: {
      name: { nb: 'Prøveetaten', nn: 'Prøveetaten', en: 'Test agency' },
      orgnr: serviceOwner.number,
      environments: ['tt02'],
    },
    nab: {
      name: { nb: 'Naboetaten', nn: 'Naboetaten', en: 'Neighbour agency' },
      orgnr: otherServiceOwner.number,
      environments: ['tt02'],
    },
  },
}

interface ServiceOwner {
  readonly name: Readonly<Record<'nb' | 'nn' | 'en', string>>
  readonly orgnr: string
  readonly environments: readonly string[]
}
