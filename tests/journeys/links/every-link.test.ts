import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { endpoints } from '../../../routes/index.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))
const { vendor, customer, caretaker } = organizations

const publicUrl = 'https://gateway.example.com'

/** More than there are: a crawl that goes beyond them goes in circles. */
const maxAddresses = 3_000

let gateway: TestGateway

/** What an end-user system may be given: all that the rows name. */
const scope = [
  ...new Set(
    endpoints
      .filter(({ id }) => /^(?:end-user|metadata|enterprise)\//.test(id))
      .flatMap(({ scopes: { altinn2, altinn3 } }) => [...altinn2, ...altinn3]),
  ),
]
  .filter((one) => !/serviceowner|correspondence\.write/.test(one))
  .join(' ')

/** The addresses that a client can ask without knowing an id. */
const beginnings = endpoints
  .filter(({ method, whenQuery }) => method === 'GET' && whenQuery === undefined)
  .filter(({ whenMoved: { kind } }) => kind === 'translated' || kind === 'merged')
  .map(({ path }) => path.replace('{who}', 'my'))
  .filter((path) => path.startsWith('/api/') && !/\{|serviceowner|rolerequirements/.test(path))

interface Link {
  readonly href: string
  readonly isTemplated?: boolean
}

/** Every link of a HAL document, wherever it stands. */
function linksIn(value: unknown): readonly Link[] {
  if (typeof value !== 'object' || value === null) return []
  const { href } = value as { readonly href?: unknown }
  if (typeof href === 'string') return [value as Link]
  return Object.values(value).flatMap(linksIn)
}

interface Dead {
  readonly from: string
  readonly to: string
  readonly status: number | undefined
}

/** Follows every link of every answer that the gateway has made, as far as they lead. */
async function crawl(
  token: string,
): Promise<{ readonly seen: number; readonly dead: readonly Dead[] }> {
  const found = new Map(beginnings.map((path) => [path, 'the beginning']))
  const dead: Dead[] = []
  for (const [path, from] of found) {
    if (found.size > maxAddresses) throw new Error(`more than ${maxAddresses} addresses`)
    const answer = await get(path, token)
    const { status } = answer
    if (status !== 200 && !isOfAltinn2Alone(from, answer)) dead.push({ from, to: path, status })
    if (answer.headers['x-served-by'] === 'altinn2' || status !== 200) continue
    for (const next of nextOf(answer)) if (!found.has(next)) found.set(next, path)
  }
  return { seen: found.size, dead }
}

/** A reportee that Altinn 2 alone lists: the gateway lets callers act for those that Altinn 3 lists. */
function isOfAltinn2Alone(from: string, { headers, body }: HttpAnswer): boolean {
  const isOfList = from === '/api/reportees' || from === '/api/organizations'
  return isOfList && headers['x-served-by'] === 'gateway' && body.includes('REPORTEE_REFUSED')
}

function get(path: string, token: string): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${token}`,
    apikey: 'A',
    accept: 'application/hal+json, */*;q=0.1',
  }
  return http(gateway.url, path, { headers })
}

function nextOf({ headers, body }: HttpAnswer): readonly string[] {
  if (!String(headers['content-type']).includes('json')) return []
  return linksIn(JSON.parse(body))
    .filter(({ isTemplated, href }) => isTemplated !== true && href.startsWith(`${publicUrl}/api/`))
    .map(({ href }) => href.slice(publicUrl.length))
}

describe.each([
  ['closed', { altinn2Url: '' }],
  // Of a client that only Altinn 3 lists, Altinn 2 refuses its part of the message box.
  ['open', { environment: { LIST_PARTIAL: 'warn' } }],
])('while Altinn 2 is %s', (_state, settings) => {
  beforeAll(async () => {
    gateway = await startTestGateway({ ...settings, register, publicUrl })
    return () => gateway.close()
  })

  it.each([
    ['a system user of an organisation', customer],
    ['a system user of parties of every kind', caretaker],
  ])('leads every link to an answer, for %s', async (_who, { number }) => {
    const token = await gateway.token({ org: vendor.number, systemUser: number, scope })
    const { seen, dead } = await crawl(token)
    expect(dead).toEqual([])
    expect(seen).toBeGreaterThan(100)
  })
})
