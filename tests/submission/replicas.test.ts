import { afterAll, describe, expect, it } from 'vitest'
import { deletingKind, type AppKind } from '../support/fault-runs/apps.ts'
import { sentIn } from '../support/fault-runs/judge-sending.ts'
import type { FaultKind } from '../support/fault-runs/faults.ts'
import {
  findProblems,
  pairsOf,
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

interface Runs {
  /** The name that the output gives them. */
  readonly what: string
  readonly app: AppKind
  readonly circumstancesOf: (seedOfRun: number) => Circumstances
  readonly isRun?: (kind: FaultKind) => boolean
  readonly mode?: 'single' | 'pair'
}

async function runAll({ what, app, circumstancesOf, isRun, mode = 'single' }: Runs): Promise<void> {
  const plain = await playPlainly(stories.sending, { app })
  const { world } = await play(stories.sending, circumstancesOf(seed))
  const its = { ...plain, calls: world.calls }
  const count = isLongRun ? (mode === 'pair' ? 120 : 250) : 14
  const all = mode === 'pair' ? pairsOf(its, count, seed) : singlesOf(its)
  const wanted = all.filter((faults) => faults.every(({ kind }) => isRun?.(kind) ?? true))
  const step = Math.max(1, Math.floor(wanted.length / count))
  const problems: string[] = []
  let runs = 0
  for (const faults of wanted.filter((_, place) => place % step === seed % step)) {
    runs += 1
    const given = circumstancesOf(seed + runs)
    problems.push(...(await findProblems(stories.sending, given, faults, plain)))
  }
  said.push(
    `${what}, app ${app}: ${runs} runs with ${mode === 'pair' ? 'two faults' : 'one fault'}`,
  )
  expect(problems).toEqual([])
}

describe('the same message at two replicas that share a lease', () => {
  const leased = { what: 'Two replicas with a lease' } as const
  const kinds = ['with one task', 'with a service task', deletingKind] as const
  it.each(kinds)('is sent once after a fault at any call, by an app %s', async (app) => {
    await runAll({ ...leased, app, circumstancesOf: (run) => together(app, true, run) })
  })

  it.each(kinds)('is sent once after two faults, by an app %s', async (app) => {
    await runAll({
      ...{ ...leased, app, mode: 'pair' },
      circumstancesOf: (run) => together(app, true, run),
    })
  })
})

describe('a message to an app that deletes what was sent', () => {
  it('is sent once after a fault at any call, where a store outlives the gateway', async () => {
    const given: Circumstances = { app: deletingKind, replicas: { hasLease: true } }
    await runAll({
      ...{ what: 'One replica with a lease', app: deletingKind },
      circumstancesOf: () => given,
    })
  })

  it('is sent once after a fault at any call, while the gateway that knows of it lives', async () => {
    const isRun = (kind: FaultKind): boolean => !kind.startsWith('gateway dropped')
    await runAll({
      ...{ what: 'One replica without a lease', app: deletingKind, isRun },
      circumstancesOf: () => ({ app: deletingKind }),
    })
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
