// CPU time per forwarded request: the gateway with everything on, against a bare relay, in turns
// in one run. The ratio of medians is the figure; the times themselves belong to this machine.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Pool } from 'undici'
import { startMaskinporten } from '../dist/src/sandbox/maskinporten.js'

const rounds = 9
const connections = 32
const cases = [
  ['1 KB document, handed on', '/api/my/messages/a1/print', 6_000],
  ['1 KB message, links rewritten', '/api/my/messages/a1', 6_000],
  ['list of 50 messages, links rewritten', '/api/my/messages', 1_500],
]

const children = []
async function start(script, env = {}) {
  const reporter = new URL('cpu-on-request.mjs', import.meta.url).href
  const child = fork(script, {
    env: { PATH: process.env.PATH, ...env },
    execArgv: ['--import', reporter],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.push(child)
  return child
}

async function cpu(child) {
  child.send('cpu')
  const [{ user, system }] = await once(child, 'message')
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

const folder = mkdtempSync(path.join(tmpdir(), 'bench-'))
const maskinporten = await startMaskinporten(0)
try {
  const upstream = await start(new URL('upstream.mjs', import.meta.url).pathname)
  const [{ url: upstreamUrl }] = await once(upstream, 'message')
  const relay = await start(new URL('relay.mjs', import.meta.url).pathname, {
    UPSTREAM: upstreamUrl,
  })
  const [{ url: relayUrl }] = await once(relay, 'message')

  const port = 18_080
  const config = path.join(folder, 'config.yaml')
  writeFileSync(path.join(folder, 'services.yaml'), 'services: []\n')
  writeFileSync(
    config,
    JSON.stringify({
      environment: 'sandbox',
      port,
      host: '127.0.0.1',
      publicUrl: 'https://gateway.example',
      logLevel: 'info',
      servicesFile: 'services.yaml',
      insecureLoopback: true,
      admin: { port: port + 1, host: '127.0.0.1' },
      altinn2: { url: upstreamUrl, publicOrigins: ['https://tt02.altinn.no'], statusCompat: true },
      altinn3: { platformUrl: upstreamUrl },
      maskinporten: {
        issuer: maskinporten.issuer,
        jwksUrl: `${maskinporten.issuer}jwk`,
        audiencePolicy: 'compat',
        audiences: [],
        delegationSources: [],
      },
    }),
  )
  const gateway = await start(new URL('../dist/src/main.js', import.meta.url).pathname, {
    CONFIG: config,
  })
  for (let tries = 0; ; tries += 1) {
    const isReady = await fetch(`http://127.0.0.1:${port + 1}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) break
    if (tries > 100) throw new Error('the gateway did not become ready')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }

  const sides = {
    relay: { child: relay, url: relayUrl },
    gateway: { child: gateway, url: `http://127.0.0.1:${port}` },
  }
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
  for (const child of children) child.kill()
  await maskinporten.close()
  rmSync(folder, { recursive: true })
}
