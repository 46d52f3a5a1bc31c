import { afterAll, describe, expect, it } from 'vitest'
import { appKinds, type AppKind } from '../support/fault-runs/apps.ts'
import { countRuns, seed, spread } from '../support/fault-runs/many.ts'
import { pairsOf, playPlainly, singlesOf, type Story } from '../support/fault-runs/run.ts'
import * as stories from '../support/fault-runs/stories.ts'
import { isLongRun, runs } from '../support/long-run.ts'

const counter = countRuns('Fault runs')
afterAll(counter.say)

/** In the long run more of the faults; by hand, with ten times as many, every fault at every call. */
async function runAll(
  story: Story,
  app: AppKind,
  mode: 'single' | 'pair',
  count: number,
  skew = 0,
): Promise<void> {
  const plain = await playPlainly(story, { app, skew })
  const singles = isLongRun ? runs(6 * count).numRuns : count
  const pairs = isLongRun ? runs(10).numRuns : count
  const faults = mode === 'single' ? spread(singlesOf(plain), singles) : pairsOf(plain, pairs, seed)
  expect(await counter.findProblems(story, { app, skew }, faults, plain)).toEqual([])
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
    for (const app of appKinds) await runAll(story, app, 'pair', 10)
  })
})
