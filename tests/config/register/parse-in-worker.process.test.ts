import { expect, it } from 'vitest'
import { fromSlices, toSlices } from '../../../src/config/register/content-slices.ts'
import { createParseInWorker } from '../../../src/config/register/parse-in-worker.ts'
import { readContent } from '../../../src/config/register/services.ts'
import { eventually, turn, virtualClock } from '../../support/virtual-clock.ts'

/** A thread that does what it is sent, so that each fault can be had. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, threadId } from 'node:worker_threads'
    parentPort.on('message', (text) => {
      if (text === 'hang') for (;;);
      if (text === 'exit') process.exit(1)
      if (text === 'throw') throw new Error('on purpose')
      if (text === 'problems') return parentPort.postMessage({ problems: ['one', 'two'] })
      parentPort.postMessage({ version: String(threadId), groups: '{}', services: [] })
    })
  `)}`,
)

function create(clock = virtualClock()) {
  return createParseInWorker({ merged: [], clock, script, within: 500 })
}

it.each([
  ['exit', 'the reading thread ended'],
  ['throw', 'on purpose'],
])(
  'refuses a file whose reading ends in %s, and reads the next in a new thread',
  async (fault, reason) => {
    const parse = create()
    const { version } = await parse('')
    await expect(parse(fault)).rejects.toThrow(reason)
    expect((await parse('')).version).not.toBe(version)
  },
)

it('ends a thread that takes too long', async () => {
  const clock = virtualClock()
  const parse = create(clock)
  const refused = expect(parse('hang')).rejects.toThrow('takes longer than 500 ms to read')
  await eventually(() => clock.pauses.includes(500))
  clock.advance(500)
  await refused
  await expect(parse('')).resolves.toMatchObject({ services: [] })
})

it('goes on in one thread while it is asked, problems or not, and ends it when it is idle', async () => {
  const clock = virtualClock()
  const parse = create(clock)
  const { version } = await parse('')
  await expect(parse('problems')).rejects.toThrow('one\ntwo')
  clock.advance(9_000)
  expect((await parse('')).version).toBe(version)
  clock.advance(9_000)
  expect((await parse('')).version).toBe(version)
  clock.advance(10_000)
  await turn()
  expect((await parse('')).version).not.toBe(version)
})

it('puts a content together again as it was', async () => {
  const rows = Array.from({ length: 600 }, (_, place) => ({
    service: `A${place}/1`,
    moved: { to: 'broker', resource: `broker-${place}` },
    rollout: { percent: 12.5 },
  }))
  const groups = { 'end-user/broker-inbox': { on: 'altinn3', since: '2026-03-01' } }
  const content = readContent(JSON.stringify({ services: rows, groups }), [])
  expect(content.services).toHaveLength(600)
  expect(await fromSlices(toSlices(content))).toEqual(content)
})
