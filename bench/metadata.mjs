// What the metadata of three hundred services costs: calls to the resource registry, CPU time and memory,
// with a registry of ten thousand resources, one that is away, and one that never answers.
import { request } from 'undici'
import { fillRegistry } from '../dist/sandbox/altinn3/registry/seed.js'
import { startSandbox } from '../dist/sandbox/start.js'
import { heapOf, longestPauseOf, startGateway, stopAll, usageOf } from './children.mjs'

const [services, resources, times] = [300, 10_000, 20]
const path = `/api/metadata?$filter=${encodeURIComponent("ServiceOwnerCode eq 'NAV'")}&$top=2000`
const entries = Array.from({ length: services }, (_, place) => ({
  service: `${1_000 + place}/1`,
  name: `Tjeneste ${place}`,
  owner: 'nav',
  moved: { to: 'resource', resource: `nav-fyll-${place}` },
}))
/** Bytes by which the heap may grow, of which the names of 300 services are a part. */
const maxGrowth = 4 * 2 ** 20

function hold(isSo, text) {
  if (!isSo) process.exitCode = 1
  console.log(`${text}${isSo ? '' : '  TOO MUCH'}`)
}

async function ask({ url }) {
  const { statusCode, body } = await request(url + path, {
    headers: { accept: 'application/json' },
  })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${statusCode} came`)
  return { rows: JSON.parse(text), bytes: text.length }
}

/** What one or more requests cost the gateway, and how often the registry was asked. */
async function measure(gateway, { counts }, count) {
  const before = await usageOf(gateway.child)
  await longestPauseOf(gateway.child)
  const [asked, began] = [counts.registry, performance.now()]
  let last
  for (let time = 0; time < count; time += 1) last = await ask(gateway)
  const wall = (performance.now() - began) / count
  const after = await usageOf(gateway.child)
  const used = (after.user + after.system - before.user - before.system) / count / 1_000
  const { longestTurn: own } = await longestPauseOf(gateway.child)
  return { ...last, wall, used, own, calls: counts.registry - asked }
}

function say(name, { rows, bytes, wall, used, own, calls }) {
  const size = `${rows.length} rows, ${(bytes / 1024).toFixed(0)} KiB`
  const pause = !own ? '' : `, loop held ${own.toFixed(1)} ms`
  return `${name}: ${size}, ${calls} calls, ${wall.toFixed(0)} ms, CPU ${used.toFixed(1)} ms${pause}`
}

const sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, '')
try {
  const { altinn3, maskinporten } = sandbox
  const platform = { platformUrl: altinn3.url, maskinporten, services: entries }
  const fresh = () => startGateway({ ...platform, isAltinn2Open: false })

  fillRegistry(altinn3.registry, services)
  const gateway = await fresh()
  const before = await heapOf(gateway.child)
  const first = await measure(gateway, altinn3, 1)
  hold(first.calls === services && first.rows.length === services, say('first', first))
  const warm = await measure(gateway, altinn3, times)
  hold(warm.calls === 0, say('later', warm))
  const grown = (await heapOf(gateway.child)) - before
  hold(grown < maxGrowth, `heap ${(grown / 2 ** 20).toFixed(1)} MiB larger`)

  fillRegistry(altinn3.registry, resources)
  const large = await measure(await fresh(), altinn3, 1)
  hold(large.calls === services, say(`first of ${resources} resources`, large))
  const list = await (
    await fetch(`${altinn3.url}/resourceregistry/api/v1/resource/resourcelist`)
  ).text()
  const began = performance.now()
  JSON.parse(list)
  const parsed = performance.now() - began
  console.log(
    `not used: the list of them all, ${(list.length / 2 ** 20).toFixed(1)} MiB, holds the loop ${parsed.toFixed(0)} ms`,
  )

  altinn3.faults.registry = 'error'
  const away = await measure(await fresh(), altinn3, times)
  hold(away.calls <= 16 && away.rows.length === services, say('registry away', away))
  altinn3.faults.registry = 'hang'
  const silent = await measure(await fresh(), altinn3, 2)
  hold(silent.calls <= 16 && silent.wall < 5_000, say('registry silent', silent))
} finally {
  stopAll()
  await sandbox.close()
}
