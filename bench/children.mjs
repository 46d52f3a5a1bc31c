// What a bench measures and what it measures against: each in a process of its own.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Fewer rounds are asked for: `npm run bench -- --short`. */
export const isShort = process.env.BENCH_SHORT === 'true'

const children = []
const folders = []

/** A script of this folder, or another by its place seen from here. */
export function start(script, env = {}, output = 'ignore') {
  const reporter = new URL('usage-on-request.mjs', import.meta.url).href
  const child = fork(new URL(script, import.meta.url), {
    env: { PATH: process.env.PATH, ...env },
    execArgv: ['--import', reporter],
    stdio: ['ignore', output, 'inherit', 'ipc'],
  })
  children.push(child)
  return child
}

/** A script that says where it listens. */
export async function startServer(script, env) {
  const child = start(script, env)
  const [{ url }] = await once(child, 'message')
  return { child, url }
}

/** The gateway with everything on, in front of platforms at one address, or with Altinn 2 closed. */
export async function startGateway({
  platformUrl,
  maskinporten,
  services = [],
  output,
  isAltinn2Open = true,
  limits = {},
  more = {},
}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'))
  folders.push(folder)
  const [port, adminPort] = [await freePort(), await freePort()]
  const config = path.join(folder, 'config.yaml')
  const servicesFile = path.join(folder, 'services.yaml')
  writeFileSync(servicesFile, JSON.stringify({ services }))
  writeFileSync(
    config,
    JSON.stringify({
      environment: 'sandbox',
      port,
      host: '127.0.0.1',
      publicUrl: 'https://gateway.example',
      logLevel: 'info',
      servicesFile: 'services.yaml',
      servicesCopy: 'services.copy.yaml',
      insecureLoopback: true,
      admin: { port: adminPort, host: '127.0.0.1' },
      altinn2: {
        ...(isAltinn2Open ? { url: platformUrl } : {}),
        publicOrigins: ['https://tt02.altinn.no'],
        statusCompat: true,
      },
      altinn3: { platformUrl, orgsUrl: `${platformUrl}/orgs` },
      limits,
      ...more,
      maskinporten: {
        issuer: maskinporten.issuer,
        jwksUrl: `${maskinporten.issuer}jwk`,
        audiencePolicy: 'compat',
        audiences: [],
        delegationSources: [],
      },
    }),
  )
  const child = start('../dist/src/main.js', { CONFIG: config }, output)
  const adminUrl = `http://127.0.0.1:${adminPort}`
  await needReady(`${adminUrl}/health/ready`)
  return { child, url: `http://127.0.0.1:${port}`, adminUrl, servicesFile }
}

/** CPU time used so far (microseconds) and memory held (bytes), in the child's own words. */
export async function usageOf(child, what = 'usage') {
  child.send(what)
  const [usage] = await once(child, 'message')
  return usage
}

/** Bytes of the heap that are still held once garbage is collected. */
export async function heapOf(child) {
  return (await usageOf(child, 'heap')).heapUsed
}

/**
 * Milliseconds that its event loop stood still at most since this was asked the last time, and of
 * its own work in one turn of it: the rest was waiting for a processor.
 */
export async function longestPauseOf(child) {
  child.send('pause')
  const [longest] = await once(child, 'message')
  return longest
}

/** At once: nothing of theirs is worth waiting for. */
export function stopAll() {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
}

/** Below the ports that the system gives to connections: one of those could be taken meanwhile. */
async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(10_000 * Math.random())
    const server = createServer()
    const isFree = await new Promise((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

async function needReady(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    const isReady = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return
    await pause(100)
  }
  throw new Error('the gateway did not become ready')
}
