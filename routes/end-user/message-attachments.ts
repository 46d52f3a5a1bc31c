import { integer, messageId, receiverId, who } from '../../src/altinn2/parameters.ts'
import { translated, type Endpoint } from '../../src/endpoint.ts'
import { listAttachments } from '../../src/translate/end-user/message-attachments/list-attachments.ts'
import { getAttachment } from '../../src/translate/end-user/message-attachments/get-attachment.ts'
import {
  elementId,
  endUserSystemsSuccessor,
  endUser,
  nowhere,
  mayReadElement,
  reads,
  readsDocument,
  streamedAttachment,
  submission,
  submits,
  unavailable,
  writesNothingBack,
} from '../shared.ts'

const shared = {
  group: 'end-user/messages',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
  whenMoved: unavailable('endUserSystems'),
} as const

const mayWrite = endUser(['altinn:instances.write'], ['altinn:instances.write'])

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
    whenMoved: translated('element', listAttachments, endUserSystemsSuccessor),
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
    whenMoved: translated('element', getAttachment, endUserSystemsSuccessor),
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
  },
  {
    ...shared,
    id: 'end-user/message-attachments/delete-attachment',
    catalogue: 'ATT-07',
    method: 'DELETE',
    path: '/api/{who}/messages/{messageId}/attachments/{attachmentId}',
    params: { who, messageId, attachmentId: integer },
    ...writesNothingBack,
    scopes: mayWrite,
  },
  {
    ...reading,
    id: 'end-user/message-attachments/get-attachment-right-holder',
    catalogue: 'ATT-08',
    path: '/api/{who}/authorization/Attachments/{receiverId}',
    params: { who, receiverId },
  },
] as const satisfies readonly Endpoint[]
