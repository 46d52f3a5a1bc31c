// A services file that changes every 250 ms, every second time into one that cannot be used, while
// callers ask without a break: none of them may notice, and each answer must be one register's.
// Then files of 1,000 entries: the event loop must not stand still while they are read.
// `node bench/reload.mjs [seconds]`
import { renameSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { readContent } from '../dist/src/config/register/services.js'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { organizations } from '../dist/sandbox/organizations.js'
import { isShort, longestPauseOf, startGateway, startServer, stopAll } from './children.mjs'

const seconds = Number(process.argv[2] ?? (isShort ? 10 : 60))
const changeEvery = 250
const connections = 8
const size = 1_000
const reloads = 10
/** Milliseconds; other programs on the machine make pauses, too, so the best of some tries counts. */
const longestPause = 50
const mostTries = 5

const path = '/api/my/brokerservice/inbox?serviceCode=1000&serviceEditionCode=1'
const entry = (place, change = {}) => ({
  service: `${1000 + place}/1`,
  name: `Prøvetjeneste nummer ${place}`,
  owner: 'ttd',
  moved: { to: 'broker', resource: `bench-resource-${place}` },
  ...change,
})
const [moved, ahead] = [{}, { since: '2099-01-01' }].map((change) =>
  JSON.stringify({ services: [entry(0, change)] }),
)
const sideOf = new Map([
  [readContent(moved, []).version, 'altinn3'],
  [readContent(ahead, []).version, 'altinn2'],
])
const unusable = '{"services":[{"service":"1000/1"},{"moved":{}}]}'

/** Every line of the gateway's log, as it comes. */
function follow({ child }) {
  const counts = new Map()
  const requests = new Map()
  createInterface(child.stdout).on('line', (line) => {
    const { msg, requestId, register, decision } = JSON.parse(line)
    counts.set(msg, (counts.get(msg) ?? 0) + 1)
    if (msg === 'request') requests.set(requestId, { register, decision })
  })
  return { count: (message) => counts.get(message) ?? 0, requests }
}

function replace(file, text) {
  writeFileSync(`${file}.next`, text)
  renameSync(`${file}.next`, file)
}

async function keepChanging(file, until) {
  const contents = [moved, unusable, ahead, unusable]
  let changes = 0
  for (; performance.now() < until; changes += 1) {
    const text = contents[changes % contents.length]
    // As an editor does it, and as a shell does it.
    if (changes % 3 === 0) writeFileSync(file, text)
    else replace(file, text)
    await pause(changeEvery)
  }
  return changes
}

async function keepAsking(pool, headers, until, answers) {
  while (performance.now() < until) {
    const answered = await pool.request({ path, method: 'GET', headers }).then(
      async ({ statusCode, headers: { 'x-request-id': id, ...named }, body }) => {
        await body.dump()
        return { statusCode, id, register: named['x-register'], by: named['x-served-by'] }
      },
      (error) => ({ statusCode: error.message }),
    )
    answers.push(answered)
  }
}

function isOfOneRegister({ id, register, by }, requests) {
  const logged = requests.get(id)
  const decision = by === 'altinn3' ? 'translate' : 'forward'
  return (
    sideOf.get(register) === by && logged?.register === register && logged.decision === decision
  )
}

async function load(gateway, token) {
  const pool = new Pool(gateway.url, { connections, pipelining: 1 })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  const log = follow(gateway)
  const answers = []
  const until = performance.now() + seconds * 1_000
  const [changes] = await Promise.all([
    keepChanging(gateway.servicesFile, until),
    ...Array.from({ length: connections }, () => keepAsking(pool, headers, until, answers)),
  ])
  await pool.close()
  for (let tries = 0; tries < 100 && log.requests.size < answers.length; tries += 1) await pause(50)
  const failed = answers.filter(({ statusCode }) => statusCode !== 200)
  const mixed = answers.filter((answer) => !isOfOneRegister(answer, log.requests)).length
  const by = (side) => answers.filter((answer) => answer.by === side).length
  const [loaded, refused] = ['services file loaded', 'services file refused'].map(log.count)
  console.log(
    `${seconds} s, a change every ${changeEvery} ms: ${changes} changes, ${loaded} loaded, ${refused} refused\n` +
      `${answers.length} requests (${by('altinn2')} by Altinn 2, ${by('altinn3')} by Altinn 3): ` +
      `${failed.length} failed, ${mixed} of two registers`,
  )
  // Nothing is shown unless some were loaded, some refused, and both registers answered.
  const isShown = Math.min(loaded, refused, by('altinn2'), by('altinn3')) > seconds / 20
  if (failed.length > 0 || mixed > 0 || !isShown) process.exitCode = 1
}

async function reloadLarge(gateway, log, place) {
  const before = log.count('services file loaded')
  const change = { name: `Endring ${place}` }
  const services = Array.from({ length: size }, (_, at) => entry(at, at % 2 === 0 ? change : {}))
  replace(gateway.servicesFile, JSON.stringify({ services }, undefined, 2))
  const since = performance.now()
  while (log.count('services file loaded') === before) {
    if (performance.now() - since > 30_000) throw new Error('a changed file was not loaded')
    await pause(20)
  }
  return performance.now() - since
}

/** Where others take the processors, so that it stands still without reloads, too, its own work tells. */
function isShort(whileReloading, whileQuiet) {
  if (whileReloading.longestPause <= longestPause) return true
  const { longestTurn } = whileReloading
  return (
    whileQuiet.longestPause > longestPause && longestTurn !== null && longestTurn <= longestPause
  )
}

function written({ longestPause, longestTurn }) {
  const own = longestTurn === null ? '' : `, longest work in one turn ${longestTurn.toFixed(1)} ms`
  return `${longestPause.toFixed(1)} ms${own}`
}

async function pauses(gateway) {
  const log = follow(gateway)
  for (let place = 0; place < 3; place += 1) await reloadLarge(gateway, log, `a${place}`)
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const times = []
    await longestPauseOf(gateway.child)
    for (let place = 0; place < reloads; place += 1) {
      times.push(await reloadLarge(gateway, log, `${tries}/${place}`))
    }
    const whileReloading = await longestPauseOf(gateway.child)
    await pause(times.reduce((sum, time) => sum + time, 0))
    const whileQuiet = await longestPauseOf(gateway.child)
    const isWithin = isShort(whileReloading, whileQuiet)
    console.log(
      `${reloads} reloads of ${size} entries: live after ${Math.max(...times).toFixed(0)} ms at most; longest pause ` +
        `${written(whileReloading)} (limit ${longestPause}), without reloads ${written(whileQuiet)}` +
        (isWithin ? '' : '  TOO LONG'),
    )
    if (isWithin) return
  }
  process.exitCode = 1
}

const maskinporten = await startMaskinporten(0)
try {
  const { url: platformUrl } = await startServer('platforms.mjs', {
    ORGANIZATION: organizations.customer.number,
    RESOURCE: 'bench-resource-0',
  })
  const settings = { platformUrl, maskinporten, services: [entry(0)], output: 'pipe' }
  const token = await maskinporten.mint({
    org: organizations.customer.number,
    scope: 'altinn:brokerservice.read altinn:broker.read',
    lifetime: 3_000,
  })
  await load(await startGateway(settings), token)
  await pauses(await startGateway(settings))
} finally {
  stopAll()
  await maskinporten.close()
}
