import type { Row } from '../../../sandbox/altinn3/storage/state.ts'
import {
  contentOf,
  isSame,
  numberOf,
  problemsOfAnswer,
  problemsOfRefusal,
  type Allowed,
} from './judge.ts'
import type { Heard, World } from './world.ts'

/** What has left its caller's first task, also where its app has deleted it then. */
export function sentIn({ altinn3: { state } }: World): readonly Row[] {
  return [...state.rows.values()].filter(({ instance: { process } }) => {
    const task = process?.currentTask?.elementId
    return process?.ended !== undefined || (task !== undefined && task !== 'Task_1')
  })
}

/** What a run that sends has come to that it must not come to. */
export function problemsOfSending(
  world: World,
  heard: readonly Heard[],
  { content, isThere, mayRunAgain }: Allowed,
): readonly string[] {
  const { writes } = world.altinn3.state
  const count = (wanted: string): number => writes.filter(({ kind }) => kind === wanted).length
  const last = heard.at(-1)
  const archived = count('instance archived')
  const runs = count('service task run')
  return [
    ...heard.flatMap((one) => problemsOfAnswer(one)),
    ...(archived > 1 ? [`archived ${archived} times`] : []),
    ...(runs > 1 && !mayRunAgain ? [`a service task run ${runs} times`] : []),
    ...(last?.status === undefined || last.status >= 500
      ? [`ends with ${last?.status ?? 'nothing'}`]
      : last.status < 300
        ? problemsOfSuccess(world, last, content)
        : isThere
          ? []
          : problemsOfRefusal(world, heard)),
  ]
}

function problemsOfSuccess(
  world: World,
  { status, location }: Heard,
  expected: readonly string[],
): readonly string[] {
  const sent = sentIn(world)
  const [only] = sent
  if (only === undefined || sent.length > 1) return [`${status} and ${sent.length} sent`]
  const drafts = [...world.altinn3.state.rows.values()].filter(
    (row) => row !== only && !row.instance.status.isSoftDeleted,
  )
  const content = contentOf(only, world)
  return [
    ...(isSame(content, expected) ? [] : [`${status} and ${JSON.stringify(content)}`]),
    ...(drafts.length === 0 ? [] : [`${status} and ${drafts.length} drafts`]),
    ...(location === undefined || location.includes(numberOf(only).slice(1))
      ? []
      : [`${status} with Location ${location}`]),
  ]
}
