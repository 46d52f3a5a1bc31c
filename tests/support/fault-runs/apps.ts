import {
  application,
  attachment,
  form,
  inAll,
  receipt,
  signature,
  skjema,
} from '../../../sandbox/altinn3/storage/applications.ts'
import type { FlowTask } from '../../../sandbox/altinn3/storage/flow.ts'
import type { Application, DataType } from '../../../sandbox/altinn3/storage/model.ts'

/** The apps of the runs with drafts, which all have a form, a subform and files. */
export const appKinds = ['version 8', 'version 9', 'with scans', 'with a form of its own'] as const

/** Those of the runs that send: what follows the task with forms. */
export const sendingKinds = [
  'with one task',
  'with a confirmation',
  'with a signature',
  'with an answer of its owner',
  'with a service task',
  'with a service task that fails',
  'of version 9 with one task',
  'of version 9 with a confirmation',
  'of version 9 with a service task',
] as const

/** It keeps nothing of what was sent. */
export const deletingKind = 'that deletes what was sent'

export type AppKind =
  (typeof appKinds)[number] | (typeof sendingKinds)[number] | typeof deletingKind

const appId = 'ttd/prove-skjema'

/** The service of the apps, as a services file has it. */
export const moved = {
  to: 'app',
  app: appId,
  mainForm: '1900/12345',
  forms: { '1900/12345': 'model', '1901/12346': 'underskjema' },
  attachments: { Vedlegg: 'vedlegg' },
} as const

export interface App {
  readonly application: Application
  /** Of app-lib. */
  readonly version: string
  readonly flow: readonly FlowTask[]
  /** Runs of its service task that fail. */
  readonly serviceTaskFails: number
}

export function appOf(kind: AppKind): App {
  const name = inAll('Skjema', 'Skjema', 'Form')
  const more = { autoDeleteOnProcessEnd: kind === deletingKind }
  return {
    application: application(appId, name, typesOf(kind), more),
    version: kind.includes('version 9') ? '9.0.0-preview.1' : '8.12.7.211',
    flow: flowOf(kind),
    serviceTaskFails: kind === 'with a service task that fails' ? 100 : 0,
  }
}

const forms: FlowTask = { elementId: 'Task_1', name: 'Utfylling', altinnTaskType: 'data' }

function flowOf(kind: AppKind): readonly FlowTask[] {
  if (kind.endsWith('confirmation')) {
    const name = { elementId: 'Task_2', name: 'Bekreftelse' }
    return [forms, { ...name, altinnTaskType: 'confirmation', actions: ['confirm'] }]
  }
  if (kind.endsWith('signature')) {
    const name = { elementId: 'Task_2', name: 'Signering' }
    const what = { dataTypesToSign: ['model'], signatureDataType: 'signatur' }
    return [forms, { ...name, altinnTaskType: 'signing', actions: ['sign'], signature: what }]
  }
  if (kind.includes('answer')) {
    const name = { elementId: 'Task_2', name: 'Svar' }
    return [forms, { ...name, altinnTaskType: 'feedback', isOwnersAlone: true }]
  }
  if (kind.includes('service task')) {
    const name = { elementId: 'Task_2', name: 'Sending' }
    return [forms, { ...name, altinnTaskType: 'eFormidling', isServiceTask: true }]
  }
  return [forms]
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
    receipt,
    ...(kind.endsWith('signature') ? [signature] : []),
  ]
}
