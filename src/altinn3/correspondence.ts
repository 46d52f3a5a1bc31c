import Type, { type Static } from 'typebox'
import {
  maybe,
  reader,
  Texts,
  Uuid,
  type Download,
  type Operation,
  type Outcome,
} from './operation.ts'
import { toOrganizationUrn } from './party.ts'

// Altinn/altinn-correspondence src/Altinn.Correspondence.API/Models: CorrespondenceOverviewExt.cs.

const Attachment = Type.Object({
  id: Uuid,
  fileName: maybe(Type.String()),
  displayName: maybe(Type.String()),
  isEncrypted: maybe(Type.Boolean()),
  created: maybe(Type.String()),
  status: maybe(Type.String()),
  /** A media type, or a word that is none. */
  dataType: maybe(Type.String()),
})

const Correspondence = Type.Object({
  correspondenceId: Uuid,
  resourceId: Type.String(),
  created: Type.String(),
  published: maybe(Type.String()),
  requestedPublishTime: maybe(Type.String()),
  read: maybe(Type.String()),
  /** The furthest that it ever had, fetches apart. */
  status: Type.String(),
  dueDateTime: maybe(Type.String()),
  isConfirmationNeeded: maybe(Type.Boolean()),
  altinn2CorrespondenceId: maybe(Type.Integer()),
  content: maybe(
    Type.Object({
      messageTitle: maybe(Type.String()),
      messageSummary: maybe(Type.String()),
      messageBody: maybe(Type.String()),
      attachments: maybe(Type.Array(Attachment)),
    }),
  ),
  externalReferences: maybe(
    Type.Array(Type.Object({ referenceValue: maybe(Type.String()), referenceType: Type.String() })),
  ),
  replyOptions: maybe(
    Type.Array(Type.Object({ linkURL: maybe(Type.String()), linkText: maybe(Type.String()) })),
  ),
  propertyList: maybe(Texts),
})

export type Correspondence = Static<typeof Correspondence>
export type CorrespondenceAttachment = Static<typeof Attachment>

interface Named {
  readonly id: string
}

const path = '/correspondence/api/v1/correspondence'

// Numbers from src/Altinn.Correspondence.Application/Errors.cs; access is refused with 401 there.
const outcomes = {
  'CORR-01001': 'absent',
  'CORR-04001': 'absent',
  'CORR-04002': 'ALTINN3_ACCESS_REFUSED',
  404: 'absent',
} as const satisfies Record<string, Outcome>

export interface CorrespondenceSearch {
  /** The recipient's organisation number. */
  readonly recipient: string
  readonly resourceId: string
  /** Altinn 2's number of it, which a search can only be made for with its resource. */
  readonly altinn2CorrespondenceId: number
}

/** Ids of what was migrated under Altinn 2's number; absent where the caller has no access. */
export const findCorrespondences: Operation<CorrespondenceSearch, readonly string[]> = {
  name: 'correspondence/find-correspondences',
  method: 'GET',
  target: ({ recipient, resourceId, altinn2CorrespondenceId }) =>
    `${path}?${new URLSearchParams({
      resourceId,
      role: 'Recipient',
      onBehalfOf: toOrganizationUrn(recipient),
      altinn2CorrespondenceId: String(altinn2CorrespondenceId),
    }).toString()}`,
  read: (body) => readIds(body).ids,
  retry: 'again',
  outcomes,
}

const readIds = reader(Type.Object({ ids: Type.Array(Uuid) }))

/** All of it but its attachments' bytes. Altinn 3 notes that it was fetched, and not that it was read. */
export const getCorrespondence: Operation<Named, Correspondence> = {
  name: 'correspondence/get-correspondence',
  method: 'GET',
  target: ({ id }) => `${path}/${id}`,
  read: reader(Correspondence),
  retry: 'again',
  // The search that found its id has shown the caller that it is there.
  outcomes: { ...outcomes, 'CORR-04001': 'ALTINN3_ACCESS_REFUSED' },
}

/** Once for all of the recipient's people; the sender is told. Only what was fetched can be read. */
export const markCorrespondenceRead: Operation<Named, true> = {
  name: 'correspondence/mark-correspondence-read',
  method: 'POST',
  target: ({ id }) => `${path}/${id}/markasread`,
  read: () => true,
  retry: 'again',
  // 1040: somebody was faster, or an answer was lost.
  outcomes: { ...outcomes, 'CORR-01040': 'absent' },
}

const ofWrites = { ...outcomes, 'CORR-01001': 'NOT_FOUND', 404: 'NOT_FOUND' } as const

/**
 * Confirms it for the party; absent where it was confirmed before. Correspondence does not check that its
 * sender asked for that.
 */
export const confirmCorrespondence: Operation<Named, true> = {
  name: 'correspondence/confirm-correspondence',
  method: 'POST',
  target: ({ id }) => `${path}/${id}/confirm`,
  read: () => true,
  // Correspondence stores a confirmation seconds later, and once, however many come until then.
  retry: 'again',
  outcomes: {
    ...ofWrites,
    'CORR-04001': 'ALTINN3_ACCESS_REFUSED',
    // The fetch was not stored, and the next one is only stored after 15 seconds
    // (GetCorrespondenceOverviewHandler.cs).
    'CORR-01025': 'ALTINN3_BUSY',
    'CORR-01040': 'absent',
    'CORR-01041': 'absent',
  },
}

/** Deletes it for good; absent for a part of another dialog, which Correspondence does not delete. */
export const purgeCorrespondence: Operation<Named, true> = {
  name: 'correspondence/purge-correspondence',
  method: 'DELETE',
  target: ({ id }) => `${path}/${id}/purge`,
  read: () => true,
  // After a lost answer, 1014 does not tell whether that call or an earlier one deleted it.
  retry: 'never',
  outcomes: {
    ...ofWrites,
    'CORR-04001': 'ALTINN3_ACCESS_REFUSED',
    'CORR-01014': 'NOT_FOUND',
    'CORR-01026': 'CONFIRMATION_OUTSTANDING',
    'CORR-01043': 'absent',
  },
}

export interface AttachmentPlace extends Named {
  readonly attachmentId: string
}

/** The file itself. Altinn 3 notes each download. */
export const downloadAttachment: Download<AttachmentPlace> = {
  name: 'correspondence/download-attachment',
  method: 'GET',
  target: ({ id, attachmentId }) => `${path}/${id}/attachment/${attachmentId}/download`,
  retry: 'never',
  outcomes: {
    ...outcomes,
    'CORR-01031': 'FILE_UNAVAILABLE',
    'CORR-02001': 'absent',
    'CORR-02018': 'FILE_UNAVAILABLE',
    'CORR-02019': 'FILE_UNAVAILABLE',
    'CORR-02020': 'FILE_UNAVAILABLE',
  },
}
