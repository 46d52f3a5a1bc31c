// Attacks by one owner's caller, and what others feel of them: each row with its figures and limits.
// `npm run bench -- --only hostile [--short] [--json] [--rows <text>]`
import { setTimeout as pause } from 'node:timers/promises'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { stopAll } from './children.mjs'
import { isByOthers, waitIn, write } from './hostile/figures.mjs'
import { startRig } from './hostile/rig.mjs'
import { rows as bodiesOnGets } from './hostile/attacks/bodies-on-gets.mjs'
import { rows as closedConnections } from './hostile/attacks/closed-connections.mjs'
import { rows as filter } from './hostile/attacks/filter.mjs'
import { rows as halfSentBodies } from './hostile/attacks/half-sent-bodies.mjs'
import { rows as hangingProduct } from './hostile/attacks/hanging-product.mjs'
import { rows as markdown } from './hostile/attacks/markdown.mjs'
import { rows as oneByteChunks } from './hostile/attacks/one-byte-chunks.mjs'
import { rows as pipelinedLists } from './hostile/attacks/pipelined-lists.mjs'
import { rows as retryAfter } from './hostile/attacks/retry-after.mjs'
import { rows as slowUploads } from './hostile/attacks/slow-uploads.mjs'
import { rows as unreadDownloads } from './hostile/attacks/unread-downloads.mjs'

const all = [
  ...oneByteChunks,
  ...bodiesOnGets,
  ...markdown,
  ...filter,
  ...pipelinedLists,
  ...unreadDownloads,
  ...slowUploads,
  ...halfSentBodies,
  ...hangingProduct,
  ...retryAfter,
  ...closedConnections,
]
/** Milliseconds after which a row has failed: it measures nothing any more. */
const rowWithin = 90_000

const { BENCH_JSON, BENCH_ROWS = '' } = process.env
const isJson = BENCH_JSON === 'true'
const rows = all.filter(({ attack }) => attack.includes(BENCH_ROWS))

async function measure({ attack, rig: settings, run }, maskinporten) {
  const since = performance.now()
  const seconds = () => Math.round((performance.now() - since) / 100) / 10
  try {
    const rig = await startRig(maskinporten, settings)
    const measured = await Promise.race([run(rig), pause(rowWithin, undefined, { ref: false })])
    if (measured === undefined) throw new Error(`not measured within ${rowWithin / 1_000} s`)
    return {
      attack,
      holds: measured.figures.every(({ holds }) => holds),
      ...measured,
      seconds: seconds(),
    }
  } catch (error) {
    return { attack, holds: false, figures: [], error: error.message, seconds: seconds() }
  } finally {
    stopAll()
  }
}

/** Once more where other programs on the machine may have made another caller wait. */
async function measureTwice(row, maskinporten) {
  const first = await measure(row, maskinporten)
  if (!isByOthers(first)) return first
  return { ...(await measure(row, maskinporten)), firstWait: waitIn(first) }
}

const maskinporten = await startMaskinporten(0)
const measured = []
try {
  for (const row of rows) {
    const one = await measureTwice(row, maskinporten)
    measured.push(one)
    if (!isJson) console.log(write(one))
  }
} finally {
  stopAll()
  await maskinporten.close()
}
const holding = measured.filter(({ holds }) => holds).length
if (isJson) console.log(JSON.stringify(measured, undefined, 2))
else console.log(`${holding} of ${measured.length} rows hold`)
if (holding < measured.length || measured.length === 0) process.exitCode = 1
