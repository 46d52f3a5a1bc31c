import { integer, messageId, receiverId, who } from '../../src/altinn2/parameters.ts'
import { notAnswered, translated, type Endpoint } from '../../src/endpoint.ts'
import { createAttachment } from '../../src/translate/end-user/message-attachments/create-attachment.ts'
import { createAttachmentWithId } from '../../src/translate/end-user/message-attachments/create-attachment-with-id.ts'
import { streamAttachment } from '../../src/translate/end-user/message-attachments/stream-attachment.ts'
import { streamAttachmentWithId } from '../../src/translate/end-user/message-attachments/stream-attachment-with-id.ts'
import { deleteAttachment } from '../../src/translate/end-user/message-attachments/delete-attachment.ts'
import { listAttachments } from '../../src/translate/end-user/message-attachments/list-attachments.ts'
import { getAttachment } from '../../src/translate/end-user/message-attachments/get-attachment.ts'
import {
  elementId,
  mayReadElement,
  mayWriteForms as mayWrite,
  migration,
  nowhere,
  reads,
  readsDocument,
  streamedAttachment,
  studio,
  submission,
  submits,
  writesWithoutRequestBody,
} from '../shared.ts'

const readAttachments = {
  advice:
    'Read the attachments of the dialog in Dialogporten, or of the instance in its Altinn 3 app',
  successor: `${studio}/nb/dialogporten/user-guides/getting-dialog-details/`,
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const upload = {
  advice:
    "Upload the attachment as data of the instance, through the API of the service's Altinn 3 app",
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/setup/`,
} as const

const remove = {
  advice:
    "Delete the attachment from the data of the instance, through the API of the service's Altinn 3 app",
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/setup/`,
} as const

const sameAttachment = {
  advice:
    'Use GET /api/{who}/messages/{messageId}/attachments/{attachmentId}, which answers the same',
  successor: `${studio}/nb/dialogporten/user-guides/getting-dialog-details/`,
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const shared = {
  group: 'end-user/messages',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
} as const

const reading = { ...shared, method: 'GET', ...reads, scopes: mayReadElement } as const

/** Attachments of an element in the message box. */
export const messageAttachments = [
  {
    ...reading,
    id: 'end-user/message-attachments/list-attachments',
    catalogue: 'ATT-01',
    path: '/api/{who}/messages/{messageId}/attachments',
    params: { who, messageId },
    finds: elementId,
    whenMoved: translated('element', listAttachments, readAttachments),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/get-attachment',
    catalogue: 'ATT-02',
    method: 'GET',
    path: '/api/{who}/messages/{messageId}/attachments/{attachmentId}',
    params: { who, messageId, attachmentId: integer },
    ...readsDocument,
    scopes: mayReadElement,
    finds: elementId,
    whenMoved: translated('element', getAttachment, readAttachments),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/create-attachment',
    catalogue: 'ATT-03',
    method: 'POST',
    path: '/api/{who}/messages/{messageId}/attachments',
    params: { who, messageId },
    ...submits,
    body: submission,
    scopes: mayWrite,
    finds: elementId,
    whenMoved: translated('element', createAttachment, upload),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/stream-attachment',
    catalogue: 'ATT-06',
    method: 'POST',
    path: '/api/{who}/messages/{messageId}/attachments/streamedattachment',
    params: { who, messageId },
    ...submits,
    body: streamedAttachment,
    scopes: mayWrite,
    finds: elementId,
    whenMoved: translated('element', streamAttachment, upload),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/create-attachment-with-id',
    catalogue: 'ATT-04',
    method: 'POST',
    path: '/api/{who}/messages/{messageId}/attachments/{attachmentId}',
    params: { who, messageId, attachmentId: integer },
    ...submits,
    body: submission,
    scopes: mayWrite,
    finds: elementId,
    whenMoved: translated('element', createAttachmentWithId, upload),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/stream-attachment-with-id',
    catalogue: 'ATT-05',
    method: 'POST',
    path: '/api/{who}/messages/{messageId}/attachments/{attachmentId}',
    params: { who, messageId, attachmentId: integer },
    whenQuery: ['fileName'],
    ...submits,
    body: streamedAttachment,
    scopes: mayWrite,
    finds: elementId,
    whenMoved: translated('element', streamAttachmentWithId, upload),
  },
  {
    ...shared,
    id: 'end-user/message-attachments/delete-attachment',
    catalogue: 'ATT-07',
    method: 'DELETE',
    path: '/api/{who}/messages/{messageId}/attachments/{attachmentId}',
    params: { who, messageId, attachmentId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    finds: elementId,
    whenMoved: translated('element', deleteAttachment, remove),
  },
  {
    ...reading,
    id: 'end-user/message-attachments/get-attachment-right-holder',
    catalogue: 'ATT-08',
    path: '/api/{who}/authorization/Attachments/{receiverId}',
    params: { who, receiverId },
    whenMoved: notAnswered(sameAttachment),
  },
] as const satisfies readonly Endpoint[]
