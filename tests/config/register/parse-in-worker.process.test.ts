import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import {
  createParseInWorker,
  startCpuMeter,
  type StartMeter,
} from '../../../src/config/register/parse-in-worker.ts'
import { eventually, virtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

/** A thread that does what its text says, so that each fault can be had. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId, workerData } from 'node:worker_threads'
    const { text } = workerData
    if (text === 'hang') for (;;);
    if (text === 'exit') process.exit(1)
    if (text === 'throw') throw new Error('on purpose')
    if (text === 'problems') parentPort.postMessage({ problems: ['one', 'two'] })
    else parentPort.postMessage({ version: String(threadId), groups: {}, services: [] })
  `)}`,
)

function create(clock = virtualClock(), startMeter: StartMeter = () => () => Promise.resolve(0)) {
  return createParseInWorker({ merged: [], clock, script, startMeter })
}

it.each([
  ['exit', 'the file cannot be read: the reading thread ended'],
  ['throw', 'the file cannot be read: on purpose'],
  ['problems', 'one\ntwo'],
])('refuses a file whose reading ends in %s, and reads the next', async (fault, reason) => {
  const parse = create()
  await expect(parse(fault)).rejects.toThrow(reason)
  await expect(parse('')).resolves.toMatchObject({ services: [] })
})

describe('a file that takes long', () => {
  /** Lets a look at the thread after the other be due. */
  async function look(clock: VirtualClock, times: number): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const before = clock.pauses.length
      clock.advance(500)
      await eventually(() => clock.pauses.length > before)
    }
  }

  it('is refused by its processor time, however long the clock says, and the next is read', async () => {
    const clock = virtualClock()
    let used = 0
    const parse = create(clock, () => () => Promise.resolve(used))
    const refused = expect(parse('hang')).rejects.toThrow(
      'takes more than 20000 ms of processor time to read',
    )
    await look(clock, 300)
    used = 20_001
    await look(clock, 1)
    clock.advance(500)
    await refused
    await expect(parse('')).resolves.toMatchObject({ services: [] })
  })

  it.each<[string, StartMeter]>([
    ['shows little', () => () => Promise.resolve(1)],
    ['fails', () => () => Promise.reject(new Error('not running'))],
    ['never comes', () => () => new Promise(() => undefined)],
  ])('is refused by the clock, much later, when the measure %s', async (_, startMeter) => {
    const clock = virtualClock()
    const refused = expect(create(clock, startMeter)('hang')).rejects.toThrow(
      'takes longer than 200000 ms to read',
    )
    await look(clock, 399)
    clock.advance(500)
    await refused
  })

  it('is measured by Node, where nothing else is given', async () => {
    const busy = new Worker('for (;;);', { eval: true })
    const measure = startCpuMeter(busy)
    try {
      await expect.poll(() => measure().catch(() => 0)).toBeGreaterThan(10)
    } finally {
      await busy.terminate()
    }
  })
})

it('reads each file in a thread of its own', async () => {
  const parse = create()
  const [first, second] = [await parse(''), await parse('')]
  expect(first.version).not.toBe(second.version)
})
