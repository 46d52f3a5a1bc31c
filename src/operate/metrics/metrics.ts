import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { exchangeOutcomes, type ExchangeOutcome } from '../../altinn3/token.ts'
import { loads, type Bulkheads } from '../../http/bulkhead.ts'
import { callOutcomes, statusClassOf, type CallOutcome } from '../../http/call-outcomes.ts'
import type { LogEntry } from '../../runtime/log.ts'
import { products, type Product } from '../../runtime/products.ts'
import {
  definitions,
  prefix,
  shedReasons,
  type Definition,
  type MetricName,
  type ShedReason,
} from './definitions.ts'

/** What is counted of a request that has ended. */
export type EndedRequest = Pick<LogEntry, 'endpoint' | 'decision' | 'error' | 'cause'> & {
  /** Absent when no answer was sent. */
  readonly status?: number
  /** Absent for a request that has no known beginning. */
  readonly ms?: number
}

export interface MetricsPage {
  readonly contentType: string
  /** In Prometheus' text format. */
  readonly text: () => Promise<string>
}

/** What the parts of one gateway tell, and the page that shows it. */
export interface Metrics extends MetricsPage {
  readonly noteRequest: (request: EndedRequest) => void
  readonly noteExchange: (outcome: ExchangeOutcome) => void
  readonly noteShed: (reason: ShedReason) => void
  readonly noteRefusedRegister: () => void
}

/** What is read at the moment of a scrape. */
export interface MetricsSources {
  readonly bulkheads: Bulkheads
  /** The age of an issuer's keys in seconds, by the issuer's name. */
  readonly keyAges: () => Readonly<Record<string, number>>
}

export function createMetrics({ bulkheads, keyAges }: MetricsSources): Metrics {
  const registry = new Registry()
  const requests = counter('requests_total', registry)
  const durations = histogram('request_duration_seconds', registry)
  const shed = counter('shed_total', registry)
  const exchanges = counter('exchange_total', registry)
  const refused = counter('register_refused', registry)
  // A series that exists from the start can be in an alert before it first moves.
  for (const reason of Object.keys(shedReasons)) shed.inc({ reason }, 0)
  for (const outcome of Object.keys(exchangeOutcomes)) exchanges.inc({ outcome }, 0)
  const node = metricsOfNode()
  observeCalls(bulkheads, registry)
  gauge('upstream_in_use', registry, (set) => {
    eachPlace((product, load) => set({ product, load }, bulkheads[product].inUse(load)))
  })
  gauge('upstream_waiting', registry, (set) => {
    eachPlace((product, load) => set({ product, load }, bulkheads[product].waiting(load)))
  })
  gauge('breaker_state', registry, (set) => {
    for (const product of products) {
      set({ product }, breakerStates[bulkheads[product].breaker.state])
    }
  })
  gauge('keys_age_seconds', registry, (set) => {
    for (const [issuer, age] of Object.entries(keyAges())) set({ issuer }, age)
  })
  const noteShed = (reason: ShedReason): void => shed.inc({ reason })

  return {
    noteRequest: (request) => {
      const { endpoint = 'none', decision = 'none', error = 'none', status, ms } = request
      requests.inc({
        ...{ endpoint, decision, error },
        status: status === undefined ? 'none' : statusClassOf(status),
      })
      if (ms !== undefined) durations.observe({ endpoint, decision }, ms / 1_000)
      const reason = shedReasonOf(request)
      if (reason !== undefined) noteShed(reason)
    },
    noteExchange: (outcome) => exchanges.inc({ outcome }),
    noteShed,
    noteRefusedRegister: () => refused.inc(),
    contentType: registry.contentType,
    text: async () => `${await registry.metrics()}\n${await node.metrics()}`,
  }
}

const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const

type SetValue = (labels: Record<string, string>, value: number) => void

function eachPlace(visit: (product: Product, load: (typeof loads)[number]) => void): void {
  for (const product of products) for (const load of loads) visit(product, load)
}

/** Each product has its counters at hand: a call costs no search for them. */
function observeCalls(bulkheads: Bulkheads, registry: Registry): void {
  const calls = counter('upstream_calls_total', registry)
  const durations = histogram('upstream_duration_seconds', registry)
  for (const product of products) {
    const labelled = Object.fromEntries(
      Object.keys(callOutcomes).map((outcome) => [outcome, calls.labels({ product, outcome })]),
    ) as Record<CallOutcome, ReturnType<typeof calls.labels>>
    for (const one of Object.values(labelled)) one.inc(0)
    durations.zero({ product })
    const duration = durations.labels({ product })
    bulkheads[product].observe({
      ended: (outcome, headMs) => {
        labelled[outcome].inc()
        if (headMs !== undefined) duration.observe(headMs / 1_000)
      },
    })
  }
}

function shedReasonOf({ error, cause }: EndedRequest): ShedReason | undefined {
  if (error === 'RATE_LIMITED' || error === 'SPOOL_FULL') return error
  // A cause without an error: the request was answered without the call that was refused.
  if (error === undefined) return undefined
  return cause === 'LOOP_DELAY' || cause === 'BULKHEAD_FULL' ? cause : undefined
}

function describedFor(name: MetricName, registry: Registry) {
  const { help, labels }: Definition = definitions[name]
  return {
    name: prefix + name,
    help: help.replaceAll('`', ''),
    labelNames: [...labels],
    registers: [registry],
  }
}

function counter(name: MetricName, registry: Registry): Counter {
  return new Counter(describedFor(name, registry))
}

function histogram(name: MetricName, registry: Registry): Histogram {
  const { buckets = [] }: Definition = definitions[name]
  return new Histogram({ ...describedFor(name, registry), buckets: [...buckets] })
}

/** A gauge whose values are read at each scrape. */
function gauge(name: MetricName, registry: Registry, read: (set: SetValue) => void): void {
  new Gauge({
    ...describedFor(name, registry),
    collect() {
      read((labels, value) => this.set(labels, value))
    },
  })
}

let ofNode: Registry | undefined

/**
 * Node's own metrics are the process's: collected once, however many gateways are in it. Their
 * observers cannot be stopped, and do not keep the process alive.
 */
function metricsOfNode(): Registry {
  if (ofNode !== undefined) return ofNode
  ofNode = new Registry()
  collectDefaultMetrics({ register: ofNode })
  return ofNode
}
