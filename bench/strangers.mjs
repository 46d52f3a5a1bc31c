// What tokens that are refused cost the callers whose tokens are known: ten thousand tokens of
// unknown keys, and as many with bad signatures, each sent once.
//
// Strangers and known callers come in turns, each turn a burst on as many connections as there are,
// and CPU time of the gateway's process, all threads, is read between them. In each turn a thousand
// strangers come first, then two hundred known callers, then the same two hundred once more. The
// second time nothing has come between: that is a known caller's price alone. The first time, ten
// thousand strangers have come since each of these callers was last seen, enough to push any of them
// out of a cache that kept both, and whatever the strangers have set off is under way. By how much
// that is dearer is the figure. Nothing has to be taken off for the strangers themselves, and the
// two that are compared lie milliseconds apart, so that a busy machine burdens both alike. What a
// refusal costs is printed and has no limit.
import { randomBytes } from 'node:crypto'
import { Pool } from 'undici'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { heapOf, isShort, startGateway, startServer, stopAll, usageOf } from './children.mjs'

const rounds = isShort ? 3 : 7
const connections = 32
const turns = 10
const [strangersInTurn, callersInTurn] = [1_000, 200]
/** Per cent by which a known caller's request may cost more beside strangers. */
const mostRise = 20
/** MiB that the heap may grow by, garbage collected, from the first round to the last. */
const mostGrowth = 2
/** Seconds between two fetches of keys. */
const cooldown = 30
const target = '/api/my/messages/a1/print'

async function send(pool, requests) {
  let next = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (next < requests.length) {
        const { token, status } = requests[next++]
        const headers = { authorization: `Bearer ${token}`, accept: 'application/pdf' }
        const { statusCode, body } = await pool.request({ path: target, method: 'GET', headers })
        await body.dump()
        if (statusCode !== status) throw new Error(`${status} was due, ${statusCode} came`)
      }
    }),
  )
}

/** Microseconds of CPU time. */
async function measure({ child, pool }, requests) {
  const before = await usageOf(child)
  await send(pool, requests)
  const { user, system } = await usageOf(child)
  return user + system - before.user - before.system
}

const kinds = {
  'unknown keys': ([, payload, signature]) => {
    // As long as a key id may be.
    const header = { kid: randomBytes(96).toString('base64url'), alg: 'RS256' }
    return [Buffer.from(JSON.stringify(header)).toString('base64url'), payload, signature]
  },
  'bad signatures': ([header, payload]) => {
    const signature = randomBytes(256)
    // Below every modulus of that length: larger numbers are refused without a calculation.
    signature[0] = 0
    return [header, payload, signature.toString('base64url')]
  },
}

function strangers(spoil, token) {
  const parts = token.split('.')
  return Array.from({ length: strangersInTurn }, () => ({
    token: spoil(parts).join('.'),
    status: 401,
  }))
}

async function measureRound(gateway, known, spoil) {
  const used = { strangers: 0, after: 0, alone: 0 }
  for (let turn = 0; turn < turns; turn += 1) {
    const callers = known.slice(turn * callersInTurn, (turn + 1) * callersInTurn)
    used.strangers += await measure(gateway, strangers(spoil, callers[0].token))
    used.after += await measure(gateway, callers)
    used.alone += await measure(gateway, callers)
  }
  return {
    refusal: used.strangers / turns / strangersInTurn,
    after: used.after / known.length,
    alone: used.alone / known.length,
    rise: 100 * (used.after / used.alone - 1),
  }
}

const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1]

function report(name, figures) {
  const of = (figure) => figures.map((one) => one[figure])
  const rise = median(of('rise'))
  const range = `${Math.min(...of('rise')).toFixed(1)} to ${Math.max(...of('rise')).toFixed(1)}`
  const write = (figure) => median(of(figure)).toFixed(0).padStart(4)
  hold(
    rise < mostRise,
    `${name.padEnd(14)}  a refusal ${write('refusal')}  a known caller ${write('alone')}` +
      `  after them ${write('after')}: ${rise.toFixed(1)} % more (${range}; limit ${mostRise})`,
  )
}

function hold(isSo, text) {
  if (!isSo) process.exitCode = 1
  console.log(`${text}${isSo ? '' : '  TOO MUCH'}`)
}

async function mintKnown(maskinporten) {
  const wish = { org: '310385980', systemUser: '313876144', scope: 'altinn:enduser' }
  const known = []
  while (known.length < turns * callersInTurn) {
    known.push({ token: await maskinporten.mint({ ...wish, lifetime: 3_000 }), status: 200 })
  }
  return known
}

const maskinporten = await startMaskinporten(0)
try {
  const { url: platformUrl } = await startServer('upstream.mjs')
  const { child, url } = await startGateway({ platformUrl, maskinporten })
  const gateway = { child, pool: new Pool(url, { connections, pipelining: 1 }) }
  const known = await mintKnown(maskinporten)
  const [since, fetchesBefore] = [performance.now(), maskinporten.keys.fetches]
  const figures = Object.fromEntries(Object.keys(kinds).map((name) => [name, []]))
  let heapBefore = 0
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, spoil] of Object.entries(kinds)) {
      const measured = await measureRound(gateway, known, spoil)
      // The first round warms up.
      if (round > 0) figures[name].push(measured)
    }
    if (round === 0) heapBefore = await heapOf(child)
  }
  const seconds = (performance.now() - since) / 1_000
  const fetches = maskinporten.keys.fetches - fetchesBefore
  const growth = ((await heapOf(child)) - heapBefore) / 2 ** 20
  await gateway.pool.close()

  const each = turns * strangersInTurn
  console.log(`CPU per request in microseconds, medians of ${rounds} rounds of ${each} refusals`)
  for (const name of Object.keys(kinds)) report(name, figures[name])
  const mostFetches = Math.floor(seconds / cooldown) + 1
  hold(
    fetches <= mostFetches,
    `key fetches ${fetches} in ${seconds.toFixed(0)} s (limit ${mostFetches})`,
  )
  hold(growth < mostGrowth, `heap grew by ${growth.toFixed(1)} MiB (limit ${mostGrowth})`)
} finally {
  stopAll()
  await maskinporten.close()
}
