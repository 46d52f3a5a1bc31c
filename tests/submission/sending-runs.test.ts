import { afterAll, describe, expect, it } from 'vitest'
import { sendingKinds, type AppKind } from '../support/fault-runs/apps.ts'
import type { Fault } from '../support/fault-runs/faults.ts'
import {
  findProblems,
  pairsOf,
  playPlainly,
  singlesOf,
  type Story,
} from '../support/fault-runs/run.ts'
import * as stories from '../support/fault-runs/stories.ts'
import { isLongRun, runs } from '../support/long-run.ts'

const seed = Number(process.env.SEED)
const counts = { single: 0, pair: 0 }
afterAll(() => {
  const { single, pair } = counts
  process.stdout.write(`Sending runs: ${single} with one fault, ${pair} with two (SEED=${seed}).\n`)
})

/** So many of the faults, spread over all of them: more in the long run. */
function sample(
  faults: readonly (readonly Fault[])[],
  count: number,
): readonly (readonly Fault[])[] {
  const step = Math.ceil(faults.length / many(count))
  return faults.filter((_, place) => place % step === seed % step)
}

function many(count: number): number {
  return isLongRun ? runs(count * 2).numRuns : count
}

async function runAll(story: Story, app: AppKind, mode: 'single' | 'pair', count: number) {
  const plain = await playPlainly(story, { app })
  const all = mode === 'single' ? singlesOf(plain) : pairsOf(plain, many(count), seed)
  const problems: string[] = []
  for (const faults of sample(all, count)) {
    counts[mode] += 1
    problems.push(...(await findProblems(story, { app }, faults, plain)))
  }
  expect(problems).toEqual([])
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
