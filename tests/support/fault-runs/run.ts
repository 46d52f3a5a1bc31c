import type { Row } from '../../../sandbox/altinn3/storage/state.ts'
import type { Translation } from '../../../src/translation.ts'
import type { AppKind } from './apps.ts'
import { faultKinds, type Fault } from './faults.ts'
import { contentOf, draftsIn, problemsOf } from './judge.ts'
import { problemsOfSending, sentIn } from './judge-sending.ts'
import type { Wish } from './requests.ts'
import { requestOf } from './requests.ts'
import { randomFrom } from '../random.ts'
import { World, type Heard, type Replicas } from './world.ts'

/** What a caller does, and to what. */
export interface Story {
  readonly translation: Translation
  /** What is there before, without a fault. */
  readonly prepare?: (world: World) => Promise<void>
  readonly wish: (world: World) => Wish
  /** It is to be sent, and not only to be saved. */
  readonly isSent?: boolean
  /** The same again, after an outcome that is not known, may add what is there already. */
  readonly mayDouble?: boolean
}

export interface Circumstances {
  readonly app: AppKind
  /** Milliseconds by which Altinn 3's clock is ahead of the gateway's. */
  readonly skew?: number
  readonly replicas?: Replicas
  /** Two callers send it, so many milliseconds apart. */
  readonly millisecondsBetween?: number
}

/** A story that has been played: the calls it took, and what came of it. */
export interface Played {
  readonly world: World
  /** By each caller. */
  readonly heard: readonly (readonly Heard[])[]
}

/** Plays a story with faults, and lets time pass until nothing of it goes on. */
export async function play(
  { translation, prepare, wish }: Story,
  { app, skew, replicas, millisecondsBetween: between }: Circumstances,
  faults: readonly Fault[] = [],
): Promise<Played> {
  const world = new World(app, skew, replicas)
  await prepare?.(world)
  world.setFaults(faults)
  const given = wish(world)
  const newRequest = () => requestOf(given)
  const heard =
    between === undefined
      ? [await world.send(translation, newRequest)]
      : await world.sendTwice(translation, newRequest, between)
  await world.until(world.clock.pause(untilAllIsOver))
  return { world, heard }
}

/** Milliseconds: longer than any work goes on. */
const untilAllIsOver = 300_000

/** What a story comes to when all goes well. */
export interface Plain {
  readonly calls: readonly string[]
  readonly content: readonly string[]
}

export async function playPlainly(story: Story, given: Circumstances): Promise<Plain> {
  const { world } = await play(story, given)
  return {
    calls: world.calls,
    content: rowsOf(story, world).flatMap((one) => contentOf(one, world)),
  }
}

/** Plays a story with faults, and says what it must not have come to. */
export async function findProblems(
  story: Story,
  given: Circumstances,
  faults: readonly Fault[],
  { content }: Plain,
): Promise<readonly string[]> {
  const { world, heard } = await play(story, given, faults)
  const said = faults.map(({ call, kind }) => `call ${call} ${world.calls[call - 1] ?? ''} ${kind}`)
  const mayDouble = story.mayDouble === true || isUnseen(faults)
  const isThere = story.prepare !== undefined
  const allowed = { content, isThere, mayDouble, mayRunAgain: isMovedLate(faults, world) }
  const find = story.isSent === true ? problemsOfSending : problemsOf
  return heard.flatMap((its) => {
    const told = its.map(({ status, location }) => `${status ?? 'cut'}${location ? '+' : ''}`)
    // What another caller was answered names what there is, too.
    const others = heard.filter((one) => one !== its)
    const problems = find(world, [...others.flat(), ...its], allowed)
    return problems.map((one) => `${given.app}: ${said.join(', ')}: ${told.join(' ')}: ${one}`)
  })
}

function rowsOf({ isSent }: Story, world: World): readonly Row[] {
  return isSent === true ? sentIn(world) : draftsIn(world)
}

/**
 * A part comes later than it is looked for, or the process ends that looks for it: then the part that is
 * sent again comes twice.
 */
function isUnseen(faults: readonly Fault[]): boolean {
  return faults.length > 1 && faults.some(({ kind }) => lateKinds.has(kind))
}

/** An app moves after all, later than it is looked for: the retry may move it again before that. */
function isMovedLate(faults: readonly Fault[], { calls }: World): boolean {
  return faults.some(
    ({ call, kind }) => kind === 'effect after 12 s' && calls[call - 1] === 'apps/move-process',
  )
}

const lateKinds: ReadonlySet<Fault['kind']> = new Set([
  ...(['seen late', 'made slowly', 'effect after 3 s', 'effect after 12 s'] as const),
])

/** Every fault at every call. */
export function singlesOf({ calls }: Plain): readonly (readonly Fault[])[] {
  return calls.flatMap((_, place) => faultKinds.map((kind) => [{ call: place + 1, kind }]))
}

/** Two faults of a run, the second within what the first one's retry does. */
export function pairsOf(
  { calls }: Plain,
  count: number,
  seed: number,
): readonly (readonly Fault[])[] {
  const random = randomFrom(seed)
  const below = (end: number): number => Math.floor(random() * end)
  const kind = (): Fault['kind'] => faultKinds[below(faultKinds.length)] ?? 'refused'
  return Array.from({ length: count }, () => {
    const call = 1 + below(calls.length)
    return [
      { call, kind: kind() },
      { call: call + 1 + below(calls.length), kind: kind() },
    ]
  })
}
