import { Readable } from 'node:stream'
import type { AppDataType, AppMetadata } from '../../../src/altinn3/app-metadata.ts'
import type { Part } from '../../../src/http/server/part.ts'
import type { FormPlace } from '../../../src/submission/wanted.ts'

export const service = { code: '5998', edition: 160101 }

export const app = {
  to: 'app',
  app: 'ttd/prove-skjema',
  mainForm: '1900/12345',
  forms: { '1900/12345': 'model', '1901/12346': 'sub' },
  attachments: { Kartvedlegg: 'kart', Annet: 'any' },
} as const satisfies FormPlace['place']

const appLogic = { classRef: 'App.Models.Model' }

export const dataTypes: AppDataType[] = [
  { id: 'model', appLogic, allowedContentTypes: ['application/xml'], maxCount: 1, maxSize: 1 },
  { id: 'sub', appLogic, maxCount: 2 },
  { id: 'kart', allowedContentTypes: ['application/pdf', 'text/xml'], maxCount: 2, maxSize: 2 },
  { id: 'any', allowedContentTypes: [], maxCount: 0 },
  { id: 'own', allowedContributors: ['app:owned'] },
]

export const metadata: AppMetadata = { altinnNugetVersion: '8.6.0.123', dataTypes }

/** The place of the sample service, with other members where a test says so. */
export function placeWith(
  place: Partial<FormPlace['place']> = {},
  about: Partial<AppMetadata> = {},
): FormPlace {
  return { service, place: { ...app, ...place }, metadata: { ...metadata, ...about } }
}

const unread = (): Readable => {
  throw new Error('no byte is needed to judge a part')
}

export function xml(root = 'Skjema', size = 100): Part {
  return { size, hash: '', xml: { root, namespace: '' }, stream: unread }
}

/** A form whose bytes are read. */
export function document(text: string): Part {
  const bytes = Buffer.from(text)
  const [, root = ''] = /<(\w+)/.exec(text) ?? []
  return { ...xml(root, bytes.length), stream: () => Readable.from([bytes], { objectMode: false }) }
}

export function file(size = 100): Part {
  return { size, hash: '', stream: unread }
}
