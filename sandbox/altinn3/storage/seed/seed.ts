import { givenInstance, kinds } from '../../access-management/kinds.ts'
import { accountantsClients, mainParty } from '../../access-management/seed.ts'
import type { Party } from '../../access-management/state.ts'
import { draftApplications, flowApplications } from '../applications-for-drafts.ts'
import { applications } from '../applications.ts'
import { formXml, png, subformXml } from '../contents/contents.ts'
import { addNew, type NewFile, type NewRow } from './new.ts'
import { toPdf } from '../contents/ondemand.ts'
import { migratedOnes } from './migrated.ts'
import { emptyStorage, type StorageState } from '../state.ts'

/** Those of the accountant's clients that have anything here. */
const clients = accountantsClients.slice(0, 3)
const owners: readonly Party[] = [mainParty, ...clients, kinds.house]

const model = (title: string): NewFile => ({
  type: 'model',
  contentType: 'application/xml',
  content: formXml(title),
})
const map: NewFile = {
  type: 'kart',
  contentType: 'image/png',
  name: 'kart over øya (2).png',
  content: png,
}
const remark: NewFile = {
  type: 'vedlegg',
  contentType: 'text/plain',
  name: 'følgebrev.txt',
  content: Buffer.from('Takk for sist.\n'),
}
const pdf: NewFile = {
  type: 'ref-data-as-pdf',
  contentType: 'application/pdf',
  name: 'Prøveskjema.pdf',
  content: toPdf(['Prøveskjema', 'Kvittering']),
  more: { references: [{ value: 'Task_1', relation: 'GeneratedFrom', valueType: 'Task' }] },
}
/** What the app itself has noted beside: of the people who sign, and of what they signed. */
const appOwned: readonly NewFile[] = ['signatur', 'underskrivere'].map((type) => ({
  type,
  contentType: 'application/json',
  content: Buffer.from('{"signeeInfo":{"personNumber":"00000000000"}}'),
}))
const whole = (title: string): readonly NewFile[] => [
  model(title),
  { type: 'underskjema', contentType: 'application/xml', content: subformXml },
  map,
  remark,
]

/** What every owner has, each once. */
function nativeOnes({ partyId }: Party): readonly Omit<NewRow, 'owner'>[] {
  const named = (name: string): { readonly seed: string; readonly app: string } => ({
    seed: `${name} ${partyId}`,
    app: 'ttd/prove-skjema',
  })
  const texts = (tittel: string): NonNullable<NewRow['more']> => ({ presentationTexts: { tittel } })
  return [
    {
      ...named('draft'),
      task: 'data',
      created: '2026-07-01T07:15:00.1234567Z',
      lastChanged: '2026-08-20T10:30:00.123456Z',
      more: { ...texts('Ny brygge'), dueBefore: '2026-12-31T22:59:59Z' },
      files: whole('Ny brygge'),
    },
    {
      ...named('signing'),
      isWithoutNumber: true,
      task: 'signing',
      created: '2026-06-02T09:00:00Z',
      lastChanged: '2026-08-19T08:00:00.5Z',
      more: texts('Utvidet brygge'),
      files: [model('Utvidet brygge')],
    },
    {
      ...named('archived'),
      created: '2026-05-04T11:00:00Z',
      lastChanged: '2026-05-05T12:00:00.654321Z',
      more: texts('Gammel brygge'),
      files: [...whole('Gammel brygge'), pdf, ...appOwned],
    },
    {
      ...named('later'),
      task: 'data',
      created: '2026-08-01T06:00:00Z',
      more: { ...texts('Kommer siden'), visibleAfter: '2099-01-01T00:00:00Z' },
      files: [model('Kommer siden')],
    },
    { ...named('deleted'), ...softDeleted, files: [model('Angret')] },
    { ...named('hidden'), app: 'ttd/prove-skjult', task: 'data', created: '2026-04-01T10:00:00Z' },
    {
      ...named('hidden draft'),
      app: 'ttd/prove-kladd',
      task: 'data',
      created: '2026-04-02T10:00:00Z',
    },
  ]
}

const softDeleted: Pick<NewRow, 'task' | 'created' | 'lastChanged' | 'more'> = {
  task: 'data',
  created: '2026-03-01T10:00:00Z',
  lastChanged: '2026-03-02T10:00:00Z',
  more: {
    status: {
      isArchived: false,
      isSoftDeleted: true,
      softDeleted: '2026-03-02T10:00:00Z',
      isHardDeleted: false,
      readStatus: 'Read',
    },
  },
}

/** A state of its own with every call. */
export function seedStorage(): StorageState {
  const state = emptyStorage([...applications, ...draftApplications, ...flowApplications])
  for (const [place, owner] of owners.entries()) {
    for (const one of [...nativeOnes(owner), ...migratedOnes(place)])
      addNew(state, { ...one, owner })
  }
  addNew(state, {
    seed: 'given by itself',
    app: 'ttd/prove-skjema',
    owner: kinds.division,
    created: '2026-02-01T10:00:00Z',
    files: [model('Byggesøknad'), pdf],
    more: { id: givenInstance },
  })
  return state
}
