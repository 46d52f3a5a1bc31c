// Loaded into a measured process with --import: answers each message with what was used so far, or
// with the longest pause since it was asked the last time.
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds between two looks at the clock. */
const resolution = 1
let delays
let longestTurn = 0

/** Milliseconds that the main thread had a processor; undefined where nobody tells. */
function ownTime() {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6
  } catch {
    return undefined
  }
}

function watch() {
  delays = monitorEventLoopDelay({ resolution })
  delays.enable()
  let before = ownTime()
  setInterval(() => {
    const now = ownTime()
    longestTurn = Math.max(longestTurn, now - before)
    before = now
  }, resolution).unref()
}

/** How long nothing was done at most, and how much of such a time was this process's own work. */
function takeLongestPause() {
  if (delays === undefined) watch()
  const pause = { longestPause: Math.max(0, delays.max / 1e6 - resolution), longestTurn }
  delays.reset()
  longestTurn = 0
  return pause
}

process.on('message', (question) => {
  // Anything but these words is for the process itself.
  if (typeof question !== 'string') return
  if (question === 'pause') {
    process.send(takeLongestPause())
    return
  }
  // So that what is counted is what is still held.
  if (question === 'heap') collectGarbage()
  process.send({ ...process.cpuUsage(), ...process.memoryUsage() })
})
// A bench that was killed leaves nothing running.
process.on('disconnect', () => process.exit())

function collectGarbage() {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}
