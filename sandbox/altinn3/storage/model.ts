// The names of Altinn/altinn-storage src/Storage.Interface/Models; what may be absent is null there.
/** As it was posted: Storage looks by the party's id and fills in no number. */
export interface InstanceOwner {
  readonly partyId: string
  readonly personNumber?: string
  readonly organisationNumber?: string
}

export interface Task {
  readonly flow: number
  readonly started: string
  readonly elementId: string
  readonly name: string
  readonly altinnTaskType: string
  readonly flowType: string
}

export interface ProcessState {
  readonly started: string
  readonly startEvent: string
  readonly currentTask?: Task
  readonly ended?: string
  readonly endEvent?: string
}

export const readStatuses = ['Unread', 'Read', 'UpdatedSinceLastReview'] as const
export type ReadStatus = (typeof readStatuses)[number]

export interface InstanceStatus {
  readonly isArchived: boolean
  readonly archived?: string
  readonly isSoftDeleted: boolean
  readonly softDeleted?: string
  readonly isHardDeleted: boolean
  readonly hardDeleted?: string
  readonly readStatus: ReadStatus
  readonly substatus?: { readonly label: string; readonly description: string }
}

/** Of an instance: all but its data elements and links, under its guid alone. */
export interface Instance {
  readonly id: string
  readonly instanceOwner: InstanceOwner
  readonly appId: string
  readonly org: string
  readonly dueBefore?: string
  readonly visibleAfter?: string
  /** What was migrated has none. */
  readonly process?: ProcessState
  readonly status: InstanceStatus
  readonly presentationTexts?: Readonly<Record<string, string>>
  readonly dataValues?: Readonly<Record<string, string>>
  readonly created: string
  readonly createdBy: string
  /** Six decimals at most, as the database keeps it. */
  readonly lastChanged: string
  readonly lastChangedBy: string
}

export interface Entry {
  readonly key: string
  readonly value: string
}

export interface DataElement {
  readonly id: string
  readonly instanceGuid: string
  readonly dataType: string
  readonly filename?: string
  readonly contentType: string
  /** Where the bytes are, or `ondemand/…` for what is rendered when asked for. */
  readonly blobStoragePath: string
  readonly size: number
  readonly locked: boolean
  readonly refs: readonly string[]
  readonly isRead: boolean
  readonly tags: readonly string[]
  /** With a null where MigrationController.cs had no second number of a form's. */
  readonly metadata?: readonly (Entry | null)[]
  readonly deleteStatus?: { readonly isHardDeleted: boolean; readonly hardDeleted: string }
  readonly fileScanResult: 'NotApplicable' | 'Pending' | 'Clean' | 'Infected'
  readonly references?: readonly object[]
  readonly created: string
  readonly createdBy: string
  readonly lastChanged: string
  readonly lastChangedBy: string
}

type Texts = Readonly<Record<'nb' | 'nn' | 'en', string>>

export interface DataType {
  readonly id: string
  readonly description?: Partial<Texts>
  readonly allowedContentTypes?: readonly string[]
  readonly allowedContributors?: readonly string[]
  /** The older spelling, which counts as well (DataType.cs). */
  readonly allowedContributers?: readonly string[]
  readonly actionRequiredToRead?: string
  readonly actionRequiredToWrite?: string
  readonly appLogic?: {
    readonly autoCreate: boolean
    readonly classRef: string
    readonly allowAnonymousOnStateless: boolean
    readonly autoDeleteOnProcessEnd: boolean
    readonly disallowUserCreate: boolean
    readonly disallowUserDelete: boolean
  }
  readonly taskId?: string
  readonly maxSize?: number
  readonly maxCount: number
  readonly minCount: number
  readonly enablePdfCreation: boolean
  readonly enableFileScan: boolean
  readonly validationErrorOnPendingFileScan: boolean
  readonly enabledFileAnalysers: readonly string[]
  readonly enabledFileValidators: readonly string[]
}

/** `[app]` stands for the app's name (ScopeAuthorizationMiddleware.cs). */
export interface ApiScopes {
  readonly read?: string
  readonly write?: string
}

export interface PresentationField {
  readonly id: string
  readonly path: string
  readonly dataTypeId: string
}

export interface Application {
  readonly id: string
  readonly org: string
  readonly title: Texts
  readonly dataTypes: readonly DataType[]
  readonly partyTypesAllowed: Readonly<Record<string, boolean>>
  readonly autoDeleteOnProcessEnd: boolean
  /** Sent at the end of a task, as apps before version 9 may do it without a service task. */
  readonly eFormidling?: {
    readonly sendAfterTaskId: string
    readonly serviceId: string
    readonly type: string
    readonly process: string
    readonly standard: string
    readonly typeVersion: string
    readonly securityLevel: number
    readonly dataTypes: readonly string[]
  }
  readonly presentationFields?: readonly PresentationField[]
  readonly messageBoxConfig?: {
    readonly hideSettings?: {
      readonly hideAlways: boolean
      readonly hideOnTask?: readonly string[]
    }
  }
  readonly disallowUserInstantiation: boolean
  readonly apiScopes?: {
    readonly users?: ApiScopes
    readonly serviceOwners?: ApiScopes
  }
  readonly preventInstanceDeletionForDays?: number
  readonly created: string
  readonly createdBy: string
  readonly lastChanged: string
  readonly lastChangedBy: string
}
