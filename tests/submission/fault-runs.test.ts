import { afterAll, describe, expect, it } from 'vitest'
import { appKinds, type AppKind } from '../support/fault-runs/apps.ts'
import type { Fault } from '../support/fault-runs/faults.ts'
import {
  findProblems,
  pairsOf,
  playPlainly,
  singlesOf,
  type Story,
} from '../support/fault-runs/run.ts'
import * as stories from '../support/fault-runs/stories.ts'
import { isLongRun } from '../support/long-run.ts'

const seed = Number(process.env.SEED)
const counts = { single: 0, pair: 0 }
afterAll(() => {
  const { single, pair } = counts
  process.stdout.write(`Fault runs: ${single} with one fault, ${pair} with two (SEED=${seed}).\n`)
})

/** Of the faults, so many that a run of all tests stays short. */
function sample(
  faults: readonly (readonly Fault[])[],
  count: number,
): readonly (readonly Fault[])[] {
  const step = Math.max(1, Math.floor(faults.length / count))
  return isLongRun ? faults : faults.filter((_, place) => place % step === seed % step)
}

async function runAll(
  story: Story,
  app: AppKind,
  mode: 'single' | 'pair',
  count: number,
  skew = 0,
) {
  const plain = await playPlainly(story, { app, skew })
  const all = mode === 'single' ? singlesOf(plain) : pairsOf(plain, isLongRun ? 150 : count, seed)
  const problems: string[] = []
  for (const faults of sample(all, count)) {
    counts[mode] += 1
    problems.push(...(await findProblems(story, { app, skew }, faults, plain)))
  }
  expect(problems).toEqual([])
}

const { creating, creatingWithKey, ...changing } = stories

describe('a new draft with a form, a subform and three files', () => {
  it.each(appKinds)('is whole, once, after a fault at any call, in an app %s', async (app) => {
    await runAll(creating, app, 'single', 24)
  })

  it.each(appKinds)('is whole, once, after two faults, in an app %s', async (app) => {
    await runAll(app === 'version 9' ? creatingWithKey : creating, app, 'pair', 10)
  })

  it.each([-20_000, 20_000])('is found by a gateway whose clock differs by %i ms', async (skew) => {
    await runAll(creating, 'version 8', 'single', 12, skew)
  })
})

describe.each(Object.entries(changing))('a draft that is changed: %s', (_name, story) => {
  it('is as it was asked for after a fault at any call', async () => {
    await runAll(story, 'version 8', 'single', 10)
  })

  it.skipIf(!isLongRun)('is as it was asked for after two faults', async () => {
    for (const app of appKinds) await runAll(story, app, 'pair', 150)
  })
})
