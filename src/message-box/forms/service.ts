import type { ServiceKey } from '../../altinn2/service-key.ts'
import type { Moved, Target } from '../../decide/register.ts'
import { migratedServiceOf } from '../migrated-service.ts'

type App = Extract<Moved, { to: 'app' }>

/** What a service of Altinn 2's has become, as far as the services file or the app's name says. */
export interface FormService {
  readonly key?: ServiceKey
  /** The services file has it as a service of forms, so that its metadata are answered. */
  readonly isListed?: true
  /** The place that the services file describes. */
  readonly place?: App
}

export function serviceOfApp(appId: string, targets: readonly Target[]): FormService {
  for (const { service, moved } of targets) {
    if (moved.to !== 'app') continue
    if (moved.app === appId) return { key: service, place: moved, isListed: true }
    // Its archive has the data types of Altinn 2's migration, not the app's.
    if (moved.archive === appId) return { key: service, isListed: true }
  }
  const migrated = migratedServiceOf(appId, targets)
  if (migrated === undefined) return {}
  const { key, listed } = migrated
  const isListed = listed?.moved.to === 'app' && listed.service.edition === key.edition
  return isListed ? { key, isListed } : { key }
}

/** DataFormatId and DataFormatVersion of a data type. */
export function formatOf(
  dataType: string,
  place: App | undefined,
): { readonly id: string; readonly version: number } | undefined {
  const [written] = Object.entries(place?.forms ?? {}).find(([, type]) => type === dataType) ?? []
  const [id, version] = written?.split('/') ?? []
  return id === undefined ? undefined : { id, version: Number(version) }
}

export function attachmentTypeOf(dataType: string, place: App | undefined): string | undefined {
  return Object.entries(place?.attachments ?? {}).find(([, type]) => type === dataType)?.[0]
}

/** Is this the main form? Where nobody says it, the first one is. */
export function isMainForm(dataType: string, position: number, place: App | undefined): boolean {
  const main = place?.mainForm === undefined ? undefined : place.forms?.[place.mainForm]
  return main === undefined ? position === 0 : main === dataType
}
