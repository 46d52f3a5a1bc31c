import type { Invalid } from './problem.ts'
import { UnlikeTheRealOne } from '../../strict.ts'

/** FileTransferInitializeExt.cs, with what it sets in place of what is left out. */
export interface Initialize {
  readonly fileName: string
  readonly resourceId: string
  readonly sendersFileTransferReference: string
  readonly sender: string
  readonly recipients: readonly string[]
  readonly propertyList: Readonly<Record<string, string>>
  readonly checksum: string | null
  readonly disableVirusScan: boolean | null
}

const nothing: Initialize = {
  fileName: '',
  resourceId: '',
  sendersFileTransferReference: '',
  sender: '',
  recipients: [],
  propertyList: {},
  checksum: '',
  disableVirusScan: false,
}

type Json = Readonly<Record<string, unknown>>

const isText = (value: unknown): boolean => typeof value === 'string'
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isReadable: Readonly<Record<keyof Initialize, (value: unknown) => boolean>> = {
  fileName: isText,
  resourceId: isText,
  sendersFileTransferReference: isText,
  sender: isText,
  recipients: (value) => Array.isArray(value) && value.every(isText),
  propertyList: (value) => isObject(value) && Object.values(value).every(isText),
  checksum: (value) => value === null || isText(value),
  disableVirusScan: (value) => value === null || typeof value === 'boolean',
}

/** What System.Text.Json makes of the body. The real one skips unknown fields; here they are ours. */
export function readInitialize(text: string): Initialize | { readonly errors: Invalid } {
  const parsed = tryParse(text)
  if (!isObject(parsed)) return unreadable('$')
  for (const [name, value] of Object.entries(parsed)) {
    if (!Object.hasOwn(nothing, name)) throw new UnlikeTheRealOne(`field ${name}`)
    if (!isReadable[name as keyof Initialize](value)) return unreadable(`$.${name}`)
  }
  return { ...nothing, ...parsed }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(path: string): { readonly errors: Invalid } {
  const required = ['The initializeExt field is required.']
  return {
    errors: { [path]: ['The JSON value could not be converted.'], initializeExt: required },
  }
}

// Configuration/Constants.cs
const organization = /^(?:\d{4}:\d{9}|urn:altinn:organization:identifier-no:\d{9})$/
const party =
  'should be on the form countrycode:organizationnumber (e.g. 0192:910753614) or urn:altinn:organization:identifier-no:organizationnumber'

/** What the validation attributes say: the first objection to each property. */
export function errorsIn(read: Initialize): Invalid {
  const { recipients } = read
  const objections: Record<string, string | undefined> = {
    FileName: lengthError('FileName', read.fileName, 255),
    ResourceId: resourceError(read.resourceId),
    SendersFileTransferReference: lengthError(
      'SendersFileTransferReference',
      read.sendersFileTransferReference,
      4096,
    ),
    Sender: organization.test(read.sender) ? undefined : `Organization numbers ${party}`,
    Recipients: recipients.every((recipient) => organization.test(recipient))
      ? undefined
      : `Each recipient ${party}`,
    PropertyList: propertyError(Object.entries(read.propertyList)),
    Checksum: checksumError(read.checksum ?? ''),
  }
  if (recipients.length === 0) objections.Recipients = 'One or more recipients are required'
  return Object.fromEntries(
    Object.entries(objections).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, [text]]],
    ),
  )
}

// [Required] counts white space for nothing, and PostgreSQL has no text with a zero in it.
function lengthError(name: string, value: string, most: number): string | undefined {
  if (value.trim() === '' || /\p{Surrogate}|\0/u.test(value))
    return `The ${name} field is required.`
  return value.length >= 1 && value.length <= most
    ? undefined
    : `The field ${name} must be a string with a minimum length of 1 and a maximum length of ${most}.`
}

function resourceError(value: string): string | undefined {
  const isIdentifier = /^(?:urn:altinn:resource:)?[^:]{1,255}$/.test(value)
  return (
    lengthError('ResourceId', value, 255) ??
    (isIdentifier ? undefined : 'Invalid Resource identifier format')
  )
}

function propertyError(properties: readonly (readonly [string, string])[]): string | undefined {
  if (properties.length > 10) return 'PropertyList can contain at most 10 properties'
  const [key] = properties.find(([name]) => name.length > 50) ?? []
  if (key !== undefined) {
    return `PropertyList Key can not be longer than 50. Length:${key.length}, KeyValue:${key}`
  }
  const [, value] = properties.find(([, text]) => text.length > 3000) ?? []
  return value === undefined
    ? undefined
    : `PropertyList Value can not be longer than 3000. Length:${value.length}, Value:${value}`
}

function checksumError(checksum: string): string | undefined {
  if (checksum.trim() === '') return undefined
  if (checksum.length !== 32) {
    return 'The checksum, if used, must be a MD5 hash with a length of 32 characters'
  }
  return checksum === checksum.toLowerCase()
    ? undefined
    : 'The checksum, if used, must be a MD5 hash in lower case'
}
