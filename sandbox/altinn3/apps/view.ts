import type { Party } from '../access-management/state.ts'
import { readStatuses, type Application, type DataElement } from '../storage/model.ts'
import type { Row, StorageState } from '../storage/state.ts'

/** An app writes what is null, unlike Storage: System.Text.Json knows nothing of Newtonsoft's ways. */
export function withNulls(names: string, model: object): object {
  const empty = Object.fromEntries(names.split(' ').map((name) => [name, null]))
  return { ...empty, ...model }
}

const ofOwner = 'partyId personNumber organisationNumber username externalIdentifier'
const ofProcess = 'started startEvent currentTask ended endEvent'
const ofTask = 'flow started elementId name altinnTaskType ended validated flowType'
const ofStatus =
  'isArchived archived isSoftDeleted softDeleted isHardDeleted hardDeleted readStatus substatus'
const ofElement =
  'id instanceGuid dataType filename contentType blobStoragePath selfLinks size contentHash locked refs isRead tags userDefinedMetadata metadata deleteStatus fileScanResult references'
const ofInstance =
  'id instanceOwner appId org selfLinks dueBefore visibleAfter process status completeConfirmations data presentationTexts dataValues'
const ofApplication =
  'id features onEntry logo altinnNugetVersion externalApiIds versionId org title validFrom validTo processId dataTypes partyTypesAllowed autoDeleteOnProcessEnd preventInstanceDeletionForDays presentationFields dataFields eFormidling messageBoxConfig copyInstanceSettings apiScopes storageAccountNumber disallowUserInstantiation'
const ofType =
  'id description allowedContentTypes allowedContributers allowedContributors actionRequiredToRead actionRequiredToWrite appLogic taskId maxSize maxCount minCount grouping enablePdfCreation enableFileScan validationErrorOnPendingFileScan enabledFileAnalysers enabledFileValidators allowedKeysForUserDefinedMetadata'

/** InstanceResponse.cs; the status of reading is a number here, and so is the party's type. */
export function toResponse(
  { instance }: Row,
  elements: readonly DataElement[],
  owner: Party | undefined,
  links: { readonly apps: string; readonly hostname: StorageState['hostname'] },
): object {
  const { process, status, instanceOwner } = instance
  const id = `${instanceOwner.partyId}/${instance.id}`
  const own = {
    apps: `${links.apps}/${id}`,
    platform: `https://platform.${links.hostname}/storage/api/v1/instances/${id}`,
  }
  return withNulls(ofInstance, {
    ...instance,
    id,
    instanceOwner: { ...withNulls(ofOwner, instanceOwner), party: toParty(owner) },
    selfLinks: own,
    process: process && toProcess(process),
    status: withNulls(ofStatus, { ...status, readStatus: readStatuses.indexOf(status.readStatus) }),
    data: elements.map((one) => toElementResponse(one, own)),
  })
}

interface Links {
  readonly apps: string
  readonly platform: string
}

/** Links are of the instance. */
export function toElementResponse(element: DataElement, { apps, platform }: Links): object {
  const selfLinks = {
    apps: `${apps}/data/${element.id}`,
    platform: `${platform}/data/${element.id}`,
  }
  return withNulls(ofElement, { ...element, selfLinks })
}

function toProcess(process: NonNullable<Row['instance']['process']>): object {
  const { currentTask } = process
  const task = currentTask === undefined ? {} : { currentTask: withNulls(ofTask, currentTask) }
  return withNulls(ofProcess, { ...process, ...task })
}

// PartyType of Altinn.Platform.Register.
const partyTypes = { Person: 1, Organization: 2, SelfIdentified: 3 } as const

function toParty(party: Party | undefined): object | null {
  if (party === undefined) return null
  const { partyId, partyUuid, type, personId, organizationNumber, unitType, name, isDeleted } =
    party
  return {
    ...{ partyId, partyUuid, partyTypeName: partyTypes[type], ssn: personId },
    ...{ orgNumber: organizationNumber, unitType, name, isDeleted },
  }
}

/** ApplicationMetadata.cs: what Storage has, and which library the app is made with. */
export function toMetadata(application: Application, altinnNugetVersion: string): object {
  return withNulls(ofApplication, {
    ...application,
    features: { footer: true, processActions: true, jsonObjectInDataResponse: false },
    altinnNugetVersion,
    dataTypes: application.dataTypes.map((type) => withNulls(ofType, type)),
  })
}
