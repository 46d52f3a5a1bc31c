// What a token with five thousand parties costs: calls to Altinn 3 while its list is paged through,
// CPU time of a page in each format, and memory while more such tokens come than are remembered.
import { request } from 'undici'
import { addMany } from '../dist/sandbox/altinn3/access-management/many.js'
import { organizations, systemUserIds } from '../dist/sandbox/organizations.js'
import { startSandbox } from '../dist/sandbox/start.js'
import { heapOf, startGateway, stopAll, usageOf } from './children.mjs'

const parties = 5_000
const pageSize = 500
/** Of the system user's own, beside those that are added. */
const filter = encodeURIComponent("Type ne 'Person' and Status eq 'Active'")
/** Tokens that come, and what is remembered of all of them together at most. */
const [tokens, remembered] = [40, 100_000]
/** Bytes that a remembered party may hold. */
const mostPerParty = 700
const formats = [
  'application/json',
  'application/hal+json',
  'application/hal+xml',
  'application/xml',
]

const { vendor, customer } = organizations
const scope = 'altinn:reportees altinn:accessmanagement/authorizedparties'

function hold(isSo, text) {
  if (!isSo) process.exitCode = 1
  console.log(`${text}${isSo ? '' : '  TOO MUCH'}`)
}

async function ask({ url }, token, query, accept = 'application/json') {
  const headers = { authorization: `Bearer ${token}`, accept }
  const { statusCode, body } = await request(`${url}/api/reportees?language=1033&${query}`, {
    headers,
  })
  const text = await body.text()
  if (statusCode !== 200) throw new Error(`${statusCode} came`)
  return text
}

async function walk(gateway, token) {
  let rows = 0
  for (let pages = 1; ; pages += 1) {
    const query = `$filter=${filter}&$top=${pageSize}&$skip=${rows}`
    const page = JSON.parse(await ask(gateway, token, query))
    rows += page.length
    if (page.length < pageSize) return { rows, pages }
  }
}

async function costOfPage(gateway, token, accept) {
  const times = 20
  let length = 0
  const before = await usageOf(gateway.child)
  for (let time = 0; time < times; time += 1) {
    length = (await ask(gateway, token, `$top=${pageSize}&$skip=${time * 100}`, accept)).length
  }
  const after = await usageOf(gateway.child)
  const used = after.user + after.system - before.user - before.system
  console.log(
    `a page of ${pageSize} as ${accept.padEnd(20)} ${(used / times / 1_000).toFixed(1).padStart(5)} ms` +
      `  ${(length / 1024).toFixed(0).padStart(4)} KiB`,
  )
}

const sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, '')
try {
  const { altinn3, maskinporten } = sandbox
  addMany(altinn3.access, systemUserIds[customer.number], parties)
  const listed = () => altinn3.asked.filter((call) => call.endsWith('/authorizedparties')).length
  const wish = { org: vendor.number, systemUser: customer.number, scope, lifetime: 3_000 }
  const gateway = await startGateway({
    platformUrl: altinn3.url,
    maskinporten,
    isAltinn2Open: false,
  })

  const token = await maskinporten.mint(wish)
  const { rows, pages } = await walk(gateway, token)
  const calls = listed()
  hold(
    rows >= parties && calls <= 2,
    `${rows} rows in ${pages} pages, filtered: ${calls} call(s) of authorized parties`,
  )
  for (const accept of formats) await costOfPage(gateway, token, accept)

  const before = await heapOf(gateway.child)
  for (let count = 0; count < tokens; count += 1) {
    await ask(gateway, await maskinporten.mint(wish), '$top=1')
  }
  const grown = (await heapOf(gateway.child)) - before
  const perParty = grown / Math.min(remembered, tokens * parties)
  hold(
    perParty < mostPerParty,
    `${tokens} tokens of ${parties} parties: heap ${(grown / 2 ** 20).toFixed(1)} MiB larger, ` +
      `${perParty.toFixed(0)} bytes a party that is remembered (limit ${mostPerParty})`,
  )
} finally {
  stopAll()
  await sandbox.close()
}
