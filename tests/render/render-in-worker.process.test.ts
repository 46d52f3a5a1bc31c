import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, expect, it } from 'vitest'
import { createRenderThread, type RenderThread } from '../../src/render/render-in-worker.ts'
import { eventually } from '../support/virtual-clock.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'render-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A thread that does what a body's text says, so that each fault can be had. */
const faults = `
  import { threadId } from 'node:worker_threads'
  export function render({ text }) {
    if (text === 'hang') for (;;);
    if (text === 'throw') throw new Error('on purpose')
    if (text === 'exit') process.exit(1)
    if (text === 'memory') for (const all = [];;) all.push(new Array(100_000).fill(1.5))
    if (text === 'environment') return JSON.stringify(process.env)
    return String(threadId)
  }`

let thread: RenderThread
const errors: string[] = []
afterEach(() => thread.close())

function create(source = faults): RenderThread {
  const file = path.join(folder, `${errors.length}-${source.length}.mjs`)
  writeFileSync(file, source)
  const onError = (error: Error): void => void errors.push(error.message)
  thread = createRenderThread({ onError, script: pathToFileURL(file) })
  return thread
}

const job = (text: string) => ({ text, isMigrated: false, maxLength: 100 })
const patient = (): AbortSignal => AbortSignal.timeout(20_000)

it('renders one body after the other in one thread', async () => {
  const { render } = create()
  expect(await render(job('one'), patient())).toBe(await render(job('two'), patient()))
})

it('gives the thread nothing of the process’s environment', async () => {
  expect(await create().render(job('environment'), patient())).toBe('{}')
})

it('ends a body at its deadline and renders the next', async () => {
  const { render, start } = create()
  await start()
  const first = await render(job('one'), patient())
  await expect(render(job('hang'), AbortSignal.timeout(20))).rejects.toThrow('aborted')
  expect(await render(job('two'), patient())).not.toBe(first)
})

it.each([
  ['throw', 'on purpose'],
  ['exit', 'worker exited'],
  ['memory', 'memory limit'],
])('survives a body that ends in %s, and renders the next', async (fault, reason) => {
  const { render } = create()
  await expect(render(job(fault), patient())).rejects.toThrow(reason)
  expect(await render(job('next'), patient())).toMatch(/^\d+$/)
})

it('ends with what it has in hand when it is closed', async () => {
  const { render, close } = create()
  const ended = expect(render(job('hang'), patient())).rejects.toThrow('Terminating')
  await close()
  await ended
})

it('reports a thread that cannot start, and does not end the process', async () => {
  const { render } = create('throw new Error("cannot start")')
  const deadline = new AbortController()
  const ended = expect(render(job('one'), deadline.signal)).rejects.toThrow('aborted')
  await eventually(() => errors.length > 0)
  deadline.abort()
  await ended
  expect(errors).toEqual(['cannot start'])
})
