export interface Recipient {
  /** Nine digits, or the eleven of a person. */
  readonly party: string
  readonly receiptId: number
  /** When the recipient said that the file has arrived. */
  downloaded: number | undefined
}

/** A file from its outbox to all its inboxes. Moments are milliseconds since 1970. */
export interface BrokerFile {
  readonly reference: string
  readonly serviceCode: string
  readonly serviceEditionCode: number
  readonly fileName: string
  readonly sender: string
  readonly sendersReference: string
  readonly sent: number
  readonly receiptId: number
  readonly content: Buffer
  readonly recipients: readonly Recipient[]
}

/** What one started stand-in keeps; tests may change it. */
export interface Altinn2Broker {
  readonly files: BrokerFile[]
}

export interface Caller {
  /** How Altinn 2 names itself in links. */
  readonly publicOrigin: string
  readonly who: string
  readonly organization: string
}

/** A receipt for the sender and one for each recipient, numbered after those that are there. */
export function nextReceipt({ files }: Altinn2Broker): number {
  const used = files.flatMap(({ receiptId, recipients }) => [
    receiptId,
    ...recipients.map((recipient) => recipient.receiptId),
  ])
  return Math.max(14_000, ...used) + 1
}
