import { messageId, who } from '../../src/altinn2/parameters.ts'
import { merged, translated, type Endpoint } from '../../src/endpoint.ts'
import { archiveMessage } from '../../src/translate/end-user/messages/archive-message.ts'
import { confirmMessage } from '../../src/translate/end-user/messages/confirm-message.ts'
import { createMessage } from '../../src/translate/end-user/messages/create-message.ts'
import { deleteMessage } from '../../src/translate/end-user/messages/delete-message.ts'
import { updateMessage } from '../../src/translate/end-user/messages/update-message.ts'
import { getCustomMessageData } from '../../src/translate/end-user/messages/get-custom-message-data.ts'
import { getMessage } from '../../src/translate/end-user/messages/get-message.ts'
import { listMessages } from '../../src/translate/end-user/messages/list-messages.ts'
import { listTrashbin } from '../../src/translate/end-user/messages/list-trashbin.ts'
import { mergeMessages } from '../../src/merge/end-user/messages/list-messages.ts'
import { mergeTrashbin } from '../../src/merge/end-user/messages/list-trashbin.ts'
import { getPrint } from '../../src/translate/end-user/messages/get-print.ts'
import { getSigningText } from '../../src/translate/end-user/messages/get-signing-text.ts'
import { validateMessage } from '../../src/translate/end-user/messages/validate-message.ts'
import {
  elementId,
  endUser,
  mayWriteForms as mayWrite,
  mayReadElement,
  megabyte,
  migration,
  nowhere,
  reads,
  readsDocument,
  serviceInBody,
  serviceInFilter,
  studio,
  submission,
  submits,
  writesWithoutRequestBody,
} from '../shared.ts'

const searchDialogs = {
  advice: 'Search for dialogs in Dialogporten',
  successor: `${studio}/nb/dialogporten/user-guides/searching-for-dialogs/`,
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const readDialog = {
  advice: 'Read the dialog in Dialogporten, and its form or letter where the dialog links to',
  successor: `${studio}/nb/dialogporten/user-guides/getting-dialog-details/`,
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const submit = {
  advice:
    "Submit through the service's Altinn 3 app: create an instance, fill it in and send it, each by the app's own API",
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/setup/`,
} as const

const deleteElement = {
  advice: 'Delete a form in its Altinn 3 app, and put a dialog into the bin in Dialogporten',
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const archive = {
  advice:
    'Archive the dialog in Dialogporten with the label for the archive; a form archives itself when it is sent',
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const confirm = {
  advice: "Confirm the letter through Altinn 3's correspondence API",
  guide: `${studio}/en/correspondence/transition/consequences`,
} as const

const shared = {
  group: 'end-user/messages',
  strategy: 1,
  callers: ['systemuser'],
  finds: nowhere,
} as const

/** Forms are listed by Storage, messages by Dialogporten. */
const mayList = {
  ...endUser(
    ['altinn:instances.meta', 'altinn:instances.read'],
    ['altinn:instances.read', 'digdir:dialogporten'],
  ),
  altinn3InParts: true,
} as const

/** What is done to a form is done in Storage; what a recipient does to a message takes the scopes for reading. */
const mayChangeElement = {
  ...endUser(
    ['altinn:instances.write'],
    ['digdir:dialogporten', 'altinn:instances.write', 'altinn:correspondence.read'],
  ),
  altinn3ByElement: {
    form: ['altinn:instances.write'],
    message: ['digdir:dialogporten', 'altinn:correspondence.read'],
  },
} as const

// Altinn/dialogporten AltinnAuthorizationClient.cs, altinn-correspondence AltinnAuthorizationService.cs:
// who may read a message may label, confirm and delete it. Forms are only looked at.
const readsEverywhere = { app: 'read', resource: 'read' } as const

// Altinn/altinn-storage InstancesController.cs (InstanceDelete).
const deletesForms = { app: 'delete', resource: 'read' } as const

/** Messages have neither. */
const mayReadForm = endUser(['altinn:instances.read'], ['altinn:instances.read'])

const reading = { ...shared, method: 'GET', ...reads, scopes: mayList } as const

const readingDocument = {
  ...shared,
  method: 'GET',
  ...readsDocument,
  scopes: mayReadElement,
} as const

/** The message box: lists, single elements, and what happens to them. */
export const messages = [
  {
    ...reading,
    id: 'end-user/messages/list-messages',
    catalogue: 'MSG-01',
    path: '/api/{who}/messages',
    params: { who },
    finds: serviceInFilter,
    whenMoved: merged('element', listMessages, mergeMessages, searchDialogs),
  },
  {
    ...shared,
    id: 'end-user/messages/create-message',
    catalogue: 'MSG-02',
    method: 'POST',
    path: '/api/{who}/messages',
    params: { who },
    ...submits,
    finds: serviceInBody,
    body: submission,
    scopes: mayWrite,
    whenMoved: translated('app', createMessage, submit),
  },
  {
    ...reading,
    id: 'end-user/messages/list-trashbin',
    catalogue: 'MSG-12',
    path: '/api/{who}/messages/trashbin',
    params: { who },
    finds: serviceInFilter,
    whenMoved: merged('element', listTrashbin, mergeTrashbin, searchDialogs),
  },
  {
    ...shared,
    id: 'end-user/messages/get-message',
    catalogue: 'MSG-03',
    method: 'GET',
    path: '/api/{who}/messages/{messageId}',
    params: { who, messageId },
    ...reads,
    effect: 'marksAsRead',
    scopes: mayReadElement,
    finds: elementId,
    whenMoved: translated('element', getMessage, readDialog),
  },
  {
    ...shared,
    id: 'end-user/messages/update-message',
    catalogue: 'MSG-04',
    method: 'PUT',
    path: '/api/{who}/messages/{messageId}',
    params: { who, messageId },
    ...submits,
    finds: elementId,
    body: submission,
    scopes: mayWrite,
    whenMoved: translated('element', updateMessage, submit),
  },
  {
    ...shared,
    id: 'end-user/messages/delete-message',
    catalogue: 'MSG-05',
    method: 'DELETE',
    path: '/api/{who}/messages/{messageId}',
    params: { who, messageId },
    ...writesWithoutRequestBody,
    actions: deletesForms,
    scopes: mayChangeElement,
    finds: elementId,
    whenMoved: translated('element', deleteMessage, deleteElement),
  },
  {
    ...readingDocument,
    id: 'end-user/messages/get-print',
    catalogue: 'MSG-06',
    path: '/api/{who}/messages/{messageId}/print',
    params: { who, messageId },
    scopes: mayReadForm,
    finds: elementId,
    whenMoved: translated('element', getPrint, readDialog),
  },
  {
    ...shared,
    id: 'end-user/messages/archive-message',
    catalogue: 'MSG-07',
    method: 'PUT',
    path: '/api/{who}/messages/{messageId}/archive',
    params: { who, messageId },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    actions: readsEverywhere,
    scopes: mayChangeElement,
    finds: elementId,
    whenMoved: translated('element', archiveMessage, archive),
  },
  {
    ...shared,
    id: 'end-user/messages/confirm-message',
    catalogue: 'MSG-08',
    method: 'PUT',
    path: '/api/{who}/messages/{messageId}/confirm',
    params: { who, messageId },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    actions: readsEverywhere,
    scopes: mayChangeElement,
    finds: elementId,
    whenMoved: translated('element', confirmMessage, confirm),
  },
  {
    ...shared,
    id: 'end-user/messages/validate-message',
    catalogue: 'MSG-09',
    method: 'GET',
    path: '/api/{who}/messages/{messageId}/validate',
    params: { who, messageId },
    ...reads,
    scopes: mayReadForm,
    finds: elementId,
    whenMoved: translated('element', validateMessage, readDialog),
  },
  {
    ...readingDocument,
    id: 'end-user/messages/get-signing-text',
    catalogue: 'MSG-10',
    path: '/api/{who}/messages/{messageId}/signingtext',
    params: { who, messageId },
    scopes: mayReadForm,
    finds: elementId,
    whenMoved: translated('element', getSigningText, readDialog),
  },
  {
    ...readingDocument,
    id: 'end-user/messages/get-custom-message-data',
    catalogue: 'MSG-11',
    path: '/api/{who}/messages/{messageId}/custommessagedata',
    params: { who, messageId },
    finds: elementId,
    whenMoved: translated('element', getCustomMessageData, readDialog),
  },
] as const satisfies readonly Endpoint[]
