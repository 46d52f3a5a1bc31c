// CPU time per forwarded request: the gateway with everything on, against a bare relay, in turns
// in one run. The ratio of medians is the figure; the times themselves belong to this machine.
import { Pool } from 'undici'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { isShort, startGateway, startServer, stopAll, usageOf } from './children.mjs'

const rounds = isShort ? 3 : 9
const connections = 32
const cases = [
  ['1 KB document, handed on', '/api/my/messages/a1/print', 6_000],
  ['1 KB message, links rewritten', '/api/my/messages/a1', 6_000],
  ['list of 50 messages, links rewritten', '/api/my/messages', 1_500],
]

async function cpu(child) {
  const { user, system } = await usageOf(child)
  return user + system
}

async function measure({ child, url }, target, count, token) {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  let left = count
  const before = await cpu(child)
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const { statusCode, body } = await pool.request({ path: target, method: 'GET', headers })
        await body.dump({ limit: 10_000_000 })
        if (statusCode !== 200) throw new Error(`${url}${target} answered ${statusCode}`)
      }
    }),
  )
  const used = (await cpu(child)) - before
  await pool.close()
  return used / count
}

const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1]

const maskinporten = await startMaskinporten(0)
try {
  const upstream = await startServer('upstream.mjs')
  const relay = await startServer('relay.mjs', { UPSTREAM: upstream.url })
  const gateway = await startGateway({ platformUrl: upstream.url, maskinporten })
  const sides = { relay, gateway }
  const token = await maskinporten.mint({
    org: '310385980',
    systemUser: '313876144',
    scope: 'altinn:enduser',
    lifetime: 3_000,
  })
  console.log(`CPU per request in microseconds, medians of ${rounds} rounds in turns`)
  for (const [name, target, count] of cases) {
    const figures = { relay: [], gateway: [] }
    for (let round = 0; round <= rounds; round += 1) {
      for (const side of ['relay', 'gateway']) {
        const used = await measure(sides[side], target, count, token)
        // The first round warms up.
        if (round > 0) figures[side].push(used)
      }
    }
    const ratios = figures.gateway.map((used, round) => used / figures.relay[round])
    console.log(
      `${name.padEnd(38)} relay ${median(figures.relay).toFixed(0).padStart(5)}` +
        `  gateway ${median(figures.gateway).toFixed(0).padStart(5)}` +
        `  ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`,
    )
  }
} finally {
  stopAll()
  await maskinporten.close()
}
