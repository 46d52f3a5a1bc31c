// Memory against the size of a file: the gateway hands files through both ways, to and from both
// platforms, and what it holds must not grow with them. `node bench/bodies.mjs [MiB]`
import { setTimeout as pause } from 'node:timers/promises'
import { Agent } from 'undici'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { organizations } from '../dist/sandbox/organizations.js'
import { isShort, startGateway, startServer, stopAll, usageOf } from './children.mjs'
import { check, write } from './pattern.mjs'
import { residentSetOf, watch } from './resident-memory.mjs'

const mebibyte = 1024 * 1024
/** MiB; the broker took no more than the first through REST. */
const size = Number(process.argv[2] ?? (isShort ? 128 : 1024))
if (!Number.isInteger(size) || size < 1 || size > 1024) throw new Error('a size is 1 to 1024 MiB')
const warmUp = 64
/** MiB that the gateway may grow by while it hands through one file, or four at once. */
const mostForOne = 48
const mostForFour = 96
const pauseBefore = 2_000
/** How long readers stop on the way, in the end: what is sent meanwhile must wait elsewhere. */
const restOfReaders = 2_000
const journeyWithin = 120_000

const organization = organizations.customer.number
const resource = 'bench-resource'
const scope =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'

const journeys = {
  'forward up': (asking, length) => upload('altinn2', '5998', asking, length),
  'forward down': (asking, length) => download(2, asking, length),
  'translate up': (asking, length) => upload('altinn3', '5997', asking, length),
  'translate down': (asking, length) => download(3, asking, length),
}

async function upload(side, serviceCode, { ask, platformUrl }, length) {
  const described = { serviceCode, serviceEditionCode: 1, recipients: [organization] }
  const query = new URLSearchParams({
    brokerServiceDescription: JSON.stringify(described),
    fileName: 'large.zip',
  })
  const { body } = await ask({
    path: `/api/my/brokerservice/outbox?${query}`,
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(length) },
    body: write(length),
  })
  await body.dump()
  const received = await fetch(`${platformUrl}/received/${side}`)
  needWhole(await received.text(), length)
}

async function download(first, { ask, rest }, length) {
  const mebibytes = String(length / mebibyte).padStart(12, '0')
  const reference = `${first}0000000-0000-4000-8000-${mebibytes}`
  const { body } = await ask({
    path: `/api/my/brokerservice/inbox/${reference}/download`,
    method: 'GET',
  })
  needWhole(JSON.stringify(await check(body, rest)), length)
}

function needWhole(arrived, length) {
  if (arrived === JSON.stringify({ length, isRight: true })) return
  throw new Error(`of ${length} bytes there came ${arrived || 'nothing'}`)
}

function createAsk(gatewayUrl, token) {
  const agent = new Agent({ pipelining: 1 })
  return async ({ headers, ...request }) => {
    const answer = await agent.request({
      origin: gatewayUrl,
      ...request,
      headers: { authorization: `Bearer ${token}`, accept: '*/*', ...headers },
      signal: AbortSignal.timeout(journeyWithin),
    })
    if (answer.statusCode < 300) return answer
    throw new Error(`${request.method} was answered ${answer.statusCode}`)
  }
}

async function cpuOf(child) {
  const { user, system } = await usageOf(child)
  return (user + system) / 1e6
}

async function measure(names, asking, { child, baseline }) {
  const [cpuBefore, since] = [await cpuOf(child), performance.now()]
  const peak = watch(child)
  await Promise.all(names.map((name) => journeys[name](asking, size * mebibyte)))
  const seconds = (performance.now() - since) / 1_000
  const growth = ((await peak()) - baseline) / mebibyte
  const total = size * names.length
  const cpu = ((await cpuOf(child)) - cpuBefore) / (total / 1_024)
  return { growth, seconds, rate: total / seconds, cpu }
}

function report(name, { growth, seconds, rate, cpu }, limit) {
  const isWithin = growth < limit
  if (!isWithin) process.exitCode = 1
  console.log(
    `${name.padEnd(14)}  growth ${growth.toFixed(1).padStart(6)} MiB (limit ${limit})` +
      `  ${seconds.toFixed(1).padStart(5)} s  ${rate.toFixed(0).padStart(5)} MiB/s` +
      `  CPU ${cpu.toFixed(2)} s/GiB${isWithin ? '' : '  TOO MUCH'}`,
  )
}

const maskinporten = await startMaskinporten(0)
try {
  const env = { ORGANIZATION: organization, RESOURCE: resource }
  const { url: platformUrl } = await startServer('platforms.mjs', env)
  const { child, url } = await startGateway({
    platformUrl,
    maskinporten,
    services: [{ service: '5997/1', moved: { to: 'broker', resource } }],
  })
  const token = await maskinporten.mint({ org: organization, scope, lifetime: 3_000 })
  const asking = { ask: createAsk(url, token), platformUrl }

  const names = Object.keys(journeys)
  for (const name of names) await journeys[name](asking, warmUp * mebibyte)
  await pause(pauseBefore)
  const baseline = await residentSetOf(child)
  console.log(
    `files of ${size} MiB; the gateway occupies ${(baseline / mebibyte).toFixed(1)} MiB before`,
  )
  const measured = { child, baseline }
  for (const name of names) report(name, await measure([name], asking, measured), mostForOne)
  report('all at once', await measure(names, asking, measured), mostForFour)
  await fetch(`${platformUrl}/rest/${restOfReaders}`, { method: 'POST' })
  const resting = { ...asking, rest: restOfReaders }
  report('readers rest', await measure(names, resting, measured), mostForFour)
} finally {
  stopAll()
  await maskinporten.close()
}
