import { listInstances } from '../altinn3/storage-list.ts'
import { getInstance, type Instance } from '../altinn3/storage.ts'
import { isShown } from '../message-box/forms/element.ts'
import type { Ports } from '../translation.ts'
import { isMarked } from './marker.ts'

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

/** The drafts with a marker that are in nobody's bin, the oldest first, each with what it holds. */
export async function findDrafts(
  { owner, app, marker }: DraftSearch,
  { ask, now }: Pick<Ports, 'ask' | 'now'>,
): Promise<readonly Instance[]> {
  const from = new Date(now() - days * 24 * 3_600_000).toISOString()
  const search = { owner, appId: app, isArchived: false, isSoftDeleted: false, created: { from } }
  const list = await ask(listInstances, { ...search, size: maxInstances })
  const marked = (list?.instances ?? [])
    .filter((one) => isMarked(one, marker) && isShown(one, owner, now()))
    .sort((one, other) => one.created.localeCompare(other.created))
  const found = await Promise.all(marked.map(({ id }) => ask(getInstance, { instance: id })))
  return found.filter((one) => one !== undefined)
}
