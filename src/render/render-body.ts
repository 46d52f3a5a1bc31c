import { createHash } from 'node:crypto'
import { toBodyHtml, toTextHtml } from '../message-box/correspondences/body.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'
import { Limiter, LimiterFullError } from '../runtime/limiter.ts'
import { yieldToOthers } from '../runtime/yield-to-others.ts'
import type { Share } from '../runtime/shares.ts'
import type { BodyKind, Ports } from '../translation.ts'
import type { RenderThread } from './render-in-worker.ts'
import { isSmall } from './small.ts'

/** Renders for one request: its share of the thread, and the signal of a caller who has left. */
export type RenderBodyFor = (share: Share, signal: AbortSignal) => Ports['renderBody']

export interface RenderSettings {
  readonly clock: Clock
  readonly thread: Pick<RenderThread, 'start' | 'render'>
  /** Milliseconds that one rendering may take. */
  readonly within?: number
}

/** Characters; longer bodies are shown as text without a try. */
const maxLength = 1024 * 1024

/** Characters of HTML: a body of links becomes four times as long, a table's may become 300 times. */
const maxHtmlLength = (text: string): number => 64 * 1024 + 8 * text.length

/**
 * Milliseconds; 1 MiB of prose takes 110 to 160 of processor time, and 64 KiB that are all lists, links
 * and tables take 440 in a thread that has just started.
 */
const maxRenderingMs = 700

/**
 * One thread renders, one body at a time. The wait lets a body come to its turn after three that
 * were given up. Those who wait hold their bodies, so that they are few.
 */
const line = { concurrency: 1, maxWaiting: 50, maxWait: 2_500 }

/** One thread fails at 430 bodies in five minutes, if each of them takes the whole time. */
const remembered = { maxCount: 1_000, milliseconds: 300_000 }

/**
 * Makes HTML of messages' bodies without ever stopping the process. A small body is rendered at
 * once, another one in a thread with a deadline and bounded memory. What goes beyond any bound is
 * shown as escaped text, and so it is the next time, without a try.
 */
export function createRenderBody({
  clock,
  thread,
  within = maxRenderingMs,
}: RenderSettings): RenderBodyFor {
  const places = new Limiter(line)
  const tooDear = createCache<object>(remembered.maxCount, clock)

  /** `undefined` if it is not rendered. */
  async function render(
    text: string,
    isMigrated: boolean,
    share: Share,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (text.length > maxLength) return undefined
    const key = keyOf(text, isMigrated)
    const isTooDear = (): boolean => tooDear.peek(key) !== undefined
    if (isTooDear()) return undefined
    const release = await acquire(share, signal)
    if (release === undefined) return undefined
    try {
      // Another request may have tried the same body while this one waited.
      if (isTooDear() || !(await startThread())) return undefined
      const html = await inThread(text, isMigrated)
      const until = clock.now() + remembered.milliseconds
      if (html === undefined) tooDear.set(key, { value: {}, until })
      return html
    } finally {
      release()
    }
  }

  async function acquire(share: Share, signal: AbortSignal): Promise<(() => void) | undefined> {
    try {
      return await places.acquire(share, () => signal)
    } catch (error) {
      if (error instanceof LimiterFullError) return undefined
      throw error
    }
  }

  async function startThread(): Promise<boolean> {
    return thread.start().then(
      () => true,
      () => false,
    )
  }

  /** The deadline, too much memory and too deep a nesting all come as errors, and mean the same. */
  async function inThread(text: string, isMigrated: boolean): Promise<string | undefined> {
    const job = { text, isMigrated, maxLength: maxHtmlLength(text) }
    try {
      return await thread.render(job, AbortSignal.timeout(within))
    } catch {
      return undefined
    }
  }

  return (share, signal) => async (text, kind) => {
    const html = kind === 'text' ? undefined : await htmlOf(text, kind)
    return html ?? toTextHtml(text, () => letOthersGoOn(share, signal))

    async function htmlOf(
      body: string,
      of: Exclude<BodyKind, 'text'>,
    ): Promise<string | undefined> {
      const isMigrated = of === 'migrated'
      if (isSmall(body, isMigrated)) return toBodyHtml(body, isMigrated)
      return render(body, isMigrated, share, signal)
    }
  }
}

/** A caller who has left needs no more slices. */
async function letOthersGoOn({ owner }: Share, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  await yieldToOthers(owner)
}

function keyOf(text: string, isMigrated: boolean): string {
  return createHash('sha256')
    .update(isMigrated ? 'migrated ' : 'markdown ')
    .update(text)
    .digest('base64')
}
