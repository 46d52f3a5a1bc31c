import type { Endpoint } from '../src/endpoint.ts'

/** Altinn 3's documentation; and what Altinn 2's says of each interface that does not go on. */
export const studio = 'https://docs.altinn.studio'
export const migration = 'https://altinn.github.io/docs/api/api-migration'

/** Altinn 2's general scopes cover every end-user operation (Altinn/docs scopes.md). */
export function endUser(
  altinn2: readonly string[],
  altinn3: readonly string[] = [],
): Endpoint['scopes'] {
  return { altinn2: ['altinn:enduser', 'altinn:endusernoconsent', ...altinn2], altinn3 }
}

/** Likewise for service owners. */
export function serviceOwner(
  altinn2: readonly string[],
  altinn3: readonly string[] = [],
): Endpoint['scopes'] {
  return { altinn2: ['altinn:serviceowner', ...altinn2], altinn3 }
}

/** A form is read from Storage, a message from Dialogporten and Correspondence: its id says which. */
export const mayReadElement = {
  ...endUser(
    ['altinn:instances.read'],
    ['digdir:dialogporten', 'altinn:instances.read', 'altinn:correspondence.read'],
  ),
  altinn3ByElement: {
    form: ['altinn:instances.read'],
    message: ['digdir:dialogporten', 'altinn:correspondence.read'],
  },
} as const

export const mayWriteForms = endUser(['altinn:instances.write'], ['altinn:instances.write'])

export const noScopes = { altinn2: [], altinn3: [] } as const

export const nowhere = { in: 'nowhere' } as const
export const serviceInQuery = { in: 'query' } as const
export const serviceInPath = { in: 'path' } as const
export const serviceInDescription = { in: 'description' } as const
export const serviceInBody = { in: 'body' } as const
export const fileReference = { in: 'reference' } as const
export const serviceInFilter = { in: 'filter' } as const
export const elementId = { in: 'messageId' } as const

export const megabyte = 1024 * 1024
/** A submission, attachments included (Altinn/docs content/api/info/storrelser.md). */
export const submission = 30 * megabyte
export const streamedAttachment = 500 * megabyte
/** What the broker took through REST. */
export const brokerFile = 1024 * megabyte

/** Answers with a model of Altinn 2's, changes nothing. */
export const reads = { effect: 'read', body: 'none', answers: 'model' } as const
/** Answers with somebody's own bytes. */
export const readsDocument = { effect: 'read', body: 'none', answers: 'document' } as const
/** Sends something new: a message, its forms and attachments, a broker file. */
export const submits = { effect: 'submits', answers: 'model' } as const
export const writesWithoutRequestBody = { effect: 'write', body: 'none', answers: 'model' } as const
