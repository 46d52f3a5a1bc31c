import type { AppMetadata } from '../altinn3/app-metadata.ts'
import type { KeptBytes } from '../altinn3/operation.ts'
import type { ServiceKey } from '../altinn2/service-key.ts'
import type { Moved } from '../decide/register.ts'
import type { Part } from '../http/server/part.ts'

/** Where a service's forms are sent: its entry in the services file, and what the app says of itself. */
export interface FormPlace {
  readonly service: ServiceKey
  readonly place: Extract<Moved, { to: 'app' }>
  readonly metadata: AppMetadata
}

/** One form that an instance is to have. */
export interface WantedForm {
  readonly dataType: string
  readonly isMain: boolean
  /** Absent: the app fills it in by itself. */
  readonly xml?: KeptBytes
}

/** One file that an instance is to have. */
export interface WantedFile {
  readonly dataType: string
  readonly fileName: string
  /** As the app takes it for this file name. */
  readonly contentType: string
  readonly bytes: KeptBytes & Pick<Part, 'hash'>
}

/** What was asked for, checked against all that the app would refuse; the main form comes first. */
export interface Wanted {
  readonly forms: readonly WantedForm[]
  readonly files: readonly WantedFile[]
}
