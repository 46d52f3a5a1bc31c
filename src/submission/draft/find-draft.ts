import { listInstances, type InstanceList } from '../../altinn3/storage-list.ts'
import { getInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { isShown } from '../../message-box/forms/element.ts'
import type { Ports } from '../../translation.ts'
import { isMarked, isSaved, type Marks } from '../marker.ts'
import { byAge } from './attempt.ts'

export interface DraftSearch {
  /** The owner's organisation number. */
  readonly owner: string
  /** Owner and name. */
  readonly app: string
  readonly marks: Marks
}

/** What was made is looked for among the instances of so many days. */
const days = 7
/** Instances of one page, and pages. Of a party that has more, those changed longest ago are not found. */
const pageSize = 200
const maxPages = 5

/**
 * The instances with a marker, without drafts in the bin, the oldest first: those that are finished as
 * the list has them, the others with what they hold. Throws `STILL_UNDER_WAY` where one of those is
 * on the list and cannot be read.
 */
export async function findMarked(
  { owner, app, marks }: DraftSearch,
  { ask, now }: Pick<Ports, 'ask' | 'now'>,
): Promise<readonly Instance[]> {
  const from = new Date(now() - days * 24 * 3_600_000).toISOString()
  // The outcome of a key stays its outcome also when the message lies in the bin.
  const bin = marks.payload === undefined ? { isSoftDeleted: false } : {}
  const search = { owner, appId: app, ...bin, created: { from }, size: pageSize }
  const marked: Instance[] = []
  let page: InstanceList | undefined
  for (let read = 0; read < maxPages && (read === 0 || page?.next !== undefined); read += 1) {
    const after = page?.next === undefined ? {} : { after: page.next }
    page = await ask(listInstances, { ...search, ...after })
    // By Storage's clock it can be seen at once; ours may be some seconds behind.
    const own = page?.instances.filter(
      (one) => isMarked(one, marks) && isShown(one, owner, Infinity) && !isBinnedDraft(one),
    )
    marked.push(...(own ?? []))
  }
  marked.sort(byAge)
  return Promise.all(
    marked.map((one) => (isSaved(one) ? Promise.resolve(one) : needInstance(one, ask))),
  )
}

function isBinnedDraft({ status }: Instance): boolean {
  return status?.isSoftDeleted === true && status.isArchived !== true
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
