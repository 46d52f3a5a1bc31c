import { idsOfParts } from '../altinn2/element-id.ts'
import { isMigratedApp } from '../altinn3/migrated.ts'
import type { Application, DataElement, Instance } from '../altinn3/storage.ts'

/** What an instance holds, sorted into what Altinn 2 had words for; each by its id. */
export interface FormParts {
  readonly forms: ReadonlyMap<number, DataElement>
  readonly attachments: ReadonlyMap<number, DataElement>
  /** The form as it was submitted, for people to read. */
  readonly prints: readonly DataElement[]
}

export function partsOf({ data, appId }: Instance, application: Application): FormParts {
  const elements = (data ?? [])
    .filter(({ deleteStatus }) => deleteStatus?.isHardDeleted !== true)
    .sort((one, other) => (one.created ?? '').localeCompare(other.created ?? ''))
  const isForm = isMigratedApp(appId) ? isMigratedForm : isFormOf(application)
  const isPrint = ({ dataType }: DataElement): boolean => dataType === 'ref-data-as-pdf'
  const forms = elements.filter(isForm)
  const attachments = elements.filter((one) => !isForm(one) && !isByProduct(one))
  return {
    forms: byId(forms),
    attachments: byId(attachments),
    prints: elements.filter(isPrint),
  }
}

// Altinn/altinn-storage ContentOnDemandController.cs: migrated forms are XML with the number that
// they had as metadata.
function isMigratedForm(element: DataElement): boolean {
  return isXml(element) && numberOf(element) !== undefined
}

export function isXml({ contentType }: DataElement): boolean {
  return /\bxml\b/i.test(contentType ?? '')
}

// Altinn/altinn-storage MigrationController.cs: a form, and each of its renderings, has the number
// of the form in Altinn 2 or 1.
export function numberOf({ metadata }: DataElement): string | undefined {
  return (
    metadata?.find((one) => one?.key === 'formid' || one?.key === 'dataformid')?.value ?? undefined
  )
}

/** A data type with a class is a form; everything else is a file. */
function isFormOf({ dataTypes }: Application): (element: DataElement) => boolean {
  const withClass = (dataTypes ?? []).filter(({ appLogic }) => Boolean(appLogic?.classRef))
  const names = new Set(withClass.map(({ id }) => id))
  return ({ dataType }) => names.has(dataType)
}

/** Made by the platform beside what people sent: renderings, signatures, receipts of payments. */
function isByProduct({ dataType }: DataElement): boolean {
  return /^(?:ref-|signature-|payment-)/.test(dataType)
}

function byId(elements: readonly DataElement[]): ReadonlyMap<number, DataElement> {
  const parts = elements.map((element) => {
    const number = numberOf(element) ?? ''
    const genuine = /^[1-9][0-9]{0,9}$/.test(number) ? Number(number) : undefined
    return { id: element.id, element, ...(genuine === undefined ? {} : { genuine }) }
  })
  return new Map([...idsOfParts(parts)].map(([id, { element }]) => [id, element]))
}

/** Altinn 2 showed a name without its ending beside the whole one. */
export function namesOf({ filename, dataType }: DataElement): {
  readonly name: string
  readonly fileName: string
} {
  const fileName = filename ?? dataType
  return { name: fileName.replace(/(?<=.)\.[^.]+$/, ''), fileName }
}
