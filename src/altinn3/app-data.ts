import { Readable } from 'node:stream'
import { create as writeDisposition } from 'content-disposition'
import Type from 'typebox'
import type { AppLanguage, InstancePlace } from './apps.ts'
import type { KeptBytes, Operation, Refusal } from './operation.ts'
import { reader, Uuid, uuid } from './operation.ts'
import { DataElement, Instance } from './storage.ts'

export interface NewInstance {
  /** Owner and name. */
  readonly app: string
  /** The owner's organisation number. */
  readonly owner: string
  readonly language: AppLanguage
  /** Values of the instance's own, by their names, which Storage keeps. */
  readonly dataValues: Readonly<Record<string, string>>
  /** Absent: the app makes its forms by itself. */
  readonly mainForm?: { readonly dataType: string; readonly xml: KeptBytes }
}

/** Milliseconds that an app may take for what it is sent. */
const extendedDeadline = 120_000

/** With the same part, the same answer: what the app does not take it takes at no other time. */
const refusals = {
  400: 'PART_REFUSED',
  413: 'PART_REFUSED',
  415: 'PART_REFUSED',
  422: 'PART_REFUSED',
} as const

/**
 * Makes an instance with its main form. When storing the form fails, the app deletes the instance
 * again as far as it can; a newer app's failure names the instance (Altinn/app-lib-dotnet
 * InstancesController.cs).
 */
export const createInstance = {
  name: 'apps/create-instance',
  method: 'POST',
  base: 'apps',
  target: ({ app, language }) => `/${app}/instances?language=${language}`,
  sends: ({ owner, dataValues, mainForm }) => ({
    formData: [
      {
        name: 'instance',
        type: 'application/json',
        bytes: inMemory({ instanceOwner: { organisationNumber: owner }, dataValues }),
      },
      ...(mainForm === undefined
        ? []
        : [{ name: mainForm.dataType, type: 'application/xml', bytes: mainForm.xml }]),
    ],
  }),
  read: reader(Instance),
  keeps: (refusal: Refusal) => ({ ...codesOf(refusal), ...instanceOf(refusal.body) }),
  retry: 'never',
  extendedDeadline,
  outcomes: { ...refusals, 404: 'ALTINN3_ACCESS_REFUSED', 409: 'STILL_UNDER_WAY' },
} satisfies Operation<NewInstance, Instance>

interface FormData {
  /** Absent: the app fills the form in by itself. */
  readonly xml?: KeptBytes
}

interface FileData {
  readonly fileName: string
  /** The media type that the app expects for the file's name. */
  readonly contentType: string
  readonly bytes: KeptBytes
}

/** What a data element is to hold. */
export type ElementData = FormData | FileData

// Not the newer address with the type in its path: apps made before March 2025 lack it.
/** Adds a form or a file to an instance; not to be repeated blindly (DataController.cs). */
export const postData = {
  name: 'apps/post-data',
  method: 'POST',
  base: 'apps',
  target: ({ app, instance, dataType }) =>
    `/${app}/instances/${instance}/data?dataType=${encodeURIComponent(dataType)}`,
  sends: ({ data }) => toSending(data),
  read: reader(DataElement),
  keeps: codesOf,
  retry: 'never',
  extendedDeadline,
  outcomes: { ...refusals, 409: 'NOT_BEING_FILLED_IN', 404: 'absent' },
} satisfies Operation<
  InstancePlace & { readonly dataType: string; readonly data: ElementData },
  DataElement
>

export interface ElementPlace extends InstancePlace {
  /** Its uuid. */
  readonly element: string
}

/** Replaces what an element holds; the same again does no harm. */
export const putData = {
  name: 'apps/put-data',
  method: 'PUT',
  base: 'apps',
  target: ({ app, instance, element }) => `/${app}/instances/${instance}/data/${element}`,
  sends: ({ data }) => toSending(data),
  // The element, also where it comes with what the app has calculated (CalculationResult.cs).
  read: reader(Type.Object({ id: Uuid })),
  keeps: codesOf,
  retry: 'again',
  extendedDeadline,
  outcomes: { ...refusals, 409: 'NOT_BEING_FILLED_IN', 404: 'absent' },
} satisfies Operation<ElementPlace & { readonly data: ElementData }, { readonly id: string }>

/** Takes an element away; `undefined` where it is gone. An app keeps its only main form: 400. */
export const deleteData = {
  name: 'apps/delete-data',
  method: 'DELETE',
  base: 'apps',
  target: ({ app, instance, element }) => `/${app}/instances/${instance}/data/${element}`,
  // DataDeleteResponse.cs
  read: reader(Type.Object({ instance: Type.Object({}) })),
  retry: 'again',
  extendedDeadline,
  outcomes: { 400: 'PART_KEPT', 409: 'NOT_BEING_FILLED_IN', 404: 'absent' },
} satisfies Operation<ElementPlace, object>

/** Takes an instance away for good, with all that it holds; `undefined` where it is gone. */
export const discardInstance = {
  name: 'apps/discard-instance',
  method: 'DELETE',
  base: 'apps',
  target: ({ app, instance }) => `/${app}/instances/${instance}?hard=true`,
  read: reader(Type.Object({ id: Type.String() })),
  retry: 'again',
  extendedDeadline,
  outcomes: { 404: 'absent' },
} satisfies Operation<InstancePlace, object>

function toSending(data: ElementData) {
  if ('fileName' in data) {
    const { fileName, contentType: type, bytes } = data
    return { file: bytes, type, disposition: toDisposition(fileName) }
  }
  // A body without a type is a form that the app fills in by itself.
  const { xml } = data
  return xml === undefined ? undefined : { file: xml, type: 'application/xml' }
}

/**
 * A name that comes to be stored as it is: Storage decodes it twice as part of an address
 * (DataElementHelper.cs, DataController.cs), and an app that replaces a file reads `filename` alone.
 */
function toDisposition(fileName: string): string {
  const twice = fileName.replaceAll('%', '%2525').replaceAll('+', '%252B')
  const fallback = encodeURIComponent(fileName)
    .replaceAll('%25', '%2525')
    .replaceAll('%2B', '%252B')
  return writeDisposition(twice, { fallback })
}

function inMemory(value: object): KeptBytes {
  const bytes = Buffer.from(JSON.stringify(value))
  return { size: bytes.length, stream: () => Readable.from([bytes], { objectMode: false }) }
}

/** What an app has found wrong, by the names of its findings; the status where it names none. */
interface Codes {
  readonly codes: readonly string[]
}

/** An app lists its findings bare, or within a problem (ValidationIssueWithSource.cs). */
function codesOf({ status, body }: Refusal): Codes {
  const issues = Array.isArray(body) ? body : memberOf(body, 'uploadValidationIssues')
  const codes = (Array.isArray(issues) ? (issues as unknown[]) : [])
    .map((issue) => memberOf(issue, 'code'))
    .filter((code): code is string => typeof code === 'string' && /^[A-Za-z_]{1,60}$/.test(code))
  return { codes: codes.length > 0 ? codes : [String(status)] }
}

const wholeUuid = new RegExp(`^${uuid}$`)

function instanceOf(body: unknown): { readonly instance?: string } {
  const instance = memberOf(body, 'instanceId')
  if (typeof instance !== 'string') return {}
  const [party = '', guid = ''] = instance.split('/')
  return /^\d+$/.test(party) && wholeUuid.test(guid) ? { instance } : {}
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined
}
