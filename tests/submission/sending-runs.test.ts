import { afterAll, describe, expect, it } from 'vitest'
import { sendingKinds, type AppKind } from '../support/fault-runs/apps.ts'
import { countRuns, seed, spread } from '../support/fault-runs/many.ts'
import { pairsOf, playPlainly, singlesOf, type Story } from '../support/fault-runs/run.ts'
import * as stories from '../support/fault-runs/stories.ts'
import { isLongRun, runs } from '../support/long-run.ts'

const counter = countRuns('Sending runs')
afterAll(counter.say)

/** Four times as many in CI's long run. */
function many(count: number): number {
  return isLongRun ? runs(count * 2).numRuns : count
}

async function runAll(
  story: Story,
  app: AppKind,
  mode: 'single' | 'pair',
  count: number,
): Promise<void> {
  const plain = await playPlainly(story, { app })
  const faults =
    mode === 'single' ? spread(singlesOf(plain), many(count)) : pairsOf(plain, many(count), seed)
  expect(await counter.findProblems(story, { app }, faults, plain)).toEqual([])
}

describe('a message with a form, a subform and three files', () => {
  it.each(sendingKinds)('is sent once after a fault at any call, by an app %s', async (app) => {
    await runAll(stories.sending, app, 'single', 24)
  })

  it.each(sendingKinds)('is sent once after two faults, by an app %s', async (app) => {
    const isKeyed = app === 'with a confirmation'
    await runAll(isKeyed ? stories.sendingWithKey : stories.sending, app, 'pair', 10)
  })
})

const { sendingDraft, sendingAsItIs } = stories

describe.each(Object.entries({ sendingDraft, sendingAsItIs }))('a draft: %s', (_name, story) => {
  it.each(['with one task', 'with a signature'] as const)(
    'is sent once after a fault at any call, by an app %s',
    async (app) => {
      await runAll(story, app, 'single', 24)
    },
  )
})
