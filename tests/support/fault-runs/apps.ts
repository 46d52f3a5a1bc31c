import {
  application,
  attachment,
  form,
  inAll,
  skjema,
} from '../../../sandbox/altinn3/storage/applications.ts'
import type { Application, DataType } from '../../../sandbox/altinn3/storage/model.ts'

/** The apps of the runs, which all have a form, a subform and files. */
export const appKinds = ['version 8', 'version 9', 'with scans', 'with a form of its own'] as const

export type AppKind = (typeof appKinds)[number]

const appId = 'ttd/prove-skjema'

/** The service of the apps, as a services file has it. */
export const moved = {
  to: 'app',
  app: appId,
  mainForm: '1900/12345',
  forms: { '1900/12345': 'model', '1901/12346': 'underskjema' },
  attachments: { Vedlegg: 'vedlegg' },
} as const

const versions: Readonly<Record<AppKind, string>> = {
  'version 8': '8.12.7.211',
  'version 9': '9.0.0-preview.1',
  'with scans': '8.12.7.211',
  'with a form of its own': '8.12.7.211',
}

export function appOf(kind: AppKind): {
  readonly application: Application
  readonly version: string
} {
  const name = inAll('Skjema', 'Skjema', 'Form')
  return { application: application(appId, name, typesOf(kind)), version: versions[kind] }
}

function typesOf(kind: AppKind): readonly DataType[] {
  const files = attachment('vedlegg', ['text/plain', 'application/pdf'])
  const isScanned = kind === 'with scans'
  // An app makes the forms by itself that must be there.
  const minCount = kind === 'with a form of its own' ? 1 : 0
  return [
    form('model', skjema),
    form('underskjema', 'Altinn.App.Models.Underskjema', { minCount, maxCount: 3 }),
    isScanned ? { ...files, enableFileScan: true } : files,
  ]
}
