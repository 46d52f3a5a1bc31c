import { application, attachment, form, inAll, receipt, skjema } from './applications.ts'
import type { Application, DataType } from './model.ts'

const scanned: DataType = {
  ...attachment('vedlegg', ['application/pdf', 'image/png', 'text/plain']),
  enableFileScan: true,
  validationErrorOnPendingFileScan: true,
}

/** Takes files of any kind, up to 600 MB. */
const large: DataType = {
  ...attachment('vedlegg', ['application/octet-stream', 'application/pdf', 'text/plain']),
  maxSize: 600,
}

const restricted = form('bare-etaten', skjema, { minCount: 0 })

/** Apps that take drafts, one for each way in which an app may refuse them or work otherwise. */
export const draftApplications: readonly Application[] = [
  application(
    'ttd/prove-enkel',
    inAll('Enkelt skjema', 'Enkelt skjema', 'Simple form'),
    [form('model', skjema), large, receipt],
    { presentationFields: [{ id: 'tittel', path: 'tittel', dataTypeId: 'model' }] },
  ),
  application(
    'ttd/prove-eldre',
    inAll('Skjema i eldre app', 'Skjema i eldre app', 'Form in an older app'),
    [form('model', skjema), receipt],
  ),
  application('ttd/prove-ny', inAll('Skjema i ny app', 'Skjema i ny app', 'Form in a new app'), [
    form('model', skjema),
    large,
    receipt,
  ]),
  application(
    'ttd/prove-scope',
    inAll('Skjema med eget scope', 'Skjema med eige scope', 'Form with a scope of its own'),
    [form('model', skjema), receipt],
    {
      apiScopes: {
        users: { read: 'ttd:[app].read', write: 'ttd:[app].write' },
        serviceOwners: { read: 'ttd:[app].read', write: 'ttd:[app].write' },
      },
    },
  ),
  application(
    'ttd/prove-skann',
    inAll('Skjema med skann', 'Skjema med skann', 'Form with a file scan'),
    [
      form('model', skjema),
      scanned,
      { ...scanned, id: 'bilag', validationErrorOnPendingFileScan: false },
      receipt,
    ],
  ),
  application(
    'ttd/prove-stengt',
    inAll('Stengt skjema', 'Stengt skjema', 'Closed form'),
    [form('model', skjema), receipt],
    { disallowUserInstantiation: true },
  ),
  application(
    'ttd/prove-person',
    inAll('Skjema for personer', 'Skjema for personar', 'Form for persons'),
    [form('model', skjema), receipt],
    {
      partyTypesAllowed: {
        bankruptcyEstate: false,
        organisation: false,
        person: true,
        subUnit: false,
      },
    },
  ),
  application(
    'ttd/prove-regler',
    inAll('Skjema med regler', 'Skjema med reglar', 'Form with rules'),
    [
      form('model', skjema),
      {
        ...restricted,
        appLogic: {
          autoCreate: false,
          classRef: skjema,
          allowAnonymousOnStateless: false,
          autoDeleteOnProcessEnd: false,
          disallowUserCreate: true,
          disallowUserDelete: true,
        },
      },
      { ...attachment('hemmelig', ['text/plain']), actionRequiredToWrite: 'complete' },
      { ...attachment('svar', ['text/plain']), allowedContributors: ['org:ttd'] },
      { ...attachment('senere', ['text/plain']), taskId: 'Task_2' },
      receipt,
    ],
  ),
]

/** Apps whose process goes further than one form, one for each kind of task. */
export const flowApplications: readonly Application[] = [
  application(
    'ttd/bekreft',
    inAll('Skjema som bekreftes', 'Skjema som blir stadfesta', 'Form that is confirmed'),
    [form('model', skjema), attachment('vedlegg', ['application/pdf', 'text/plain']), receipt],
  ),
  application(
    'ttd/retur',
    inAll('Skjema med tilbakemelding', 'Skjema med tilbakemelding', 'Form with feedback'),
    [form('model', skjema), attachment('vedlegg', ['application/pdf', 'text/plain']), receipt],
  ),
  application(
    'ttd/tjeneste',
    inAll('Skjema som sendes videre', 'Skjema som blir sendt vidare', 'Form that is sent on'),
    [form('model', skjema), attachment('vedlegg', ['application/pdf', 'text/plain']), receipt],
  ),
  application(
    'ttd/slettes',
    inAll('Skjema som slettes', 'Skjema som blir sletta', 'Form that is deleted'),
    [form('model', skjema), attachment('vedlegg', ['application/pdf', 'text/plain']), receipt],
    { autoDeleteOnProcessEnd: true },
  ),
  application(
    'ttd/betaling',
    inAll('Skjema som betales', 'Skjema som blir betalt', 'Form that is paid for'),
    [
      form('model', skjema),
      {
        ...attachment('paymentInformation', ['application/json'], 1),
        taskId: 'Task_4',
        allowedContributors: ['app:owned'],
      },
      {
        ...attachment('paymentReceiptPdf', ['application/pdf'], 1),
        taskId: 'Task_4',
        allowedContributors: ['app:owned'],
      },
      receipt,
    ],
  ),
]

/** The library that an app is made with: the usual one is what most here have. */
export const usualNugetVersion = '8.12.7.211'
export const nugetVersions: Readonly<Record<string, string>> = {
  'ttd/prove-eldre': '8.5.4.158',
  'ttd/prove-ny': '9.0.0-preview.1',
}
