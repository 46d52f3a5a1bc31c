// How much memory a child occupies, seen from outside where that can be seen.
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { usageOf } from './children.mjs'

/** Milliseconds. */
const sampledEvery = 25

/** Bytes of memory that the process occupies. */
export async function residentSetOf(child) {
  try {
    const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))
    return Number(kibibytes) * 1024
  } catch {
    return (await usageOf(child)).rss
  }
}

/** The most that it occupies until the function that this gives is called. */
export function watch(child) {
  let most = 0
  let isWatched = true
  const watched = (async () => {
    while (isWatched) {
      most = Math.max(most, await residentSetOf(child))
      await pause(sampledEvery)
    }
  })()
  return async () => {
    isWatched = false
    await watched
    return most
  }
}
