// What a page of the message box costs, of a box with three thousand forms and three thousand
// messages: calls to Altinn 3 and the rounds in which they go, CPU time against parsing and writing
// the same bytes, and what a deep $skip and a filter that Altinn 3 cannot be told add to both.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { findParty } from '../dist/sandbox/altinn3/access-management/state.js'
import { addManyCorrespondences } from '../dist/sandbox/altinn3/correspondence/new.js'
import { letterResource } from '../dist/sandbox/altinn3/correspondence/resources.js'
import { addManyInstances } from '../dist/sandbox/altinn3/storage/seed/new.js'
import { organizations } from '../dist/sandbox/organizations.js'
import { startSandbox } from '../dist/sandbox/start.js'
import { heapOf, startGateway, stopAll, usageOf } from './children.mjs'

const ofEach = 3_000
const times = 30
/** Milliseconds without a further call, after which a round is full. */
const quiet = 60
/** Calls and rounds that the first page may take once an app's name is known. */
const [mostCalls, mostRounds] = [2, 2]
/** However deep. */
const mostDeepCalls = 16
const mostDeepHeap = 256 * 2 ** 20

const { vendor, customer } = organizations
const scope = 'altinn:instances.read digdir:dialogporten'

function hold(isSo, text) {
  if (!isSo) process.exitCode = 1
  console.log(`${text}${isSo ? '' : '  TOO MUCH'}`)
}

/** Passes calls on; when it gates, all those together that came before it was quiet. */
async function startGate(platformUrl) {
  const gate = { isGating: false, calls: 0, rounds: 0, bytes: [] }
  let waiting = []
  let last = 0
  const server = createServer(async (incoming, outgoing) => {
    const chunks = await incoming.toArray()
    if (/\/exchange\/|\/orgs/.test(incoming.url)) {
      return passOn(incoming, outgoing, chunks, false)
    }
    gate.calls += 1
    if (!gate.isGating) return passOn(incoming, outgoing, chunks)
    last = performance.now()
    waiting.push(() => passOn(incoming, outgoing, chunks))
    await pause(quiet)
    if (performance.now() - last < quiet - 1 || waiting.length === 0) return
    gate.rounds += 1
    for (const go of waiting.splice(0)) void go()
  })

  async function passOn({ method, url, headers }, outgoing, chunks, isCounted = true) {
    const answer = await request(platformUrl + url, {
      method,
      headers: { ...headers, host: undefined, connection: undefined },
      body: chunks.length === 0 ? undefined : Buffer.concat(chunks),
    })
    const body = Buffer.from(await answer.body.arrayBuffer())
    if (gate.isGating && isCounted) gate.bytes.push(body)
    outgoing.writeHead(answer.statusCode, {
      'content-type': answer.headers['content-type'] ?? 'application/json',
      'content-length': body.length,
    })
    outgoing.end(body)
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(gate, { url: `http://127.0.0.1:${server.address().port}`, server })
}

async function ask({ url }, token, query) {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  const { statusCode, body } = await request(`${url}/api/my/messages${query}`, { headers })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${statusCode} came`)
  return text
}

async function rounds(gateway, gate, token, query) {
  Object.assign(gate, { isGating: true, calls: 0, rounds: 0, bytes: [] })
  const text = await ask(gateway, token, query)
  gate.isGating = false
  const { calls, rounds: turns, bytes } = gate
  return { calls, turns, bytes, text, rows: JSON.parse(text)._embedded.messages.length }
}

/** Microseconds of CPU time for each. */
async function costOf(gateway, token, query) {
  await ask(gateway, token, query)
  const before = await usageOf(gateway.child)
  for (let time = 0; time < times; time += 1) await ask(gateway, token, query)
  const after = await usageOf(gateway.child)
  return (after.user + after.system - before.user - before.system) / times
}

function costOfJson(bytes, text) {
  const once = () => {
    for (const one of bytes) JSON.stringify(JSON.parse(one.toString()))
    JSON.stringify(JSON.parse(text))
  }
  once()
  const before = process.cpuUsage()
  for (let time = 0; time < times; time += 1) once()
  const used = process.cpuUsage(before)
  return (used.user + used.system) / times
}

const sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, '')
const gate = await startGate(sandbox.altinn3.url)
try {
  const { altinn3, maskinporten } = sandbox
  const party = findParty(altinn3.access, 'organizationNumber', customer.number)
  addManyInstances(altinn3.storage, party, ofEach)
  addManyCorrespondences(altinn3.correspondence, [customer.number], ofEach, {
    resourceId: letterResource,
  })
  const wish = { org: vendor.number, systemUser: customer.number, scope, lifetime: 3_000 }
  const token = await maskinporten.mint(wish)
  const gateway = await startGateway({ platformUrl: gate.url, maskinporten, isAltinn2Open: false })
  const cold = await rounds(gateway, gate, token, '')
  console.log(
    `the first page of all: ${cold.calls} calls in ${cold.turns} rounds, names of apps included`,
  )
  const pages = [
    ['nothing is asked', "?$filter=Status+eq+'Nothing'", 0, 0],
    ['the first page', '', mostCalls, mostRounds],
    ['unread messages', "?$filter=Status+eq+'Ulest'", mostCalls, mostRounds],
    [
      'of one subject',
      "?$filter=substringof('NYEST',toupper(Subject))",
      mostDeepCalls,
      mostDeepCalls,
    ],
    ['$skip=1000', '?$skip=1000', mostDeepCalls, mostDeepCalls],
    ['$skip=5900', '?$skip=5900', mostDeepCalls, mostDeepCalls],
    ['$skip=2000000000', '?$skip=2000000000', mostDeepCalls, mostDeepCalls],
    ['by subject', '?$orderby=Subject', mostDeepCalls, mostDeepCalls],
  ]
  const heapBefore = await heapOf(gateway.child)
  for (const [name, query, most, mostTurns] of pages) {
    const { calls, turns, bytes, text, rows } = await rounds(gateway, gate, token, query)
    const [page, json] = [await costOf(gateway, token, query), costOfJson(bytes, text)]
    const kibibytes = bytes.reduce((sum, one) => sum + one.length, text.length) / 1024
    hold(
      calls <= most && turns <= mostTurns,
      `${name.padEnd(18)} ${String(rows).padStart(2)} rows  ${String(calls).padStart(2)} calls in ` +
        `${turns} rounds  ${(page / 1_000).toFixed(1).padStart(6)} ms CPU, ` +
        `${(page / json).toFixed(1)} times JSON.parse and JSON.stringify of the same ${kibibytes.toFixed(0)} KiB`,
    )
  }
  await Promise.all(Array.from({ length: 16 }, () => ask(gateway, token, '?$skip=5900')))
  const grown = (await heapOf(gateway.child)) - heapBefore
  hold(
    grown < mostDeepHeap,
    `heap ${(grown / 2 ** 20).toFixed(1)} MiB larger after sixteen at once of $skip=5900`,
  )
} finally {
  stopAll()
  gate.server.closeAllConnections()
  gate.server.close()
  await sandbox.close()
}
