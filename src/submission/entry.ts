import { writeServiceKey } from '../altinn2/service-key.ts'
import type { AppDataType, AppMetadata } from '../altinn3/app-metadata.ts'
import { isAppOwned } from '../message-box/forms/parts.ts'
import { needsSetting } from './place.ts'
import type { FormPlace } from './wanted.ts'

/** One of a service's forms, as its entry in the services file has it. */
export interface KnownForm {
  /** DataFormatId and DataFormatVersion: `1900/12345`. */
  readonly key: string
  readonly isMain: boolean
  readonly type: AppDataType
}

/** The forms of a service by their keys, and which is the main one. */
export interface FormKeys {
  readonly keys: readonly string[]
  readonly main: string
}

/** Throws `NEEDS_CONFIGURATION` where the services file names no forms, or no main one of several. */
export function needFormKeys({ service, place }: FormPlace): FormKeys {
  const keys = Object.keys(place.forms ?? {})
  const name = writeServiceKey(service)
  const [first] = keys
  if (first === undefined) throw needsSetting(`${name} has no forms`, `forms of ${name}`)
  const main = place.mainForm ?? (keys.length === 1 ? first : undefined)
  if (main === undefined) throw needsSetting(`${name} has no main form`, `mainForm of ${name}`)
  return { keys, main }
}

/** Throws `NEEDS_CONFIGURATION` where the app does not have the form that the services file names. */
export function needForm(key: string, { main }: FormKeys, given: FormPlace): KnownForm {
  const dataType = given.place.forms?.[key] ?? ''
  const type = needType(given, dataType, `forms.${key}`, problemOfForm)
  return { key, isMain: key === main, type }
}

/** Likewise of an attachment, which the services file must name. */
export function needAttachment(name: string, given: FormPlace): AppDataType {
  const dataType = given.place.attachments?.[name] ?? ''
  return needType(given, dataType, `attachments.${name}`, problemOfAttachment)
}

/** Throws `NEEDS_CONFIGURATION` where the services file names no attachments. */
export function needAttachmentNames({ service, place }: FormPlace): readonly string[] {
  const names = Object.keys(place.attachments ?? {})
  const name = writeServiceKey(service)
  if (names.length > 0) return names
  throw needsSetting(`${name} has no types of attachments`, `attachments of ${name}`)
}

function needType(
  { service, place, metadata }: FormPlace,
  dataType: string,
  setting: string,
  problemOf: (type: AppDataType | undefined) => string | undefined,
): AppDataType {
  const type = dataTypeOf(metadata, dataType)
  const problem = problemOf(type)
  if (type !== undefined && problem === undefined) return type
  const detail = `${dataType} ${problem ?? ''} of ${place.app}`
  throw needsSetting(detail, `${setting} of ${writeServiceKey(service)}`)
}

export function dataTypeOf({ dataTypes }: AppMetadata, id: string): AppDataType | undefined {
  return dataTypes?.find((type) => type.id === id)
}

/** Why a data type cannot be a form, in words that go on with `of` the app. */
export function problemOfForm(type: AppDataType | undefined): string | undefined {
  if (type === undefined) return missing
  if (!type.appLogic?.classRef) return 'is an attachment, and no form,'
  // Altinn/app-lib-dotnet ModelSerializationService.cs: XML under this name and no other.
  const listed = (type.allowedContentTypes ?? []).filter((one) => one !== null)
  const takesXml = listed.length === 0 || listed.includes('application/xml')
  return takesXml ? undefined : 'is a form in JSON alone, and not in XML,'
}

/** Why a data type cannot be an attachment, likewise. */
export function problemOfAttachment(type: AppDataType | undefined): string | undefined {
  if (type === undefined) return missing
  if (type.appLogic?.classRef) return 'is a form, and no attachment,'
  return isAppOwned(type) ? 'is written by the app alone, and no attachment,' : undefined
}

const missing = 'is no data type'
