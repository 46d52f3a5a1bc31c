import { integer, messageId, who } from '../../src/altinn2/parameters.ts'
import { translated, type Endpoint } from '../../src/endpoint.ts'
import { createForm } from '../../src/translate/end-user/message-forms/create-form.ts'
import { updateForm } from '../../src/translate/end-user/message-forms/update-form.ts'
import { deleteForm } from '../../src/translate/end-user/message-forms/delete-form.ts'
import { listForms } from '../../src/translate/end-user/message-forms/list-forms.ts'
import { getForm } from '../../src/translate/end-user/message-forms/get-form.ts'
import { getFormData } from '../../src/translate/end-user/message-forms/get-form-data.ts'
import { getFormPrint } from '../../src/translate/end-user/message-forms/get-form-print.ts'
import {
  elementId,
  endUser,
  mayWriteForms as mayWrite,
  migration,
  reads,
  readsDocument,
  studio,
  submission,
  submits,
  writesWithoutRequestBody,
} from '../shared.ts'

const readForms = {
  advice:
    'Read the forms as data of the instance, in Storage or through the API of its Altinn 3 app',
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${migration}/rest-sbs/meldingsboks/`,
} as const

const writeForms = {
  advice: "Write the form as data of the instance, through the API of the service's Altinn 3 app",
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/setup/`,
} as const

const removeForms = {
  advice:
    "Delete the form from the data of the instance, through the API of the service's Altinn 3 app",
  successor: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/apis/`,
  guide: `${studio}/nb/altinn-studio/v8/guides/integration/sbs/setup/`,
} as const

const shared = {
  group: 'end-user/messages',
  strategy: 1,
  callers: ['systemuser'],
  finds: elementId,
} as const

const mayRead = endUser(['altinn:instances.read'], ['altinn:instances.read'])

const reading = { ...shared, method: 'GET', ...reads, scopes: mayRead } as const

const readingDocument = { ...shared, method: 'GET', ...readsDocument, scopes: mayRead } as const

/** Forms of an element in the message box. */
export const messageForms = [
  {
    ...reading,
    id: 'end-user/message-forms/list-forms',
    catalogue: 'FRM-01',
    path: '/api/{who}/messages/{messageId}/forms',
    params: { who, messageId },
    whenMoved: translated('element', listForms, readForms),
  },
  {
    ...shared,
    id: 'end-user/message-forms/create-form',
    catalogue: 'FRM-02',
    method: 'POST',
    path: '/api/{who}/messages/{messageId}/forms',
    params: { who, messageId },
    ...submits,
    body: submission,
    scopes: mayWrite,
    whenMoved: translated('element', createForm, writeForms),
  },
  {
    ...reading,
    id: 'end-user/message-forms/get-form',
    catalogue: 'FRM-03',
    path: '/api/{who}/messages/{messageId}/forms/{formId}',
    params: { who, messageId, formId: integer },
    whenMoved: translated('element', getForm, readForms),
  },
  {
    ...shared,
    id: 'end-user/message-forms/update-form',
    catalogue: 'FRM-04',
    method: 'PUT',
    path: '/api/{who}/messages/{messageId}/forms/{formId}',
    params: { who, messageId, formId: integer },
    ...submits,
    body: submission,
    scopes: mayWrite,
    whenMoved: translated('element', updateForm, writeForms),
  },
  {
    ...shared,
    id: 'end-user/message-forms/delete-form',
    catalogue: 'FRM-05',
    method: 'DELETE',
    path: '/api/{who}/messages/{messageId}/forms/{formId}',
    params: { who, messageId, formId: integer },
    ...writesWithoutRequestBody,
    scopes: mayWrite,
    whenMoved: translated('element', deleteForm, removeForms),
  },
  {
    ...readingDocument,
    id: 'end-user/message-forms/get-form-data',
    catalogue: 'FRM-06',
    path: '/api/{who}/messages/{messageId}/forms/{formId}/formdata',
    params: { who, messageId, formId: integer },
    whenMoved: translated('element', getFormData, readForms),
  },
  {
    ...readingDocument,
    id: 'end-user/message-forms/get-form-print',
    catalogue: 'FRM-07',
    path: '/api/{who}/messages/{messageId}/forms/{formId}/print',
    params: { who, messageId, formId: integer },
    whenMoved: translated('element', getFormPrint, readForms),
  },
] as const satisfies readonly Endpoint[]
