import { toAltinn2DateTime } from '../date-time.ts'
import type { Json, Resource } from '../response.ts'

/** Altinn 3 keeps no receipts: what can be said is derived from a transfer, and has no id. */
export interface BrokerReceipt {
  readonly status: 'OK' | 'Rejected'
  readonly text: string
  /** ISO 8601. */
  readonly changed: string
  readonly sendersReference: string
  /** Organisation numbers. */
  readonly party: string
  readonly owner?: string
  /** One for each recipient, on a sender's receipt. */
  readonly subReceipts?: readonly BrokerReceipt[]
}

// Altinn 2's own sentences (Altinn/docs content/api/rest/formidling/inbox.md and outbox.md); `failed`
// is Digdir's (altinn-studio-docs content/broker/broker-transition/usage/rest). Altinn 2 published a
// file in the moment in which it took it, and had no words for one that is still being scanned.
export const receiptTexts = {
  available: 'A file has been made available for download.',
  downloaded: 'File has been downloaded by the recipient.',
  failed: 'File failed during upload processing in Altinn 3.',
  processing: 'The file is being processed and is not available yet.',
  uploaded: (fileName: string) =>
    `Upload of file ${fileName} was successful. Recipients can now download the file.`,
} as const

/**
 * The type as in Altinn/docs static/swagger/altinn-enduser-brokerservice-v0.json, and beside its
 * owner the name that Digdir has for it (altinn-studio-docs content/broker/broker-transition/usage/rest).
 */
export function toReceipt(receipt: BrokerReceipt): Resource {
  return { type: 'BrokerServiceReceipt', properties: toProperties(receipt) }
}

function toProperties(receipt: BrokerReceipt): Readonly<Record<string, Json>> {
  const { owner, subReceipts } = receipt
  return {
    ReceiptID: 0,
    ParentReceiptID: 0,
    LastChanged: toAltinn2DateTime(receipt.changed) ?? receipt.changed,
    Status: receipt.status,
    Text: receipt.text,
    SendersReference: receipt.sendersReference,
    ...(owner === undefined ? {} : { OwnerPartyReference: owner }),
    ServiceOwnerPartyReference: owner ?? null,
    PartyReference: receipt.party,
    ...(subReceipts === undefined ? {} : { SubReceipts: subReceipts.map(toProperties) }),
  }
}
