import { listInstances } from '../../altinn3/storage-list.ts'
import { getInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { isShown } from '../../message-box/forms/element.ts'
import type { Ports } from '../../translation.ts'
import { isMarked } from '../marker.ts'
import { byAge } from './attempt.ts'

export interface DraftSearch {
  /** The owner's organisation number. */
  readonly owner: string
  /** Owner and name. */
  readonly app: string
  readonly marker: string
}

/** A draft is looked for among those of so many days. */
const days = 7
const maxInstances = 200

/**
 * The drafts with a marker that are not in the bin, the oldest first, each with what it holds. Throws
 * `STILL_UNDER_WAY` where one is on the list and cannot be had.
 */
export async function findDrafts(
  { owner, app, marker }: DraftSearch,
  { ask, now }: Pick<Ports, 'ask' | 'now'>,
): Promise<readonly Instance[]> {
  const from = new Date(now() - days * 24 * 3_600_000).toISOString()
  const search = { owner, appId: app, isArchived: false, isSoftDeleted: false, created: { from } }
  const list = await ask(listInstances, { ...search, size: maxInstances })
  const marked = (list?.instances ?? [])
    // By Storage's clock it can be seen at once; ours may be some seconds behind.
    .filter((one) => isMarked(one, marker) && isShown(one, owner, Infinity))
    .sort(byAge)
  return Promise.all(marked.map((one) => needInstance(one, ask)))
}

/** Storage says 404 of any failure (Altinn/altinn-storage InstancesController.cs, Get). */
export async function needInstance(
  { id }: Pick<Instance, 'id'>,
  ask: Ports['ask'],
): Promise<Instance> {
  const found = await ask(getInstance, { instance: id })
  if (found === undefined) throw new GatewayError('STILL_UNDER_WAY')
  return found
}
