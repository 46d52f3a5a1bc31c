import type { NewFile, NewRow } from './new.ts'
import { toPdf } from '../contents/ondemand.ts'

const migratedFiles = (form: string): readonly NewFile[] => [
  {
    type: 'form-data',
    contentType: 'application/xml',
    name: `skjema-${form}.xml`,
    content: Buffer.from(
      '<?xml version="1.0"?><Skjema skjemanummer="1900"><tittel>Brygge</tittel></Skjema>',
    ),
    more: {
      metadata: [
        { key: 'formid', value: form },
        { key: 'lformid', value: '41' },
      ],
    },
  },
  {
    type: 'ref-data-as-pdf',
    contentType: 'application/pdf',
    name: `skjema-${form}.pdf`,
    more: {
      blobStoragePath: 'ondemand/formdatapdf',
      metadata: [{ key: 'formid', value: form }, null, { key: 'A2PresVal', value: 'Prøveskjema' }],
    },
  },
  {
    type: 'ref-data-as-html',
    contentType: 'text/html',
    name: `skjema-${form}.html`,
    more: {
      blobStoragePath: 'ondemand/formdatahtml',
      metadata: [{ key: 'formid', value: form }, null],
    },
  },
  {
    type: 'binary-data',
    contentType: 'application/pdf',
    name: 'situasjonskart Ålesund.pdf',
    content: toPdf(['Situasjonskart']),
  },
]

/** Of Altinn 1 nothing is rendered any more: what there is was stored. */
const altinn1Files = (form: string): readonly NewFile[] => [
  {
    type: 'form-data',
    contentType: 'application/xml',
    name: `skjema-${form}.xml`,
    content: Buffer.from('<?xml version="1.0"?><Skjema><tittel>Naust</tittel></Skjema>'),
    more: { metadata: [{ key: 'dataformid', value: form }, null] },
  },
  {
    type: 'ref-data-as-pdf',
    contentType: 'application/pdf',
    name: `skjema-${form}.pdf`,
    content: toPdf(['Naust']),
    more: { metadata: [{ key: 'dataformid', value: form }, null] },
  },
]

/** Archived in Altinn 2 and 1. The place among the owners gives each its own archive reference. */
export function migratedOnes(place: number): readonly Omit<NewRow, 'owner'>[] {
  const reference = 3_513_210 + place * 10
  const old = {
    created: '2016-03-01T09:00:00Z',
    lastChanged: '2016-03-01T10:11:12Z',
    files: migratedFiles(String(700_100 + place)),
  }
  const archived = (digits: number): NonNullable<NewRow['migrated']> => ({
    version: 2,
    dataValues: { A2ArchRef: String(digits), A2ArchRefTs: '01-03-2016 11:11:12' },
  })
  return [
    { ...old, seed: `a2 ${reference}`, app: 'ttd/a2-5998-160101', migrated: archived(reference) },
    {
      ...old,
      seed: `a2 ${reference + 1}`,
      app: 'ttd/a2-5994-150601',
      lastChanged: '2018-03-01T10:11:12Z',
      migrated: archived(reference + 1),
    },
    {
      ...old,
      seed: `a1 ${reference}`,
      app: 'ttd/a1-212-1',
      lastChanged: '2009-03-01T10:11:12Z',
      files: altinn1Files(String(212_100 + place)),
      migrated: { version: 1, dataValues: { A1ArchRef: String(80_000 + place) } },
    },
  ]
}
