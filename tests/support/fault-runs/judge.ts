import type { Row } from '../../../sandbox/altinn3/storage/state.ts'
import { idOfInstance, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import type { Heard, World } from './world.ts'

/** A draft that people see. */
export function draftsIn({ altinn3: { state } }: World): readonly Row[] {
  return [...state.rows.values()].filter(({ instance: { status } }) => !status.isSoftDeleted)
}

/** What a draft holds, in an order that says nothing. */
export function contentOf({ elements }: Row, { altinn3: { state } }: World): readonly string[] {
  return elements
    .filter(({ dataType }) => ofCallers.has(dataType))
    .map(({ id, dataType, filename = '' }) => `${dataType} ${filename} ${contentIn(id, state)}`)
    .sort()
}

/** All others are the app's own. */
const ofCallers: ReadonlySet<string> = new Set(['model', 'underskjema', 'vedlegg'])

function contentIn(id: string, { contents }: World['altinn3']['state']): string {
  return (contents.get(id)?.toString() ?? '').replace(/^<\?xml[^>]*\?>| xmlns:\w+="[^"]*"/g, '')
}

/** What a run may come to. */
export interface Allowed {
  /** What the draft is to hold. */
  readonly content: readonly string[]
  /** The draft was there before: the caller knows it. */
  readonly isThere: boolean
  /** A part that was sent twice may be there twice. */
  readonly mayDouble: boolean
  /** The app moved later than it was looked for. */
  readonly mayRunAgain: boolean
}

/** What a run has come to that it must not come to; nothing where all is well. */
export function problemsOf(
  world: World,
  heard: readonly Heard[],
  { content, isThere, mayDouble }: Allowed,
): readonly string[] {
  const last = heard.at(-1)
  return [
    ...heard.flatMap((one) => problemsOfAnswer(one)),
    ...(last?.status === undefined || last.status >= 500
      ? [`ends with ${last?.status ?? 'nothing'}`]
      : last.status < 300
        ? problemsOfSuccess(world, last, content, mayDouble)
        : isThere
          ? []
          : problemsOfRefusal(world, heard)),
  ]
}

export function problemsOfAnswer({
  status,
  code = '',
  writes,
  location,
}: Heard): readonly string[] {
  if (status === undefined || status < 500) return []
  return [
    ...(status !== 503 && writes.length > 0 ? [`${code} after ${writes.length} writes`] : []),
    // What was made, or is gone on with, is named.
    ...(location === undefined && writes.some((name) => name.endsWith('-data'))
      ? [`${code} without Location after ${writes.join(' ')}`]
      : []),
  ]
}

function problemsOfSuccess(
  world: World,
  { status, location }: Heard,
  expected: readonly string[],
  mayDouble: boolean,
): readonly string[] {
  const drafts = draftsIn(world)
  const [draft] = drafts
  if (draft === undefined || drafts.length > 1) return [`${status} and ${drafts.length} drafts`]
  const content = contentOf(draft, world)
  const isWhole =
    isSame(content, expected) || (mayDouble && isSame([...new Set(content)], expected))
  return [
    ...(isWhole ? [] : [`${status} and ${JSON.stringify(content)}`]),
    ...(location === undefined || location.includes(numberOf(draft))
      ? []
      : [`${status} with Location ${location}`]),
  ]
}

/** What is left was named: by this answer or an earlier one, or where the caller has gone, by the log. */
export function problemsOfRefusal(world: World, heard: readonly Heard[]): readonly string[] {
  const locations = heard.map(({ location = '' }) => location).join(' ')
  const unnamed = draftsIn(world).filter((draft) => {
    const { id, instanceOwner } = draft.instance
    const isCut = heard.some(({ status }) => status === undefined)
    const isLogged = isCut && world.named.has(`${instanceOwner.partyId}/${id}`)
    // What another caller has sent meanwhile has another letter.
    return !isLogged && !locations.includes(numberOf(draft).slice(1))
  })
  const { status = 0 } = heard.at(-1) ?? {}
  return unnamed.length === 0 ? [] : [`${status} leaves ${unnamed.length} drafts without a name`]
}

export function numberOf({ instance: { id } }: Row): string {
  const message = idOfInstance(id)
  return message === undefined ? '?' : writeMessageId(message, false)
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
