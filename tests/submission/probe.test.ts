import { it } from 'vitest'
import { appKinds } from '../support/fault-runs/apps.ts'
import { findProblems, pairsOf, playPlainly, singlesOf } from '../support/fault-runs/run.ts'
import * as stories from '../support/fault-runs/stories.ts'

it('probe', async () => {
  const [names = 'creating', mode = 'singles', apps = 'all', count = '200', seed = '1', skew = '0'] = (process.env.PROBE ?? '').split(',')
  for (const name of names.split('+')) {
  let runs = 0
  const began = process.cpuUsage()
  const seen: string[] = []
  for (const app of appKinds) {
    if (apps !== 'all' && !apps.split('+').includes(app)) continue
    const given = { app, skew: Number(skew) }
    const story = (stories as any)[name]
    const plain = await playPlainly(story, given)
    for (const faults of mode === 'singles' ? singlesOf(plain) : pairsOf(plain, Number(count), Number(seed) + runs)) {
      runs++
      const found = await findProblems(story, given, faults, plain).catch((e: unknown) => [`${app} ${JSON.stringify(faults)} ${(e as Error).stack}`])
      seen.push(...found)
    }
  }
  console.log(seen.join('\n'))
  const { user, system } = process.cpuUsage(began)
  console.log(name, { runs, bad: seen.length, cpu: (user + system) / 1000 / runs })
  }
}, 300000)
