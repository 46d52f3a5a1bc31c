// Two gateways behind a balancer, ended and started again in turn while callers ask on: no request
// may fail, and no answer may be another's than the gateway's.
// `npm run bench -- --only restarts [--short] [--json]`
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { isShort, startServer, stopAll } from './children.mjs'
import { ordinary, prepareGateways } from './hostile/rig.mjs'

const requests = isShort ? 2_000 : 20_000
/** Callers that ask at the same time, each on a connection of its own as long as that stays open. */
const callers = 24
/** Seconds: what each gateway has for its balancer, and for what is under way then. */
const drain = { drainWait: 1, drainTimeout: 20 }
/** Milliseconds that Altinn 3 takes for one owner: longer than the gateway serves on. */
const slow = 1_500
const slowOwner = 3
/** Milliseconds after which a request has failed. */
const within = 15_000

/** What has gone wrong, with how often. */
const failures = new Map()
let [sent, isOver] = [0, false]

function fail(why) {
  failures.set(why, (failures.get(why) ?? 0) + 1)
}

async function ask(pool, { token, status = 200, headers, ...asked }) {
  sent += 1
  try {
    const answer = await pool.request({
      ...asked,
      headers: { authorization: `Bearer ${token}`, accept: '*/*', ...headers },
      signal: AbortSignal.timeout(within),
    })
    await answer.body.dump({ limit: Infinity })
    if (answer.headers['x-request-id'] === undefined) fail('an answer that is not the gateway’s')
    else if (answer.statusCode !== status) fail(`status ${answer.statusCode}`)
  } catch (error) {
    fail(error.code ?? error.name)
  }
}

/** Asks one thing after the other, as a real caller does. */
async function keepAsking(pool, asked, from) {
  for (let turn = from; !isOver; turn += 1) await ask(pool, asked[turn % asked.length])
}

/** Ends one gateway as a container's host does, and starts another in its place. */
async function restart(gateway, startGateway, balancer) {
  const ended = once(gateway.child, 'exit')
  gateway.child.kill('SIGTERM')
  const [code] = await ended
  if (code !== 0) fail(`a gateway ended with ${code}`)
  balancer.send({ remove: gateway.url })
  const next = await startGateway()
  await addTo(balancer, next)
  return next
}

async function addTo(balancer, { url, adminUrl }) {
  balancer.send({ add: { url, adminUrl } })
  await once(balancer, 'message')
}

const maskinporten = await startMaskinporten(0)
try {
  const { startGateway, tokenOf, set } = await prepareGateways(maskinporten, drain)
  const { child: balancer, url } = await startServer('restarts/balancer.mjs')
  let gateways = [await startGateway(), await startGateway()]
  for (const gateway of gateways) await addTo(balancer, gateway)
  const [token, other, slowToken] = await Promise.all(
    [1, 2, slowOwner].map((owner) => tokenOf({ owner })),
  )
  set({ slow: { owner: slowOwner, ms: slow } })
  const quick = [ordinary.list(token), ordinary.upload(other)]
  const pool = new Pool(url, { connections: callers, pipelining: 1 })
  const asking = Array.from({ length: callers }, (_, place) =>
    keepAsking(pool, place % 6 === 0 ? [ordinary.list(slowToken)] : quick, place),
  )
  let restarts = 0
  while (sent < requests || restarts < gateways.length) {
    const [first, ...others] = gateways
    gateways = [...others, await restart(first, startGateway, balancer)]
    restarts += 1
    await pause(200)
  }
  isOver = true
  await Promise.all(asking)
  await pool.close()
  const result = { requests: sent, restarts, failures: Object.fromEntries(failures) }
  if (process.env.BENCH_JSON === 'true') console.log(JSON.stringify(result))
  else {
    const seen = [...failures].map(([why, count]) => `${why} × ${count}`).join(', ')
    console.log(`${sent} requests, ${restarts} restarts, failed: ${seen || 'none'}`)
  }
  if (failures.size > 0) process.exitCode = 1
} finally {
  stopAll()
  await maskinporten.close()
}
