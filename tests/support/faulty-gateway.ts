import type { Dispatcher } from 'undici'
import { vi } from 'vitest'
import type { Bulkheads } from '../../src/http/upstreams/bulkhead.ts'
import type { Product } from '../../src/runtime/products.ts'
import { organizations } from '../../sandbox/organizations.ts'
import type { Sandbox } from '../../sandbox/start.ts'
import { clock, startTestGateway, type TestGateway } from './gateway.ts'
import type { Fault } from './network/faults.ts'
import { http } from './network/http.ts'

/** A call that a fault is for. */
export interface Faulted {
  readonly product: Product
  /** Paths of the product's that it is for; all unless given. */
  readonly on?: RegExp
}

export interface FaultyGateway extends TestGateway {
  /** From then on the calls that are made with this token fail, as far as they are those. */
  readonly fail: (token: string, calls: Faulted) => void
  /** Lets keys be fetched; resolves when both issuers' tokens can be checked. */
  readonly healKeys: () => Promise<void>
}

/** The list of service owners is asked for again after so long, as the gateway has it. */
const retryOfOwners = 10_000
const deadlineOfKeys = 3_000

/**
 * A gateway in front of stand-ins, some of whose calls go to a faulty address instead. Keys and the
 * list of service owners are faulty from the start.
 */
export async function startFaultyGateway(
  sandbox: Sandbox,
  register: unknown,
  origin: string,
  { limits = {} }: Pick<Fault, 'limits'>,
  environment: Readonly<Record<string, string>> = {},
): Promise<FaultyGateway> {
  const failing = new Map<string, Faulted>()
  let haveKeysFailed = true
  const isFaulty = (product: Product, { path, headers }: Dispatcher.DispatchOptions): boolean => {
    if (product === 'orgs') return true
    if (product === 'keys') return haveKeysFailed
    const calls = failing.get(tokenIn(headers))
    return calls?.product === product && calls.on?.test(path) !== false
  }
  const gateway = await startTestGateway({
    sandbox,
    register,
    limits,
    environment,
    clock: {
      ...clock,
      // What is tried again is tried soon, so that a test of many faults is short.
      pause: (ms) => clock.pause(shorten(ms, limits)),
    },
    reroute: (bulkheads) => reroute(bulkheads, origin, isFaulty),
  })
  return {
    ...gateway,
    fail: (token, calls) => void failing.set(token, calls),
    healKeys: async () => {
      haveKeysFailed = false
      const tokens = [await gateway.token(wish), sandbox.altinn3.mintAltinnToken(wish)]
      const areKnown = async (): Promise<boolean> => {
        const statuses = await Promise.all(tokens.map((token) => statusWith(gateway, token)))
        return !statuses.includes(503)
      }
      await vi.waitUntil(areKnown, { interval: 20, timeout: 10_000 })
    },
  }
}

/** A token that is refused once it has been checked. */
const wish = { org: organizations.customer.number, scope: 'test:none' }

async function statusWith({ url }: TestGateway, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, apikey: 'k' }
  return (await http(url, '/api/my/messages', { headers })).status
}

function shorten(milliseconds: number, { firstByteMs }: NonNullable<Fault['limits']>): number {
  // Where nothing is slow, a slow machine must not be taken for a slow issuer.
  if (milliseconds === deadlineOfKeys) return firstByteMs ?? 5 * milliseconds
  const isRetry = milliseconds >= 900 && milliseconds < 400_000 && milliseconds !== retryOfOwners
  return isRetry ? 20 : milliseconds
}

function reroute(
  bulkheads: Bulkheads,
  origin: string,
  isFaulty: (product: Product, options: Dispatcher.DispatchOptions) => boolean,
): void {
  for (const bulkhead of Object.values(bulkheads)) {
    const through = (agent: Dispatcher): Dispatcher =>
      agent.compose(
        (dispatch) => (options, handler) =>
          dispatch(isFaulty(bulkhead.product, options) ? { ...options, origin } : options, handler),
      )
    const { dispatcher, freshDispatcher } = bulkhead
    Object.assign(bulkhead, {
      dispatcher: through(dispatcher),
      freshDispatcher: through(freshDispatcher),
    })
  }
}

/** Headers are pairs in turn, or by name. */
function tokenIn(headers: Dispatcher.DispatchOptions['headers']): string {
  const values: unknown[] = Array.isArray(headers) ? headers : Object.values(headers ?? {})
  const bearer = values.find((value) => typeof value === 'string' && value.startsWith('Bearer '))
  return typeof bearer === 'string' ? bearer.slice('Bearer '.length) : ''
}
