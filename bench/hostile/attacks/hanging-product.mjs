// A product of Altinn 3 answers no call for a while, and lists that need it keep coming.
import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { isShort, usageOf } from '../../children.mjs'
import { atMost, waitsOf } from '../figures.mjs'
import { failuresOf, medianOf, Prober } from '../prober.mjs'
import { tally } from '../raw-http.mjs'
import { need, ordinary } from '../rig.mjs'
import { endedEarly } from '../under-attack.mjs'

/** Milliseconds. */
const [warmUp, quietFor] = [500, isShort ? 1_500 : 3_000]
const hangsFor = isShort ? 8_000 : 20_000
/** Fewer seconds, more lists: as many wait at the end as there are places. */
const listsPerSecond = isShort ? 40 : 20
const [lookEvery, maxRecovery, looksWithin] = [100, 5_000, 10_000]
/** One answer may be luck. */
const answersInRow = 3
const grace = 2_000
/** For what is left to end before memory is compared. */
const settling = 1_500
const minAnswered = 99.9
const maxTimesQuiet = 2
const maxMemoryMiB = 30
const mebibyte = 1024 * 1024
const attackers = [0, 1, 2, 3, 4]
const others = [10, 11, 12, 13]

export const rows = [
  { attack: 'Dialogporten hangs', product: 'dialogporten', areFresh: false },
  { attack: 'the token exchange hangs', product: 'exchange', areFresh: true },
].map(({ attack, product, areFresh }) => ({
  attack: `${attack}, ${listsPerSecond} message lists a second for ${hangsFor / 1_000} s`,
  run: (rig) => measure(rig, product, areFresh),
}))

async function measure(rig, product, areFresh) {
  const count = (hangsFor / 1_000) * listsPerSecond
  const tokens = await tokensFor(rig, areFresh ? count : attackers.length)
  const looks = await tokensFor(rig, looksWithin / lookEvery)
  const otherTokens = await Promise.all(others.map((owner) => rig.tokenOf({ owner })))
  if (!areFresh)
    for (const token of [...tokens, ...looks]) await need(rig, ordinary.messages(token))
  const attacker = await rig.prepareAttack('hanging-product.mjs')
  const probes = otherTokens.map(ordinary.list)
  for (const probe of probes) await need(rig, probe)
  const prober = new Prober(rig.url, probes)
  await pause(warmUp)
  const before = await heldBy(rig)
  const quiet = prober.begin()
  await pause(quietFor)
  const during = prober.begin()
  rig.set({ hang: product })
  const given = { tokens, url: rig.url }
  // Its callers leave in the end.
  const answers = await attacker.run('keepListing', given, hangsFor + 2_000)
  rig.set({ hang: null })
  const recovery = await recover(rig, looks)
  await prober.stop(grace)
  await pause(settling)
  const growth = (await heldBy(rig)) - before
  return { figures: figuresOf({ quiet, during, recovery, growth }), answers: answers ?? endedEarly }
}

function tokensFor(rig, count) {
  return Promise.all(
    Array.from({ length: count }, (_, place) =>
      rig.tokenOf({ owner: attackers[place % attackers.length], party: place % 20 }),
    ),
  )
}

/** Bytes, garbage collected. */
async function heldBy({ gateway }) {
  const { heapUsed, external } = await usageOf(gateway.child, 'heap')
  return heapUsed + external
}

/** Milliseconds from the end of the hang to the first of some lists in a row that are answered. */
async function recover({ url }, tokens) {
  const since = performance.now()
  let answered = []
  for (const token of tokens) {
    const at = performance.now() - since
    if (at > looksWithin) break
    const asked = ordinary.messages(token)
    const isAnswered = await request(url + asked.path, {
      headers: { authorization: `Bearer ${asked.token}`, accept: '*/*' },
      signal: AbortSignal.timeout(maxRecovery),
    }).then(
      async ({ statusCode, body }) => {
        await body.dump()
        return statusCode === 200
      },
      () => false,
    )
    answered = isAnswered ? [...answered, performance.now() - since] : []
    if (answered.length === answersInRow) return answered[0]
    await pause(lookEvery)
  }
  return Infinity
}

function figuresOf({ quiet, during, recovery, growth }) {
  const share = 100 * (1 - failuresOf(during) / during.waits.length)
  return [
    {
      figure: 'share of the broker’s lists that are answered',
      of: during.waits.length,
      // Rounded down: 99.9 is not reached from below.
      measured: Math.floor(share * 100) / 100,
      limit: minAnswered,
      unit: '%',
      holds: share >= minAnswered,
      ...(during.failures.size === 0 ? {} : { seen: Object.fromEntries(during.failures) }),
    },
    atMost('their median wait', medianOf(during), maxTimesQuiet * medianOf(quiet), 'ms'),
    waitsOf(during, quiet)[0],
    atMost('lists are answered again after', recovery / 1_000, maxRecovery / 1_000, 's'),
    atMost('memory that is still held', growth / mebibyte, maxMemoryMiB, 'MiB'),
  ]
}

export const attacks = {
  keepListing: async ({ url, tokens }) => {
    const agent = new Agent({ pipelining: 1, headersTimeout: 0 })
    const leaving = new AbortController()
    setMaxListeners(0, leaving.signal)
    const answers = []
    const list = (place) => {
      const asked = ordinary.messages(tokens[place % tokens.length])
      void request(url + asked.path, {
        dispatcher: agent,
        headers: { authorization: `Bearer ${asked.token}`, accept: '*/*' },
        signal: leaving.signal,
      }).then(
        async ({ statusCode, body }) => {
          answers.push(statusCode)
          await body.dump()
        },
        () => answers.push('no answer'),
      )
    }
    const since = performance.now()
    for (let sent = 0, passed = 0; passed < hangsFor; passed = performance.now() - since) {
      while (sent < (passed * listsPerSecond) / 1_000) list(sent++)
      await pause(10)
    }
    leaving.abort()
    await pause(100)
    return tally(answers)
  },
}
