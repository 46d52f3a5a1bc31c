import { toAltinn2DateTime } from '../date-time.ts'
import type { Resource } from '../response.ts'
import type { ServiceKey } from '../service-key.ts'

export type FileStatus = 'Initialized' | 'Uploaded' | 'Downloaded'

export interface BrokerFile {
  readonly service: ServiceKey
  readonly name: string
  readonly reference: string
  /** Bytes. */
  readonly size: number
  readonly status: FileStatus
  /** An organisation number. */
  readonly sender: string
  readonly sendersReference: string
  /** ISO 8601. */
  readonly sent: string
}

/** Its name in XML, as in the swagger that is named below. */
export const brokerFileType = 'BrokerServiceFileReference'

/**
 * Altinn 2's file object, with its links as plain strings. Its swagger misspells the edition
 * (Altinn/docs static/swagger/altinn-enduser-brokerservice-v0.json); Digdir's description of moved
 * services does not (altinn-studio-docs content/broker/broker-transition/usage/rest): both are there.
 */
export function toBrokerFile(file: BrokerFile, links: Readonly<Record<string, string>>): Resource {
  return {
    type: brokerFileType,
    properties: {
      ServiceCode: file.service.code,
      ServiceEdtionCode: file.service.edition,
      ServiceEditionCode: file.service.edition,
      FileName: file.name,
      FileReference: file.reference,
      FileSize: file.size,
      FileStatus: file.status,
      ReceiptID: 0,
      Sender: file.sender,
      SendersReference: file.sendersReference,
      SentDate: toAltinn2DateTime(file.sent) ?? file.sent,
    },
    links: { form: 'text', to: links },
  }
}
