import type { DataElement, Instance } from '../model.ts'
import type { Row, StorageState } from '../state.ts'

export const isGone = ({ deleteStatus }: DataElement): boolean =>
  deleteStatus?.isHardDeleted === true

/** In the order of the original's properties; `null` is left out of everything but a few. */
export function toElement(element: DataElement, platform?: string): object {
  const { id, instanceGuid, dataType, filename, contentType, blobStoragePath, ...more } = element
  const selfLinks = platform === undefined ? undefined : { platform: `${platform}/data/${id}` }
  return { id, instanceGuid, dataType, filename, contentType, blobStoragePath, selfLinks, ...more }
}

/** Elements as they are given: whoever may not see what is deleted must not be given it. */
export function toInstance(
  { instance }: Row,
  elements: readonly DataElement[],
  { hostname }: StorageState,
): object {
  const { id: guid, instanceOwner, appId, org, ...more } = instance
  const { created, createdBy, lastChanged, lastChangedBy, ...middle } = more
  const id = `${instanceOwner.partyId}/${guid}`
  const platform = `https://platform.${hostname}/storage/api/v1/instances/${id}`
  return {
    ...{ id, instanceOwner, appId, org, selfLinks: { platform } },
    ...inOrderOfProperties(middle, elements, platform),
    ...{ created, createdBy, lastChanged, lastChangedBy },
  }
}

function inOrderOfProperties(
  instance: Pick<
    Instance,
    'dueBefore' | 'visibleAfter' | 'process' | 'status' | 'presentationTexts' | 'dataValues'
  >,
  elements: readonly DataElement[],
  platform: string,
): object {
  const { dueBefore, visibleAfter, process, status, presentationTexts, dataValues } = instance
  const written = elements.map((element) => toElement(element, platform))
  return { dueBefore, visibleAfter, process, status, data: written, presentationTexts, dataValues }
}

/** In the order in which they were made: the answer of a single instance. */
export function inTheirOrder(elements: readonly DataElement[]): readonly DataElement[] {
  return [...elements].sort((one, other) => Date.parse(one.created) - Date.parse(other.created))
}
