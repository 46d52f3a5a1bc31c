import type { AppAsked } from './data.ts'
import { toElementResponse, toResponse } from './view.ts'
import type { DataElement } from '../storage/model.ts'
import type { Row } from '../storage/state.ts'
import { inTheirOrder } from '../storage/reading/view.ts'
import type { Asked } from '../../strict.ts'

const appsOf = ({ headers }: Asked, { application }: AppAsked): string =>
  `https://${headers.host ?? ''}/${application.id}/instances`

/** An instance as controllers give it that change its data: the model of Storage, without a party. */
export function toChanged(asked: Asked, row: Row, app: AppAsked): object {
  const links = { apps: appsOf(asked, app), hostname: app.state.hostname }
  return toResponse(row, inTheirOrder(row.elements), undefined, links)
}

/** A data element, and where the app says that it is. */
export function toLinked(
  asked: Asked,
  row: Row,
  element: DataElement,
  app: AppAsked,
): { readonly body: object; readonly location: string } {
  const id = `${row.instance.instanceOwner.partyId}/${row.instance.id}`
  const apps = `${appsOf(asked, app)}/${id}`
  const platform = `https://platform.${app.state.hostname}/storage/api/v1/instances/${id}`
  return {
    body: toElementResponse(element, { apps, platform }),
    location: `${apps}/data/${element.id}`,
  }
}
