import type { Application, DataType } from './model.ts'

const made = '2025-11-03T08:00:00Z'
const by = {
  created: made,
  createdBy: 'ttd',
  lastChanged: made,
  lastChangedBy: 'ttd',
} as const

const nothingSpecial = {
  maxCount: 1,
  minCount: 1,
  enablePdfCreation: true,
  enableFileScan: false,
  validationErrorOnPendingFileScan: false,
  enabledFileAnalysers: [],
  enabledFileValidators: [],
} as const

export function form(id: string, classRef: string, more: Partial<DataType> = {}): DataType {
  return {
    id,
    allowedContentTypes: ['application/xml'],
    appLogic: {
      autoCreate: more.minCount !== 0,
      classRef,
      allowAnonymousOnStateless: false,
      autoDeleteOnProcessEnd: false,
      disallowUserCreate: false,
      disallowUserDelete: false,
    },
    taskId: 'Task_1',
    ...nothingSpecial,
    ...more,
  }
}

export function attachment(
  id: string,
  allowedContentTypes: readonly string[],
  maxCount = 5,
): DataType {
  return {
    id,
    allowedContentTypes,
    taskId: 'Task_1',
    maxSize: 25,
    ...nothingSpecial,
    maxCount,
    minCount: 0,
  }
}

export const receipt: DataType = {
  id: 'ref-data-as-pdf',
  allowedContentTypes: ['application/pdf'],
  ...nothingSpecial,
  maxCount: 0,
  minCount: 0,
}

/** Who is to sign: app-lib's own, in the older spelling that many apps still have. */
const signees: DataType = {
  id: 'underskrivere',
  allowedContentTypes: ['application/json'],
  allowedContributers: ['App:Owned'],
  taskId: 'Task_2',
  ...nothingSpecial,
  minCount: 0,
}

export const signature: DataType = {
  id: 'signatur',
  allowedContentTypes: ['application/json'],
  allowedContributors: ['app:owned'],
  taskId: 'Task_2',
  ...nothingSpecial,
  minCount: 0,
}

export function application(
  id: string,
  title: Application['title'],
  dataTypes: readonly DataType[],
  more: Partial<Application> = {},
): Application {
  return {
    id,
    org: 'ttd',
    title,
    dataTypes,
    partyTypesAllowed: { bankruptcyEstate: false, organisation: true, person: true, subUnit: true },
    autoDeleteOnProcessEnd: false,
    disallowUserInstantiation: false,
    ...more,
    ...by,
  }
}

export const inAll = (nb: string, nn: string, en: string): Application['title'] => ({ nb, nn, en })
export const skjema = 'Altinn.App.Models.Skjema.Skjema'

// What MigrationController.cs stores; none of the types belongs to a task.
const migratedTypes: readonly DataType[] = [
  { id: 'form-data', allowedContentTypes: ['application/xml'], ...nothingSpecial, maxCount: 0 },
  { ...receipt, allowedContentTypes: ['application/pdf', 'text/html'] },
  { ...receipt, id: 'ref-data-as-html', allowedContentTypes: ['text/html'] },
  { id: 'binary-data', ...nothingSpecial, maxCount: 0, minCount: 0 },
]

/** What the test agency has put in Altinn 3, and what was moved there from Altinn 2 and 1. */
export const applications: readonly Application[] = [
  application(
    'ttd/prove-skjema',
    inAll('Prøveskjema', 'Prøveskjema', 'Test form'),
    [
      form('model', skjema),
      form('underskjema', 'Altinn.App.Models.Underskjema', { minCount: 0, maxCount: 3 }),
      attachment('kart', ['application/pdf', 'image/png']),
      attachment('vedlegg', ['application/octet-stream'], 10),
      signature,
      receipt,
      signees,
    ],
    { presentationFields: [{ id: 'tittel', path: 'tittel', dataTypeId: 'model' }] },
  ),
  application(
    'ttd/prove-kladd',
    inAll('Kladdeskjema', 'Kladdeskjema', 'Draft form'),
    [form('model', skjema), receipt],
    { messageBoxConfig: { hideSettings: { hideAlways: false, hideOnTask: ['Task_1'] } } },
  ),
  application(
    'ttd/prove-skjult',
    inAll('Skjult skjema', 'Gøymt skjema', 'Hidden form'),
    [form('model', skjema), receipt],
    { messageBoxConfig: { hideSettings: { hideAlways: true } } },
  ),
  application(
    'ttd/a2-5998-160101',
    inAll('Prøveskjema', 'Prøveskjema', 'Test form'),
    migratedTypes,
  ),
  application(
    'ttd/a2-5994-150601',
    inAll('Årlig prøve', 'Årleg prøve', 'Yearly test'),
    migratedTypes,
  ),
  application('ttd/a1-212-1', inAll('Gammel prøve', 'Gamal prøve', 'Old test'), migratedTypes),
]

export const appIds: readonly string[] = applications.map(({ id }) => id)

/** Those that run somewhere: what was migrated is in Storage alone. */
export const isDeployed = (id: string): boolean => !/\/a[12]-/.test(id)
