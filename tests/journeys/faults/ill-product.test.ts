import { afterEach, describe, expect, it } from 'vitest'
import type { Product } from '../../../src/runtime/products.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startStandIns } from '../../support/gateway.ts'
import { startFaultyGateway, type FaultyGateway } from '../../support/faulty-gateway.ts'
import { startFaulty, type Fault } from '../../support/network/faults.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { answerBytes } from '../../support/network/scripted-server.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { accountant, customer, vendor } = organizations
const register = { services: [sampleService] }
const form = `/api/my/messages/${idOfSeeded('draft 50100001')}`

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

interface Against {
  readonly gateway: FaultyGateway
  readonly calls: () => number
}

async function startAgainst(fault: Omit<Fault, 'name'>, environment = {}): Promise<Against> {
  const sandbox = await startStandIns()
  closers.push(() => sandbox.close())
  const { origin, server } = await startFaulty({ ...fault, name: 'fault' })
  closers.push(() => server.close())
  const gateway = await startFaultyGateway(sandbox, register, origin, fault, environment)
  closers.push(() => gateway.close())
  await gateway.healKeys()
  const isCall = (request: string): boolean => request.startsWith('GET /storage/')
  return { gateway, calls: () => server.requests.filter(isCall).length }
}

let tokens = 0

/** Asks for the system user's form, with a token of its own. */
function call(
  against: Against,
  org: string,
  isFaulty = true,
): Promise<readonly [HttpAnswer, line: Line]> {
  return ask(against, org, form, isFaulty ? 'storage' : undefined)
}

async function ask(
  { gateway }: Against,
  org: string,
  path: string,
  product: Product | undefined,
): Promise<readonly [HttpAnswer, line: Line]> {
  tokens += 1
  const scope = `altinn:instances.read digdir:dialogporten altinn:correspondence.read test:${tokens}`
  const wish = { org, systemUser: customer.number, scope }
  const token = gateway.sandbox.altinn3.mintAltinnToken(wish)
  if (product !== undefined) gateway.fail(token, { product })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  const answer = await http(gateway.url, path, { headers })
  const id = String(answer.headers['x-request-id'])
  const line = gateway
    .log()
    .split('\n')
    .find((one) => one.includes(id))
  return [answer, JSON.parse(line ?? '{}') as Line]
}

type Line = Readonly<Record<string, unknown>>

const away = (socket: Parameters<Fault['script']>[0]): void => {
  socket.write(answerBytes('HTTP/1.1 503 Away', { 'X-Request-Id': 'id-of-theirs' }))
}

describe('a product that fails for most callers', () => {
  it('is not called any more, is named in the readiness answer, and heals with one success', async () => {
    const against = await startAgainst({ script: away })
    const { gateway, calls } = against
    for (let time = 0; time < 5; time += 1) {
      const [{ status }, line] = await call(against, vendor.number)
      expect(status).toBe(503)
      expect(line).toMatchObject({
        ...{ upstream: 'storage', cause: 'STATUS', upstreamRequestId: 'id-of-theirs' },
        ...{ upstreamMs: expect.any(Number) as number, queuedMs: expect.any(Number) as number },
      })
    }
    const before = calls()
    const [refused, line] = await call(against, vendor.number)
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5'])
    expect(line).toMatchObject({
      ...{ level: 40, error: 'ALTINN3_BUSY', upstream: 'storage', cause: 'BREAKER_OPEN' },
    })
    expect(calls()).toBe(before)
    const ready = await http(gateway.adminUrl, '/health/ready')
    expect([ready.status, JSON.parse(ready.body)]).toMatchObject([200, { ill: ['storage'] }])

    // An owner who has seen no failure yet passes.
    expect((await call(against, accountant.number, false))[0].status).toBe(200)
    const healed = await http(gateway.adminUrl, '/health/ready')
    expect(healed.body).not.toContain('storage')
    expect((await call(against, vendor.number, false))[0].status).toBe(200)
  })
})

describe('a product that hangs', () => {
  it('has no more callers waiting than it has places, and no longer than a place may be waited for', async () => {
    const limits = { underWay: 4, placeMs: 50, firstByteMs: 700 }
    const against = await startAgainst({ script: () => undefined, limits })
    const answers = await Promise.all(Array.from({ length: 4 }, () => call(against, vendor.number)))
    const causes = answers.map(([, { cause }]) => String(cause))
    // One owner has half of the places.
    expect(causes.toSorted()).toEqual(['BULKHEAD_FULL', 'BULKHEAD_FULL', 'DEADLINE', 'DEADLINE'])
    expect(answers.map(([{ status }]) => status).toSorted()).toEqual([503, 503, 504, 504])
    expect(against.calls()).toBe(2)
  })
})

describe('a list that may lack a source', () => {
  it('is answered without it, and the log line names the source and the product', async () => {
    const environment = { ALTINN2_URL: '', LIST_PARTIAL: 'warn' }
    const against = await startAgainst({ script: away }, environment)
    const [answer, line] = await ask(against, vendor.number, '/api/my/messages', 'dialogporten')
    expect([answer.status, answer.headers['x-warning-listpartial']]).toEqual([200, 'messages'])
    expect(line).toMatchObject({
      ...{ level: 40, status: 200, partial: ['messages'] },
      ...{ upstream: 'dialogporten', cause: 'STATUS', upstreamStatus: 503 },
    })
    expect(line.error).toBeUndefined()
  })
})
