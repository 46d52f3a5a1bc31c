import Type, { type Static } from 'typebox'
import { reader, type Operation } from './operation.ts'

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

const path = '/broker/api/v1/filetransfer'

// Numbers from src/Altinn.Broker.Application/Errors.cs; access is refused with 401 there.
const outcomes = {
  'BRO-00001': 'absent',
  'BRO-00005': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00006': 'ALTINN3_ACCESS_REFUSED',
  'BRO-00025': 'ALTINN3_ACCESS_REFUSED',
  404: 'absent',
} as const

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
  read: reader(Type.Array(Type.String({ pattern: '^[0-9a-fA-F-]{36}$' }))),
  retry: 'again',
  // Whether a refusal matters depends on whether the caller named the resource.
  outcomes: { ...outcomes, 'BRO-00005': 'absent', 'BRO-00006': 'absent', 'BRO-00025': 'absent' },
}

/** One transfer as it stands, with each recipient's own status. */
export const getFileTransfer: Operation<{ readonly id: string }, FileTransfer> = {
  name: 'broker/get-file-transfer',
  method: 'GET',
  target: ({ id }) => `${path}/${encodeURIComponent(id)}`,
  read: reader(FileTransfer),
  retry: 'again',
  outcomes,
}
