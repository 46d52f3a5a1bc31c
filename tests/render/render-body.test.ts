import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maxSliceLength } from '../../src/formats/slices.ts'
import { toBodyHtml, toTextHtml } from '../../src/message-box/correspondences/body.ts'
import { createRenderBody } from '../../src/render/render-body.ts'
import { render, type RenderJob } from '../../src/render/render-worker.ts'
import { turn, virtualClock } from '../support/virtual-clock.ts'

const share = { owner: 'one', organization: 'any' }
const stays = (): AbortSignal => new AbortController().signal
const dear = '!['.repeat(5_000)

/** A rendering whose thread the test plays, and every job that came to it. */
function scene(
  play: (job: RenderJob, signal: AbortSignal) => Promise<string | undefined>,
  start = (): Promise<void> => Promise.resolve(),
) {
  const clock = virtualClock()
  const jobs: string[] = []
  const renderBodyFor = createRenderBody({
    clock,
    within: 5,
    thread: {
      start,
      render: (job, signal) => {
        jobs.push(job.text)
        return play(job, signal)
      },
    },
  })
  return { clock, jobs, renderBodyFor, renderBody: renderBodyFor(share, stays()) }
}

/** A rendering that never ends by itself. */
const endless = (_job: RenderJob, signal: AbortSignal): Promise<undefined> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
  })

const atOnce = (job: RenderJob): Promise<string | undefined> => Promise.resolve(render(job))

describe('a body', () => {
  it('is rendered without the thread when it is small, and in it when it is not', async () => {
    const { jobs, renderBody } = scene(atOnce)
    const long = 'Hei **du**\n\n'.repeat(100)
    const html = '<p>Hei</p>'.repeat(900)
    expect(await renderBody('Hei **du**', 'markdown')).toBe('<p>Hei <strong>du</strong></p>')
    expect(jobs).toEqual([])
    expect(await renderBody(long, 'markdown')).toBe(toBodyHtml(long, false))
    expect(await renderBody(html, 'migrated')).toBe(html)
    expect(jobs).toEqual([long, html])
  })

  it.each([
    ['is above the longest that is tried', 'a'.repeat(1024 * 1024 + 1), 'markdown'],
    ['is plain text', '<b>'.repeat(10_000), 'text'],
  ] as const)('is escaped text without the thread when it %s', async (_, text, kind) => {
    const { jobs, renderBody } = scene(atOnce)
    const escaped = text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    expect(await renderBody(text, kind)).toBe(`<p>${escaped}</p>`)
    expect(jobs).toEqual([])
  })

  it('becomes escaped text when its rendering is too slow, and is not rendered again', async () => {
    const { clock, jobs, renderBody } = scene(endless)
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect(jobs).toHaveLength(1)
    clock.advance(300_000)
    await renderBody(dear, 'markdown')
    expect(jobs).toHaveLength(2)
  })

  it('becomes escaped text when its thread fails, and is not rendered again', async () => {
    const { jobs, renderBody } = scene(() => Promise.reject(new Error('out of memory')))
    await renderBody(dear, 'markdown')
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect(jobs).toHaveLength(1)
  })

  it('becomes escaped text when it would become many times as long, and is not rendered again', async () => {
    const allowed: number[] = []
    const { jobs, renderBody } = scene(({ maxLength }) => {
      allowed.push(maxLength)
      return Promise.resolve(undefined)
    })
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect([jobs.length, allowed]).toEqual([1, [65_536 + 8 * dear.length]])
    const letter = { text: 'a', isMigrated: false }
    expect(render({ ...letter, maxLength: 8 })).toBe('<p>a</p>')
    expect(render({ ...letter, maxLength: 7 })).toBeUndefined()
  })

  it('is escaped text while the thread cannot start, and is rendered when it can', async () => {
    const starts = [Promise.reject(new Error('no thread')), Promise.resolve()]
    const { renderBody } = scene(
      () => Promise.resolve('<p>rendered</p>'),
      () => starts.shift() ?? Promise.resolve(),
    )
    expect(await renderBody(dear, 'markdown')).toBe(`<p>${dear}</p>`)
    expect(await renderBody(dear, 'markdown')).toBe('<p>rendered</p>')
  })

  it('is rendered once while several wait for the same dear one', async () => {
    const { jobs, renderBody } = scene(endless)
    const opened = [1, 2, 3].map(() => renderBody(dear, 'markdown'))
    expect(new Set(await Promise.all(opened))).toEqual(new Set([`<p>${dear}</p>`]))
    expect(jobs).toHaveLength(1)
  })

  it('is no longer waited for when its caller leaves', async () => {
    const { jobs, renderBody, renderBodyFor } = scene(endless)
    const first = renderBody(dear, 'markdown')
    const leaves = new AbortController()
    const second = renderBodyFor(share, leaves.signal)(`${dear}.`, 'markdown')
    leaves.abort(new Error('left'))
    await expect(second).rejects.toThrow('left')
    await first
    expect(jobs).toEqual([dear])
  })
})

describe('the thread', () => {
  it('goes from one owner to the next, however many dear bodies one of them has', async () => {
    const ends: (() => void)[] = []
    const { jobs, renderBodyFor } = scene(
      () => new Promise((resolve) => void ends.push(() => resolve('<p>rendered</p>'))),
    )
    const open = (owner: string, text: string) =>
      renderBodyFor({ owner, organization: 'any' }, stays())(text, 'markdown')
    const bodies = Array.from({ length: 10 }, (_, number) => open('attacker', `${dear}${number}`))
    const other = open('other', `${dear}other`)
    for (let ended = 0; ended <= bodies.length; ended += 1) {
      await turn()
      ends.shift()?.()
    }
    expect(await other).toBe('<p>rendered</p>')
    await Promise.all(bodies)
    expect(jobs.slice(0, 3)).toEqual([`${dear}0`, `${dear}other`, `${dear}1`])
  })

  it('refuses a body when too many wait, which then is escaped text and may come again', async () => {
    let end = (): void => undefined
    const { jobs, renderBodyFor } = scene((job) =>
      job.text.endsWith('first')
        ? new Promise((resolve) => (end = () => resolve('')))
        : Promise.resolve('<p>rendered</p>'),
    )
    const open = (text: string) => renderBodyFor(share, stays())(text, 'markdown')
    const first = open(`${dear}first`)
    const waiting = Array.from({ length: 50 }, (_, number) => open(`${dear}${number}`))
    const texts = (await Promise.race([Promise.all(waiting.slice(-10)), first])) as string[]
    expect(texts[0]).toMatch(/^<p>!\[/)
    expect(jobs).toEqual([`${dear}first`])
    end()
    await Promise.all(waiting)
    expect(await open(`${dear}49`)).toBe('<p>rendered</p>')
  })
})

describe('escaped text', () => {
  /** What a reader sees of it. */
  const shown = (html: string): string =>
    html
      .replace(/^<p>|<\/p>$/g, '')
      .replaceAll('<br>', '\n')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&')

  it('is written in slices that let others go on, however long it is', async () => {
    let turns = 0
    const count = (): Promise<void> => {
      turns += 1
      return Promise.resolve()
    }
    for (const slices of [1, 2, 50]) {
      turns = 0
      const html = await toTextHtml('<'.repeat(slices * maxSliceLength), count)
      expect([turns, html.length]).toEqual([slices - 1, 4 * slices * maxSliceLength + 7])
    }
  })

  it('never loses text and holds no tag, wherever a slice ends', async () => {
    const piece = fc.oneof(
      fc.constantFrom('<script>', '&lt;', '"', '\r\n', '\r', '\n', '🙂', '![', '\u0000', ' '),
      fc.string(),
    )
    const around = fc.integer({ min: maxSliceLength - 6, max: maxSliceLength + 1 })
    await fc.assert(
      fc.asyncProperty(fc.array(piece), around, async (pieces, start) => {
        const text = `${'x'.repeat(start)}${pieces.join('')}`
        const html = await toTextHtml(text, () => Promise.resolve())
        expect(html).toMatch(/^<p>(?:[^<>"]|<br>)*<\/p>$/)
        expect(shown(html)).toBe(text.trim().replace(/\r\n|\r/g, '\n'))
      }),
    )
  })
})
