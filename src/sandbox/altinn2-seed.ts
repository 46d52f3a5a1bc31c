import { organizations } from './organizations.ts'

export interface BrokerFile {
  readonly recipient: string
  readonly properties: {
    readonly ServiceCode: string
    readonly ServiceEdtionCode: number
    readonly FileReference: string
    readonly FileStatus: string
    readonly [name: string]: string | number
  }
  readonly receipt: object
}

const { customer, vendor } = organizations

export const brokerFiles: readonly BrokerFile[] = [
  file(
    '35abb71c-7243-46aa-9e6b-f1c986b9efaa',
    'lønnsdata.zip',
    '2026-02-10T09:30:12.37',
    'Uploaded',
  ),
  file(
    '35abb71c-7243-46aa-9e6b-f1c986b9efab',
    'kvittering.zip',
    '2026-02-11T10:05:00.1',
    'Downloaded',
  ),
]

function file(reference: string, name: string, sent: string, status: string): BrokerFile {
  const receipt = 14_001 + Number.parseInt(reference.at(-1) ?? '0', 16)
  return {
    recipient: customer.number,
    properties: {
      ServiceCode: '4483',
      ServiceEdtionCode: 1,
      FileName: name,
      FileReference: reference,
      FileSize: 7232,
      FileStatus: status,
      ReceiptID: receipt,
      Sender: vendor.number,
      SendersReference: `ref-${receipt}`,
      SentDate: sent,
    },
    receipt: {
      ReceiptID: receipt + 1,
      ParentReceiptID: receipt,
      LastChanged: sent,
      Status: 'OK',
      Text: 'A file has been made available for download.',
      SendersReference: `ref-${receipt}`,
      PartyReference: customer.number,
      ReceiptHistory: 'Feb 10 2026  9:30AM - OK - A file has been made available for download.',
    },
  }
}

export const messages = [
  {
    MessageId: 'a4210001',
    Subject: 'Vedtak om tilskudd',
    Status: 'Ulest',
    LastChangedDateTime: '2026-03-02T08:15:27.11',
    CreatedDate: '2026-03-02T08:15:27.11',
    LastChangedBy: 'Prøveetaten',
    ServiceOwner: 'Prøveetaten',
    Type: 'Correspondence',
    MessageSender: 'Prøveetaten',
    ServiceCode: '4540',
    ServiceEdition: 1,
  },
  {
    MessageId: 'b3513210',
    OriginalId: 'a4209900',
    Subject: 'ACN Bruksmønster G',
    Status: 'Sendt og arkivert',
    LastChangedDateTime: '2026-01-20T14:02:03',
    CreatedDate: '2026-01-19T11:45:00.5',
    LastChangedBy: 'KVASSFJELL TRANSPORT AS',
    ServiceOwner: 'Prøveetaten',
    Type: 'FormTask',
    MessageSender: 'KVASSFJELL TRANSPORT AS',
    ServiceCode: '4537',
    ServiceEdition: 1,
    ArchiveReference: 'AR3513210',
  },
] as const
