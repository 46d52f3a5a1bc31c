import { afterAll, describe, expect, it } from 'vitest'
import { deletingKind, type AppKind } from '../support/fault-runs/apps.ts'
import { sentIn } from '../support/fault-runs/judge-sending.ts'
import type { FaultKind } from '../support/fault-runs/faults.ts'
import {
  findProblems,
  play,
  playPlainly,
  singlesOf,
  type Circumstances,
} from '../support/fault-runs/run.ts'
import { randomFrom } from '../support/random.ts'
import * as stories from '../support/fault-runs/stories.ts'
import { isLongRun } from '../support/long-run.ts'

const seed = Number(process.env.SEED)
const said: string[] = []
afterAll(() => process.stdout.write(`${said.join('\n')} (SEED=${seed}).\n`))

/** Two callers send the same message, each to a replica, in time that calls take. */
function together(app: AppKind, hasLease: boolean, seedOfRun: number): Circumstances {
  const random = randomFrom(seedOfRun)
  // Measured calls to Altinn 3 take 20 to 400 ms.
  const latency = (): number => 10 + Math.floor(random() * 190)
  return {
    app,
    replicas: { count: 2, hasLease, latency },
    millisecondsBetween: Math.floor(random() * 3_000),
  }
}

/** None of them sends twice: a draft that comes after the other replica has sent, and a note that was never kept. */
const knownProblems = [
  /create-instance effect after 12 s: .*: (?:201 and 1 drafts|STILL_UNDER_WAY without Location after .*)$/,
  /put-data-values garbage before: .*: ends with 503$/,
]

async function runAll(
  what: string,
  app: AppKind,
  circumstancesOf: (seedOfRun: number) => Circumstances,
  isRun: (kind: FaultKind) => boolean = () => true,
): Promise<void> {
  const plain = await playPlainly(stories.sending, { app })
  const { world } = await play(stories.sending, circumstancesOf(seed))
  const all = singlesOf({ ...plain, calls: world.calls }).filter((faults) =>
    faults.every(({ kind }) => isRun(kind)),
  )
  const count = isLongRun ? 250 : 14
  const step = Math.max(1, Math.floor(all.length / count))
  const problems: string[] = []
  let runs = 0
  for (const faults of all.filter((_, place) => place % step === seed % step)) {
    runs += 1
    const its = circumstancesOf(seed + runs)
    problems.push(...(await findProblems(stories.sending, its, faults, plain)))
  }
  said.push(`${what}, app ${app}: ${runs} runs with one fault`)
  const known = problems.filter((one) => knownProblems.some((its) => its.test(one)))
  if (known.length > 0) said.push(`Known: ${known.join('; ')}`)
  expect(problems.filter((one) => !known.includes(one))).toEqual([])
}

describe('the same message at two replicas that share a lease', () => {
  const kinds = ['with one task', 'with a service task', deletingKind] as const
  it.each(kinds)('is sent once after a fault at any call, by an app %s', async (app) => {
    await runAll('Two replicas with a lease', app, (run) => together(app, true, run))
  })
})

describe('a message to an app that deletes what was sent', () => {
  it('is sent once after a fault at any call, where a store outlives the gateway', async () => {
    const given: Circumstances = { app: deletingKind, replicas: { hasLease: true } }
    await runAll('One replica with a lease', deletingKind, () => given)
  })

  it('is sent once after a fault at any call, while the gateway that knows of it lives', async () => {
    const isRun = (kind: FaultKind): boolean => !kind.startsWith('gateway dropped')
    await runAll('One replica without a lease', deletingKind, () => ({ app: deletingKind }), isRun)
  })
})

describe('the same message at two replicas without a lease', () => {
  const between = [0, 100, 500, 2_000]

  it('is sent twice at most, and less often by replicas that look a second time', async () => {
    const runs = isLongRun ? 100 : 4
    const twice = { looksTwice: 0, looksOnce: 0 }
    for (let run = 0; run < runs; run += 1) {
      for (const millisecondsBetween of between) {
        for (const looksOnce of [false, true]) {
          const given = together('with one task', false, seed + run)
          const replicas = { ...given.replicas, looksOnce }
          const its = { ...given, replicas, millisecondsBetween }
          const { world, heard } = await play(stories.sending, its)
          const sent = sentIn(world).length
          expect(sent, JSON.stringify(heard)).toBeGreaterThanOrEqual(1)
          expect(sent).toBeLessThanOrEqual(2)
          if (sent === 2) twice[looksOnce ? 'looksOnce' : 'looksTwice'] += 1
        }
      }
    }
    const all = runs * between.length
    said.push(
      `Two replicas without a lease, 0 to 2 s apart: sent twice in ${twice.looksTwice} of ${all} runs,` +
        ` in ${twice.looksOnce} without the second look`,
    )
    expect(twice.looksTwice).toBeLessThanOrEqual(twice.looksOnce)
  })
})
