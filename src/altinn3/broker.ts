import Type, { type Static } from 'typebox'
import {
  reader,
  Uuid,
  type Download,
  type Operation,
  type Outcome,
  type Outgoing,
} from './operation.ts'
import { toBrokerParty } from './party.ts'

// Altinn/altinn-broker src/Altinn.Broker.API/Models and Controllers/FileTransferController.cs.
const Recipient = Type.Object({
  recipient: Type.String(),
  currentRecipientFileTransferStatusCode: Type.String(),
  currentRecipientFileTransferStatusChanged: Type.String(),
})

const FileTransfer = Type.Object({
  fileTransferId: Type.String(),
  resourceId: Type.String(),
  fileName: Type.String(),
  sendersFileTransferReference: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  fileTransferSize: Type.Integer(),
  fileTransferStatus: Type.String(),
  fileTransferStatusText: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  fileTransferStatusChanged: Type.String(),
  created: Type.String(),
  sender: Type.String(),
  recipients: Type.Array(Recipient),
  published: Type.Optional(Type.Union([Type.String(), Type.Null()])),
})

export type FileTransfer = Static<typeof FileTransfer>
export type FileTransferRecipient = Static<typeof Recipient>
export type RecipientStatus = 'Initialized' | 'DownloadStarted' | 'DownloadConfirmed'

interface Named {
  readonly id: string
}

const path = '/broker/api/v1/filetransfer'

// Numbers from src/Altinn.Broker.Application/Errors.cs; access is refused with 401 there.
const outcomes = {
  'BRO-00001': 'absent',
  'BRO-00002': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00005': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00006': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00021': 'ALTINN3_BUSY',
  'BRO-00024': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00025': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00030': 'ALTINN3_BUSY',
  404: 'absent',
} as const satisfies Record<string, Outcome>

export interface FileTransferSearch {
  readonly resourceId: string
  readonly recipientStatus: RecipientStatus
  readonly status?: 'Published'
  /** Exclusive; compared with the moment of `status` when that is given, else with `created`. */
  readonly from?: string
}

/** At most this many ids in one answer, and no cursor: the rest is asked for by date. */
export const fileTransfersPerPage = 100

/** The caller's incoming transfers, oldest first; absent where the caller has no access. */
export const listFileTransfers: Operation<FileTransferSearch, readonly string[]> = {
  name: 'broker/list-file-transfers',
  method: 'GET',
  target: ({ resourceId, recipientStatus, status, from }) =>
    `${path}?${new URLSearchParams({
      resourceId,
      role: 'Recipient',
      recipientStatus,
      ...(status === undefined ? {} : { status }),
      ...(from === undefined ? {} : { from }),
      orderAscending: 'true',
    }).toString()}`,
  read: reader(Type.Array(Uuid)),
  retry: 'again',
  // Whether a refusal matters depends on whether the caller named the resource.
  outcomes: { ...outcomes, 'BRO-00005': 'absent', 'BRO-00006': 'absent', 'BRO-00025': 'absent' },
}

/** One transfer as it stands, with each recipient's own status. */
export const getFileTransfer: Operation<Named, FileTransfer> = {
  name: 'broker/get-file-transfer',
  method: 'GET',
  target: ({ id }) => `${path}/${encodeURIComponent(id)}`,
  read: reader(FileTransfer),
  retry: 'again',
  outcomes,
}

export interface NewFileTransfer {
  readonly fileName: string
  readonly resourceId: string
  readonly sendersFileTransferReference: string
  /** Organisation numbers, as those of the recipients. */
  readonly sender: string
  readonly recipients: readonly string[]
  readonly propertyList: Readonly<Record<string, string>>
}

// Models/FileTransferInitializeExt.cs and ValidationAttributes/PropertyListAttribute.cs.
export const fileTransferLimits = {
  fileName: 255,
  sendersFileTransferReference: 4_096,
  properties: 10,
  propertyKey: 50,
  propertyValue: 3_000,
} as const

/** Makes room for a file. Repeating it would make room for another. */
export const initializeFileTransfer: Operation<
  NewFileTransfer,
  { readonly fileTransferId: string }
> = {
  name: 'broker/initialize-file-transfer',
  method: 'POST',
  target: () => path,
  sends: (transfer) => ({
    json: {
      ...transfer,
      sender: toBrokerParty(transfer.sender),
      recipients: transfer.recipients.map(toBrokerParty),
    },
  }),
  read: reader(Type.Object({ fileTransferId: Uuid })),
  retry: 'never',
  outcomes: {
    ...outcomes,
    // Everything that its validation is known to refuse has been refused before.
    400: 'PARAMETER_MALFORMED',
    'BRO-00026': 'PARTY_REQUIRED',
    'BRO-00027': 'PARTY_REQUIRED',
    'BRO-00028': 'RECIPIENT_REFUSED',
  },
}

/** Fills a transfer with its file, once; after that Altinn 3 scans it and then publishes it. */
export const uploadFileTransfer: Operation<Named & { readonly bytes: Outgoing }, true> = {
  name: 'broker/upload-file',
  method: 'POST',
  target: ({ id }) => `${path}/${encodeURIComponent(id)}/upload`,
  sends: ({ bytes }) => ({ bytes }),
  read: () => true,
  retry: 'never',
  outcomes: {
    ...outcomes,
    'BRO-00004': 'UPLOAD_FAILED',
    'BRO-00008': 'UPLOAD_FAILED',
    'BRO-00016': 'FILE_TOO_LARGE',
  },
}

/** The file itself. Altinn 3 notes that the caller's organisation has begun to fetch it. */
export const downloadFileTransfer: Download<Named & { readonly range?: string }> = {
  name: 'broker/download-file',
  method: 'GET',
  target: ({ id }) => `${path}/${encodeURIComponent(id)}/download`,
  range: ({ range }) => range,
  retry: 'never',
  outcomes: {
    ...outcomes,
    'BRO-00003': 'FILE_UNAVAILABLE',
    'BRO-00007': 'FILE_UNAVAILABLE',
    'BRO-00029': 'FILE_UNAVAILABLE',
  },
}

/** Notes that the caller's organisation has the file. Confirming twice changes nothing. */
export const confirmDownload: Operation<Named, true> = {
  name: 'broker/confirm-download',
  method: 'POST',
  target: ({ id }) => `${path}/${encodeURIComponent(id)}/confirmdownload`,
  read: () => true,
  retry: 'again',
  outcomes: {
    ...outcomes,
    'BRO-00003': 'NOT_CONFIRMABLE',
    // Also when every recipient has confirmed: the transfer is no longer just "published".
    'BRO-00010': 'NOT_CONFIRMABLE',
    'BRO-00019': 'NOT_DOWNLOADED',
  },
}
