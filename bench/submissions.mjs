// What submissions cost the gateway: resident memory against the size of forms and attachments, one
// and twenty at the same time; what another owner's caller waits meanwhile; and what is left behind.
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { organizations } from '../dist/sandbox/organizations.js'
import { organizationNumbersFrom } from '../dist/sandbox/synthetic-numbers.js'
import {
  heapOf,
  isShort,
  longestPauseOf,
  start,
  startGateway,
  startServer,
  stopAll,
  usageOf,
} from './children.mjs'
import { failuresOf, longestOf, medianOf, Prober } from './hostile/prober.mjs'
import { tally } from './hostile/raw-http.mjs'
import { watch } from './resident-memory.mjs'
import { createDraft, smallDraft } from './submissions/requests.mjs'

const [megabyte, mebibyte] = [1_000_000, 1024 * 1024]
const draftBytes = 30 * megabyte
const streamedBytes = (isShort ? 100 : 500) * megabyte
/** Requests at the same time, and the owners of the systems that send them. */
const [count, owners] = [20, 10]
/** MiB that the gateway may grow by. */
const maxGrowth = { draft: 96, streamed: 32, many: 160 }
/** MiB of the heap that may stay taken when everything has ended. */
const maxLeft = 16
/** Milliseconds of the gateway's own work in one turn of its event loop, garbage included. */
const maxTurn = 50
/** Milliseconds before each measurement, and in which everything must have been given back. */
const [rest, givenBackWithin] = [3_000, 10_000]

const { BENCH_ROWS = '' } = process.env
const scope = 'altinn:instances.read altinn:instances.write digdir:dialogporten'

function hold(isSo, text) {
  if (!isSo) process.exitCode = 1
  console.log(`${text}${isSo ? '' : '  DOES NOT HOLD'}`)
}

async function startAll(maskinporten) {
  const { url: platformUrl } = await startServer('submissions/platform.mjs')
  const moved = {
    ...{ to: 'app', app: 'ttd/prove-enkel', mainForm: '59971/1' },
    ...{ forms: { '59971/1': 'model' }, attachments: { Vedlegg: 'vedlegg' } },
  }
  const services = [{ service: '5997/1', owner: 'ttd', moved }]
  const gateway = await startGateway({ platformUrl, maskinporten, services, isAltinn2Open: false })
  const sender = start('submissions/sender.mjs')
  await once(sender, 'message')
  return { gateway, sender }
}

async function cpuOf(child) {
  const { user, system } = await usageOf(child)
  return (user + system) / 1e6
}

/** Sends while another owner's caller asks for its list, and reports what both cost. */
async function measure({ gateway: { child, url }, sender, probe }, name, maxMiB, prepare) {
  sender.send({ prepare: prepare.map((one) => ({ ...one, url })) })
  await once(sender, 'message')
  await heapOf(child)
  const prober = new Prober(url, [probe])
  const quiet = prober.begin()
  const peakAtRest = watch(child)
  await pause(rest)
  const before = await peakAtRest()
  await longestPauseOf(child)
  const [since, cpuBefore] = [performance.now(), await cpuOf(child)]
  const during = prober.begin()
  const peak = watch(child)
  sender.send({ go: true })
  const [{ answers }] = await once(sender, 'message')
  const seconds = (performance.now() - since) / 1_000
  const growth = ((await peak()) - before) / mebibyte
  const cpu = (await cpuOf(child)) - cpuBefore
  const { longestTurn } = await longestPauseOf(child)
  await prober.stop(rest)
  console.log(`${name}: ${seconds.toFixed(1)} s, ${cpu.toFixed(1)} s of CPU time`)
  hold(growth <= maxMiB, `    growth ${growth.toFixed(1)} MiB (limit ${maxMiB})`)
  const turn = `longest work in one turn of the event loop ${longestTurn.toFixed(1)} ms`
  hold(longestTurn <= maxTurn, `    ${turn} (limit ${maxTurn})`)
  reportWaits(during, quiet)
  reportAnswers(answers)
}

/** How long another caller waits depends on the machine, too: it is printed, and has no limit. */
function reportWaits(during, quiet) {
  const failures = [...during.failures].map(([what, times]) => `${what} × ${times}`).join(', ')
  hold(
    failuresOf(during) === 0,
    `    another caller: longest wait ${longestOf(during).toFixed(0)} ms, ` +
      `median ${medianOf(during).toFixed(1)} ms, of ${during.waits.length} requests ` +
      `${failuresOf(during)} fail ${failures}; at rest ${longestOf(quiet).toFixed(0)} and ${medianOf(quiet).toFixed(1)} ms`,
  )
}

/** Every answer is 201, or a 503 that says when to try again; some are 201. */
function reportAnswers(answers) {
  const counts = Object.entries(tally(answers.map(({ status, code }) => `${status} ${code ?? ''}`)))
  const refused = answers.filter(({ status }) => status !== 201)
  const areClear = refused.every(
    ({ status, retryAfter }) => status === 503 && Number(retryAfter) > 0,
  )
  hold(
    areClear && refused.length < answers.length,
    `    answers: ${counts.map(([answer, times]) => `${answer.trim()} × ${times}`).join(', ')}` +
      (refused.length > 0 ? `, with Retry-After: ${refused[0].retryAfter}` : ''),
  )
}

/** Files without a name that a process has open: the spool's. */
function openFiles({ pid }) {
  const folder = `/proc/${pid}/fd`
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).includes('/gateway-')
    } catch {
      return false
    }
  }).length
}

async function reportLeft({ child, url }, token, heapBefore) {
  const until = performance.now() + givenBackWithin
  while (openFiles(child) > 0 && performance.now() < until) await pause(50)
  const grown = ((await heapOf(child)) - heapBefore) / mebibyte
  const next = await createDraft(url, token, smallDraft(`after ${performance.now()}`))
  hold(
    openFiles(child) === 0 && grown < maxLeft && next.status === 201,
    `    afterwards: ${openFiles(child)} files open, heap ${grown.toFixed(1)} MiB larger, ` +
      `the next request is answered ${next.status}`,
  )
}

async function draftsOf(url, tokens) {
  const drafts = []
  for (const [place, token] of tokens.entries()) {
    const { status, location, text } = await createDraft(url, token, smallDraft(`draft ${place}`))
    if (status !== 201) throw new Error(`${status} came: ${text.slice(0, 300)}`)
    drafts.push(new URL(location).pathname)
  }
  return drafts
}

const maskinporten = await startMaskinporten(0)
try {
  const { gateway, sender } = await startAll(maskinporten)
  const { number: systemUser } = organizations.customer
  const numbers = organizationNumbersFrom(310_000_000)
  const mint = () =>
    maskinporten.mint({ org: numbers.next().value, systemUser, scope, lifetime: 3_000 })
  const ofOwners = await Promise.all(Array.from({ length: owners }, mint))
  const [token] = ofOwners
  const many = Array.from({ length: count }, (_, place) => ofOwners[place % owners])
  const probe = { token: await mint(), method: 'GET', path: '/api/my/messages' }
  const rig = { gateway, sender, probe }
  const drafts = await draftsOf(gateway.url, many)
  const one = (what, bytes, name) => ({ what, bytes, name, tokens: [token] })
  const stream = (bytes) => ({
    what: 'streams',
    bytes,
    tokens: many.slice(0, 1),
    drafts: drafts.slice(0, 1),
  })

  const small = 2 * megabyte
  await measure(rig, 'to warm up', Infinity, [
    one('forms', small, 'warm'),
    one('files', small, 'warm'),
    stream(20 * megabyte),
  ])
  const heapBefore = await heapOf(gateway.child)
  const half = { bytes: draftBytes, name: 'many', tokens: many.slice(count / 2) }
  const streamed = `streamed ${streamedBytes / megabyte} MB`
  const rows = [
    ['a form of 30 MB', maxGrowth.draft, [one('forms', draftBytes, 'one')]],
    ['an attachment in a body of 30 MB', maxGrowth.draft, [one('files', draftBytes, 'one')]],
    [streamed, maxGrowth.streamed, [stream(streamedBytes)]],
    [
      `${count} drafts of 30 MB at once`,
      maxGrowth.many,
      [
        { ...half, what: 'forms' },
        { ...half, what: 'files' },
      ],
    ],
    [
      `${count} times ${streamed} at once`,
      maxGrowth.many,
      [{ what: 'streams', bytes: streamedBytes, tokens: many, drafts }],
    ],
  ]
  for (const [name, maxMiB, prepare] of rows.filter(([name]) => name.includes(BENCH_ROWS))) {
    await measure(rig, name, maxMiB, prepare)
    await reportLeft(gateway, token, heapBefore)
  }
} finally {
  stopAll()
  await maskinporten.close()
}
