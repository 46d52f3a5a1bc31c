import { toSafeFileName } from '../../altinn2/file-name.ts'
import { idsOfParts } from '../../altinn2/messages/element-id.ts'
import { isMigratedApp } from '../../altinn3/migrated.ts'
import type { Application, DataElement, Instance } from '../../altinn3/storage.ts'

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
  const kindOf = isMigratedApp(appId) ? migratedKindOf(application) : kindOfIn(application)
  const of = (kind: Kind): readonly DataElement[] =>
    elements.filter((element) => kindOf(element) === kind)
  return { forms: byId(of('form')), attachments: byId(of('attachment')), prints: of('print') }
}

/** `neither`: the app's or the platform's own, which is never shown. */
type Kind = 'form' | 'attachment' | 'print' | 'neither'

/**
 * By what the app's metadata says of the data type, as Altinn's receipt does it (Altinn/altinn-receipt
 * attachmentsUtils.ts). Storage gives out nothing whose type the metadata lacks (DataController.cs,
 * GetDataTypeAsync): an app that has dropped a type has taken its elements from everybody.
 */
function kindOfIn(application: Application): (element: DataElement) => Kind {
  const types = typesOf(application)
  return ({ dataType }) => {
    const type = types.get(dataType)
    if (type === undefined) return 'neither'
    // The one name that is the platform's: Altinn/app-lib-dotnet PdfService.cs.
    if (dataType === receipt) return 'print'
    if (isAppOwned(type)) return 'neither'
    if (!type.appLogic) return 'attachment'
    return type.appLogic.classRef ? 'form' : 'neither'
  }
}

type DataType = NonNullable<Application['dataTypes']>[number]

function typesOf({ dataTypes }: Application): ReadonlyMap<string, DataType> {
  return new Map((dataTypes ?? []).map((type) => [type.id, type]))
}

/** The property has had two spellings (Altinn/altinn-storage DataType.cs), and either counts. */
export function isAppOwned({ allowedContributors, allowedContributers }: DataType): boolean {
  return [...(allowedContributors ?? []), ...(allowedContributers ?? [])].some(
    (contributor) => contributor?.trim().toLowerCase() === 'app:owned',
  )
}

const receipt = 'ref-data-as-pdf'
const attachment = 'binary-data'

/**
 * Of what was moved from Altinn 2 and 1. MigrationController.cs names the types and compares none
 * with the app's metadata, and a form has its number as metadata of its own.
 */
function migratedKindOf(application: Application): (element: DataElement) => Kind {
  const types = typesOf(application)
  return (element) => {
    const { dataType } = element
    const type = types.get(dataType)
    if (type !== undefined && isAppOwned(type)) return 'neither'
    if (isMigratedForm(element)) return 'form'
    if (dataType === receipt) return 'print'
    if (isByProduct(element)) return 'neither'
    return dataType === attachment || (type !== undefined && !type.appLogic)
      ? 'attachment'
      : 'neither'
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

/** Made by the migration beside what people sent: renderings, signatures, receipts of payments. */
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
  const fileName = toSafeFileName(filename ?? dataType)
  return { name: fileName.replace(/(?<=.)\.[^.]+$/, ''), fileName }
}
