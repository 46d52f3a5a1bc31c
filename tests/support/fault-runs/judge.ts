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
    .map(({ id, dataType, filename = '' }) => `${dataType} ${filename} ${contentIn(id, state)}`)
    .sort()
}

function contentIn(id: string, { contents }: World['altinn3']['state']): string {
  return (contents.get(id)?.toString() ?? '').replace(/^<\?xml[^>]*\?>| xmlns:\w+="[^"]*"/g, '')
}

/** What a run has come to that it must not come to; nothing where all is well. */
export function problemsOf(
  world: World,
  heard: readonly Heard[],
  expected: readonly string[],
  isThere: boolean,
): readonly string[] {
  const last = heard.at(-1)
  return [
    ...heard.flatMap((one) => problemsOfAnswer(one)),
    ...(last?.status === undefined || last.status >= 500
      ? [`ends with ${last?.status ?? 'nothing'}`]
      : last.status < 300
        ? problemsOfSuccess(world, last, expected)
        : isThere
          ? []
          : problemsOfRefusal(world, last)),
  ]
}

function problemsOfAnswer({ status, code = '', writes, location }: Heard): readonly string[] {
  if (status === undefined || status < 500) return []
  return [
    ...(status !== 503 && writes.length > 0 ? [`${code} after ${writes.length} writes`] : []),
    // What was made, or is gone on with, is named.
    ...(location === undefined && writes.some((name) => /-data$/.test(name))
      ? [`${code} without Location after ${writes.join(' ')}`]
      : []),
  ]
}

function problemsOfSuccess(
  world: World,
  { status, location }: Heard,
  expected: readonly string[],
): readonly string[] {
  const drafts = draftsIn(world)
  const [draft] = drafts
  if (draft === undefined || drafts.length > 1) return [`${status} and ${drafts.length} drafts`]
  const content = contentOf(draft, world)
  const isWhole = JSON.stringify(content) === JSON.stringify(expected)
  return [
    ...(isWhole ? [] : [`${status} and ${JSON.stringify(content)}`]),
    ...(location === undefined || location.includes(numberOf(draft))
      ? []
      : [`${status} with Location ${location}`]),
  ]
}

function problemsOfRefusal(world: World, { status, location = '' }: Heard): readonly string[] {
  const unnamed = draftsIn(world).filter((draft) => !location.includes(numberOf(draft)))
  return unnamed.length === 0 ? [] : [`${status} leaves ${unnamed.length} drafts without a name`]
}

function numberOf({ instance: { id } }: Row): string {
  const message = idOfInstance(id)
  return message === undefined ? '?' : writeMessageId(message, false)
}
