// What a services file of 5,000 entries costs against one of a single entry, side by side in turns:
// CPU time of a decision alone, and of a whole request. A decision looks its entry up and must not
// depend on how many others there are.
import { Pool } from 'undici'
import { endpoints } from '../dist/routes/index.js'
import { readRegister } from '../dist/src/config/register/services.js'
import { resolve } from '../dist/src/decide/service-and-plan.js'
import { Query } from '../dist/src/altinn2/query.js'
import { startMaskinporten } from '../dist/sandbox/maskinporten/start.js'
import { organizations } from '../dist/sandbox/organizations.js'
import { isShort, startGateway, startServer, stopAll, usageOf } from './children.mjs'

const size = 5_000
const rounds = isShort ? 3 : 9
const decisions = 100_000
const requests = 2_000
const connections = 16
/** Rounds of the same thing differ by some percent; other programs on the machine may add to it. */
const mostRatio = 1.1
const mostTries = 5

const path = '/api/my/brokerservice/inbox?serviceCode=1000&serviceEditionCode=1'
const organization = organizations.customer.number
const entry = (place) => ({
  service: `${1000 + place}/1`,
  moved: { to: 'broker', resource: `bench-resource-${place}` },
  since: '2026-03-01',
  rollout: { percent: 100 },
})
const entriesOf = (length) => Array.from({ length }, (_, place) => entry(place))
const median = (values) => [...values].sort((one, other) => one - other)[values.length >> 1]

/** Microseconds for one, each size in turns. */
async function compare(name, measure, sides) {
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const figures = sides.map(() => [])
    for (let round = 0; round <= rounds; round += 1) {
      for (const [place, side] of sides.entries()) {
        const used = await measure(side)
        // The first round warms up.
        if (round > 0) figures[place].push(used)
      }
    }
    const ratio = median(figures[1].map((used, round) => used / figures[0][round]))
    const isWithin = ratio <= mostRatio
    const [one, many] = figures.map((used) => median(used).toFixed(used[0] < 20 ? 2 : 0))
    console.log(
      `${name.padEnd(28)} 1 entry ${one.padStart(6)}  ${size} entries ${many.padStart(6)}` +
        `  ratio ${ratio.toFixed(2)} (limit ${mostRatio})${isWithin ? '' : '  TOO MUCH'}`,
    )
    if (isWithin) return
  }
  process.exitCode = 1
}

const row = endpoints.find(({ id }) => id === 'end-user/broker-inbox/list-inbox-files')
const question = {
  params: {},
  query: new Query([...new URLSearchParams(path.split('?')[1])]),
  members: {},
}

function decide(register) {
  const given = { register, altinn2IsOpen: true, now: Date.now(), organization }
  const before = process.cpuUsage()
  for (let count = 0; count < decisions; count += 1) {
    if (resolve(row, question, given).plan.do !== 'translate') throw new Error('decided otherwise')
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / decisions
}

async function ask({ pool, child, headers }) {
  const cpu = async () => {
    const { user, system } = await usageOf(child)
    return user + system
  }
  let left = requests
  const before = await cpu()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) {
        const { statusCode, body } = await pool.request({ path, method: 'GET', headers })
        await body.dump()
        if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
      }
    }),
  )
  return ((await cpu()) - before) / requests
}

const maskinporten = await startMaskinporten(0)
try {
  console.log(`CPU in microseconds, medians of ${rounds} rounds in turns`)
  const registers = [1, size].map((length) =>
    readRegister(JSON.stringify({ services: entriesOf(length) }), endpoints),
  )
  await compare('a decision', decide, registers)
  const env = { ORGANIZATION: organization, RESOURCE: 'bench-resource-0' }
  const { url: platformUrl } = await startServer('platforms.mjs', env)
  const scope = 'altinn:brokerservice.read altinn:broker.read'
  const token = await maskinporten.mint({ org: organization, scope, lifetime: 3_000 })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  const gateways = []
  for (const length of [1, size]) {
    const started = await startGateway({ platformUrl, maskinporten, services: entriesOf(length) })
    gateways.push({
      ...started,
      headers,
      pool: new Pool(started.url, { connections, pipelining: 1 }),
    })
  }
  await compare('a request', ask, gateways)
  await Promise.all(gateways.map(({ pool }) => pool.close()))
} finally {
  stopAll()
  await maskinporten.close()
}
