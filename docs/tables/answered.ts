import { endpoints } from '../../routes/index.ts'
import { code, table } from '../../src/commands/markdown.ts'
import { fileOf, operationOf } from '../../src/commands/scopes.ts'
import type { Endpoint } from '../../src/endpoint.ts'

/** Where the answer comes from once the service is on Altinn 3, by the operation's id. */
export const sources: Readonly<Record<string, string>> = {
  'end-user/messages/list-messages':
    'Storage: forms; Dialogporten: messages; joined, the last changed first',
  'end-user/messages/list-trashbin':
    'Storage and Dialogporten, in the same way, of what was deleted',
  'end-user/messages/get-message':
    'Storage: a form; Dialogporten and Correspondence: a message; marks it as read',
  'end-user/messages/delete-message':
    'Storage: a form goes into the bin; Dialogporten: a message gets the label of the bin',
  'end-user/messages/archive-message':
    'Dialogporten: a message gets the label of the archive; a sent form has been archived',
  'end-user/messages/confirm-message': 'Correspondence: confirmed; again is answered alike',
  'end-user/messages/create-message':
    'the app: a form set, sent, confirmed and signed; a draft with `complete=false`',
  'end-user/messages/update-message':
    'the app: a draft’s parts replaced; then it is sent, or what waits is signed',
  'end-user/messages/get-print':
    'Storage: the PDF that was made when it was submitted; of several, one form’s',
  'end-user/messages/validate-message': 'the app: what is wrong with a draft',
  'end-user/messages/get-signing-text':
    'Storage: the app’s text that the services file names, while a signature is awaited',
  'end-user/messages/get-custom-message-data':
    'Correspondence: names and values that the sender gave',
  'end-user/message-attachments/list-attachments':
    'Storage, Correspondence: files that were sent along',
  'end-user/message-attachments/get-attachment':
    'Storage, Correspondence: the file itself, streamed',
  'end-user/message-attachments/create-attachment':
    'the app: a file for a draft, once its scan is over',
  'end-user/message-attachments/create-attachment-with-id':
    'the same: the id in the path means nothing',
  'end-user/message-attachments/stream-attachment':
    'the app: a file of up to 500 MB for a draft, once its scan is over',
  'end-user/message-attachments/stream-attachment-with-id':
    'the same: the id in the path means nothing',
  'end-user/message-attachments/delete-attachment': 'the app: a file taken from a draft',
  'end-user/message-forms/list-forms': 'Storage: data elements whose type is a form',
  'end-user/message-forms/get-form': 'Storage: a data element whose type is a form',
  'end-user/message-forms/get-form-data':
    'Storage: the XML as it was submitted, streamed; of a draft, as its app has it',
  'end-user/message-forms/get-form-print':
    'Storage: the PDF that was made when it was submitted; of several, one form’s',
  'end-user/message-forms/create-form': 'the app: a form for a draft, filled in or not',
  'end-user/message-forms/update-form': 'the app: other content for a draft’s form',
  'end-user/message-forms/delete-form': 'the app: a form taken from a draft',
  'end-user/reportees/list-reportees':
    'authorized parties of the caller’s token, sub-units next to their main units',
  'end-user/reportees/get-reportee': 'authorized parties: one of them',
  'end-user/reportees/list-reportees-by-service':
    'authorized parties, those with access to the service',
  'end-user/reportees/list-reportees-by-app': 'authorized parties, those with access to the app',
  'end-user/reportees/convert-reportee': 'authorized parties: one of them, by number and name',
  'end-user/organizations/list-organizations': 'authorized parties: the organisations among them',
  'end-user/organizations/get-organization': 'authorized parties: one organisation among them',
  'end-user/roles/list-roles':
    'authorized parties: the caller’s roles for one party; access management: their names',
  'end-user/rights/list-rights':
    'authorized parties: resources, access packages, roles; the registry: policies of moved services',
  'end-user/broker-inbox/has-available-files':
    'broker: is there a published transfer that the caller has not confirmed?',
  'end-user/broker-inbox/list-inbox-files':
    'broker: transfers sent to the party, past the pages of 100',
  'end-user/broker-inbox/get-inbox-file':
    'broker: one transfer; with every reference, Altinn 2 is asked first while it is open',
  'end-user/broker-inbox/download-inbox-file': 'broker: the file, streamed',
  'end-user/broker-inbox/download-file': 'broker: the file, streamed',
  'end-user/broker-inbox/get-inbox-receipt': 'broker: a receipt made from the transfer’s status',
  'end-user/broker-inbox/confirm-downloaded':
    'broker: confirmed; confirming again is answered alike',
  'end-user/broker-outbox/send-file':
    'broker: two calls, one for room and one with the file, streamed',
  'end-user/broker-outbox/get-outbox-file': 'broker: one transfer that the party sent',
  'end-user/broker-outbox/get-outbox-receipt':
    'broker: a receipt with one below it for each recipient',
  'end-user/role-definitions/list-role-definitions':
    'access management: roles; numbers and parents are the gateway’s own',
  'end-user/role-definitions/get-role-definition':
    'the same: one role, with an empty list of rights',
  'metadata/role-requirements/list-role-requirements':
    'resource registry: policies of the service’s resources; access management: names',
  'metadata/role-requirements/list-role-requirements-of-app':
    'resource registry: the app’s policy; access management: names',
  'metadata/role-definitions/list-role-definitions':
    'access management: roles; numbers and parents are the gateway’s own',
  'metadata/role-definitions/get-role-definition': 'the same: one role',
  'metadata/services/list-services':
    'the services file; the resource registry: names and owners, as they were last known',
  'metadata/services/get-form-task':
    'the same; the app: its data types, its process, whether it ships a schema',
  'metadata/services/get-correspondence': 'the services file and the resource registry',
  'metadata/services/get-form-schema': 'the app: the XML schema that it ships, streamed',
  'service-owner/reportees/list-reportees':
    'authorized parties of `subject`, by service, app or role',
}

const isAnswered = ({ whenMoved }: Endpoint): boolean => 'translation' in whenMoved

export const answered = endpoints.filter(isAnswered)

/** The operations that are answered from Altinn 3, and from which of its products. */
export function answeredTable(): string {
  return table(
    ['operation', 'answered from'],
    answered.map((row) => [code(operationOf(row)), sources[row.id] ?? '']),
  )
}

/** How many operations there are in each part of the catalogue, and how many are answered. */
export function coverageTable(): string {
  const parts = [...new Set(answered.map(fileOf))]
  const rest = endpoints.filter((row) => !parts.includes(fileOf(row)))
  const counts = (rows: readonly Endpoint[]): string[] =>
    [rows, rows.filter(isAnswered)].map(({ length }) => String(length))
  return table(
    ['group', 'operations', 'answered from Altinn 3'],
    [
      ...parts.map((part) => [
        code(part),
        ...counts(endpoints.filter((row) => fileOf(row) === part)),
      ]),
      [`${String(new Set(rest.map(fileOf)).size)} other groups`, ...counts(rest)],
      ['all', ...counts(endpoints)],
    ],
  )
}
