import { writeServiceKey } from '../../altinn2/service-key.ts'
import type { Config } from '../../config/file/load.ts'
import type { Plan } from '../../decide/plan.ts'
import { endOf, type Register } from '../../decide/register.ts'
import {
  describeDate,
  describeRefusal,
  describeScopes,
  type DescribedRefusal,
  type DescribedScopes,
} from './described.ts'
import { judgeCase, type Case, type JudgedCase } from './judge-case.ts'
import { forFound } from '../../decide/scopes.ts'

/** A moment ahead, and what would be done from then on. */
export interface Ahead {
  readonly at?: string
  readonly atInNorway?: string
  readonly because: readonly string[]
  /** From what is done just before it. */
  readonly changes: boolean
  readonly altinn2: 'open' | 'closed'
  readonly plan?: Plan | undefined
  readonly refused?: DescribedRefusal | undefined
  readonly scopes: Readonly<Record<string, DescribedScopes>>
}

/** Every date of what was found and of the installation that is still to come, soonest first. */
export function lookAhead(
  one: Case,
  judged: JudgedCase,
  register: Register,
  config: Config,
  now: number,
): readonly Ahead[] {
  const dates = new Map<number, string[]>()
  for (const [at, because] of datesOf(one, judged, register, config)) {
    if (at > now) dates.set(at, [...(dates.get(at) ?? []), because])
  }
  let before = signOf(judged)
  return [...dates]
    .sort(([first], [second]) => first - second)
    .map(([at, because]) => {
      const then = judgeCase(one, register, config, at)
      const changes = signOf(then) !== before
      before = signOf(then)
      return { ...describeDate('at', at), because, changes, ...describeThen(one, then, config) }
    })
}

function describeThen(
  { row, caller }: Case,
  { altinn2IsOpen, resolved, narrowed, refused }: JudgedCase,
  config: Config,
): Pick<Ahead, 'altinn2' | 'plan' | 'refused' | 'scopes'> {
  const plan = narrowed ?? resolved?.plan
  return {
    altinn2: altinn2IsOpen ? 'open' : 'closed',
    plan,
    refused: refused && describeRefusal(refused, config.file.altinn2),
    scopes: plan ? describeScopes(forFound(row, resolved?.found), plan, caller.principal) : {},
  }
}

function* datesOf(
  { row }: Case,
  { resolved }: JudgedCase,
  register: Register,
  { file, altinn2Closes, altinn2SubmissionsClose }: Config,
): Iterable<readonly [at: number, because: string]> {
  for (const { service, since, until } of resolved?.entries ?? []) {
    const name = writeServiceKey(service)
    if (since !== undefined) yield [since, `${name} moves`]
    if (until !== undefined) yield [endOf(until), `${name} ends`]
  }
  const group = resolved?.found.kind === 'group' ? register.groups.get(row.group) : undefined
  if (group?.since !== undefined) yield [group.since, `${row.group} moves`]
  if (group?.until !== undefined) yield [endOf(group.until), `${row.group} moves back`]
  if (file.altinn2.url === undefined) return
  if (altinn2Closes !== undefined) yield [altinn2Closes, 'Altinn 2 closes']
  if (altinn2SubmissionsClose !== undefined && row.effect === 'submits') {
    yield [altinn2SubmissionsClose, 'Altinn 2 takes nothing new any more']
  }
}

function signOf({ resolved, narrowed, refused, extras }: JudgedCase): string {
  return JSON.stringify([narrowed ?? resolved?.plan, refused?.code, refused?.details, extras])
}
