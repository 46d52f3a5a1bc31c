import { expect, it } from 'vitest'
import { createParseInWorker } from '../../../src/config/register/parse-in-worker.ts'
import { eventually, virtualClock } from '../../support/virtual-clock.ts'

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

function create(clock = virtualClock()) {
  return createParseInWorker({ merged: [], clock, script, within: 500 })
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

it('refuses a file that takes too long, and reads the next', async () => {
  const clock = virtualClock()
  const parse = create(clock)
  const refused = expect(parse('hang')).rejects.toThrow('takes longer than 500 ms to read')
  await eventually(() => clock.pauses.includes(500))
  clock.advance(500)
  await refused
  await expect(parse('')).resolves.toMatchObject({ services: [] })
})

it('reads each file in a thread of its own', async () => {
  const parse = create()
  const [first, second] = [await parse(''), await parse('')]
  expect(first.version).not.toBe(second.version)
})
