import { idsOfParts } from '../../../altinn2/messages/element-id.ts'
import type { AppDataType, AppMetadata } from '../../../altinn3/app-metadata.ts'
import type { ServiceEntry } from '../../../decide/register.ts'
import { GatewayError } from '../../../errors.ts'
import { isAppOwned } from '../../../message-box/forms/parts.ts'
import { formatOf, isMainForm } from '../../../message-box/forms/service.ts'
import type { PublicTranslationRequest } from '../../../translation.ts'
import { movedServices, type Place } from './describe-services.ts'

export type AppPlace = Extract<Place, { to: 'app' }>

export interface FormTask {
  readonly entry: ServiceEntry
  readonly moved: AppPlace
}

/** Throws `NOT_FOUND` for a service that has moved to something that takes no forms. */
export function needFormTask({ targets }: PublicTranslationRequest, now: number): FormTask {
  const [found] = movedServices(
    targets.filter(({ moved }) => moved.to === 'app'),
    now,
  )
  if (found?.moved.to !== 'app') throw new GatewayError('NOT_FOUND')
  return { entry: found.entry, moved: found.moved }
}

/** A form that the app's data types make up. */
export interface FormOfService {
  readonly id: number
  readonly dataType: string
  readonly name: string
  readonly format: { readonly id: string; readonly version: number }
  readonly isMain: boolean
}

/** In the app's order; one that the services file has no number for has its data type's name and 0. */
export function formsOf(place: AppPlace, { dataTypes }: AppMetadata): readonly FormOfService[] {
  const types = (dataTypes ?? []).filter(isForm)
  return [...idsOfParts(types)].map(([id, { id: dataType }]) => ({
    id,
    dataType,
    name: dataType,
    format: formatOf(dataType, place) ?? { id: dataType, version: 0 },
    isMain: isMainForm(
      dataType,
      types.findIndex((one) => one.id === dataType),
      place,
    ),
  }))
}

function isForm(type: AppDataType): boolean {
  return Boolean(type.appLogic?.classRef) && !isAppOwned(type)
}
