export type TransferStatus =
  | 'Initialized'
  | 'UploadStarted'
  | 'UploadProcessing'
  | 'Published'
  | 'Cancelled'
  | 'AllConfirmedDownloaded'
  | 'Purged'
  | 'Failed'

export type RecipientStatus = 'Initialized' | 'DownloadStarted' | 'DownloadConfirmed'

export interface StatusEvent {
  readonly status: TransferStatus
  readonly at: string
  /** Said in place of the status's own text. */
  readonly text?: string
}

export interface RecipientEvent {
  /** `0192:` and the number. */
  readonly recipient: string
  readonly status: RecipientStatus
  readonly at: string
}

/** A transfer as the broker's tables keep it; what callers see is derived from its events. */
export interface Transfer {
  readonly fileTransferId: string
  readonly resourceId: string
  readonly fileName: string
  readonly sendersFileTransferReference: string
  /** As it was given, in either of the two forms. */
  readonly sender: string
  readonly created: string
  readonly propertyList: Readonly<Record<string, string>>
  readonly useVirusScan: boolean
  expirationTime: string
  checksum: string | null
  fileTransferSize: number
  /** Set when an upload came to its end, and never taken back (`file_location`). */
  isStored: boolean
  content: Buffer | undefined
  /** Oldest first. */
  readonly history: StatusEvent[]
  /** Oldest first. */
  readonly recipientHistory: RecipientEvent[]
}

export interface BrokerResource {
  /** Whom the policy lets in, as senders and as recipients. */
  organizations: readonly string[]
  /** Who may act for whom beside themselves: caller → organisations. */
  delegations?: Readonly<Record<string, readonly string[]>>
  /** The only organisations that take part, when there is a list. */
  accessList?: readonly string[]
  /** Bytes. */
  maxFileTransferSize: number
  virusScan: boolean
  scanTimeMs: number
  timeToLiveMs: number
  purgeAfterAllConfirmed: boolean
  gracePeriodMs: number
}

/** Points on which the source code can be read in two ways. */
export interface BrokerModes {
  /**
   * UploadFileHandler.cs records a failure with the token that the cut connection cancels, so that
   * it may be lost: `left` keeps the transfer in UploadStarted.
   */
  cutUpload: 'failed' | 'left'
  /** ASP.NET's own `errors`, as Program.cs leaves it, or Altinn's `STD-00000`. */
  validation: 'aspnet' | 'altinn'
}

export interface BrokerState {
  readonly transfers: Transfer[]
  readonly resources: {
    'acn-broker-02': BrokerResource
    'acn-broker-ser-7531': BrokerResource
    [id: string]: BrokerResource
  }
  readonly modes: BrokerModes
  /** `DownloadFileHandler.cs`: until when a further range says nothing about the recipient. */
  readonly rangesNoted: Map<string, number>
}

/** As .NET writes a moment in UTC. */
export function toMoment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+00:00')
}

export function findResource({ resources }: BrokerState, id: string): BrokerResource | undefined {
  return Object.hasOwn(resources, id) ? resources[id] : undefined
}

export function findTransfer({ transfers }: BrokerState, id: string): Transfer | undefined {
  return transfers.find(({ fileTransferId }) => fileTransferId === id.toLowerCase())
}

// FileTransferStatusRepository.cs keeps the latest by time.
export function currentEvent({ history, created }: Transfer): StatusEvent {
  return history.at(-1) ?? { status: 'Initialized', at: created }
}

export function setStatus(transfer: Transfer, status: TransferStatus, text?: string): void {
  const event = { status, at: toMoment(Date.now()) }
  transfer.history.push(text === undefined ? event : { ...event, text })
}

export function setRecipientStatus(
  { recipientHistory }: Transfer,
  organization: string,
  status: RecipientStatus,
): void {
  const recipient = `0192:${organization}`
  recipientHistory.push({ recipient, status, at: toMoment(Date.now()) })
}
