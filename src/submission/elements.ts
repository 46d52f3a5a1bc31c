import type { DataElement, Instance } from '../altinn3/storage.ts'

/** What an instance holds. Storage keeps a deleted element for some time, and marks it. */
export function elementsOf({ data }: Pick<Instance, 'data'>): readonly DataElement[] {
  return (data ?? []).filter(({ deleteStatus }) => deleteStatus?.isHardDeleted !== true)
}
