import { Counter, Gauge, Registry } from 'prom-client'
import { exchangeOutcomes, type ExchangeOutcome } from '../../altinn3/calling/token.ts'
import { loads, type Bulkhead, type Bulkheads, type Load } from '../../http/upstreams/bulkhead.ts'
import { callOutcomes, statusClassOf } from '../../http/upstreams/call-outcomes.ts'
import type { LogEntry } from '../../runtime/log.ts'
import { products } from '../../runtime/products.ts'
import {
  definitions,
  prefix,
  shedReasons,
  type Definition,
  type MetricName,
  type ShedReason,
} from './definitions.ts'
import { metricsOfNode } from './of-node.ts'
import { DurationsByLabel, type Durations, type Tally } from './tally.ts'

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
  /** Sequences of writes that go on by themselves. */
  readonly openSubmissions: {
    readonly inProgress: () => number
    readonly countByStep: () => Readonly<Record<string, number>>
    readonly oldestSeconds: () => number
  }
}

export function createMetrics({ bulkheads, keyAges, openSubmissions }: MetricsSources): Metrics {
  const registry = new Registry()
  const requests = countRequests(registry)
  const callDurations = observeCalls(bulkheads, registry)
  const shed = new Counter(describedFor('shed_total', registry))
  const exchanges = new Counter(describedFor('exchange_total', registry))
  const refused = new Counter(describedFor('register_refused', registry))
  const ofNode = metricsOfNode()
  // A series that exists from the start can be in an alert before it first moves.
  for (const reason of Object.keys(shedReasons)) shed.inc({ reason }, 0)
  for (const outcome of Object.keys(exchangeOutcomes)) exchanges.inc({ outcome }, 0)
  readPlaces(bulkheads, registry)
  readSubmissions(openSubmissions, registry)
  gauge('keys_age_seconds', registry, (set) => {
    for (const [issuer, age] of Object.entries(keyAges())) set({ issuer }, age)
  })
  const noteShed = (reason: ShedReason): void => shed.inc({ reason })

  return {
    noteRequest: (request) => {
      requests.note(request)
      const reason = shedReasonOf(request)
      if (reason !== undefined) noteShed(reason)
    },
    noteExchange: (outcome) => exchanges.inc({ outcome }),
    noteShed,
    noteRefusedRegister: () => refused.inc(),
    contentType: registry.contentType,
    text: async () =>
      [
        await registry.metrics(),
        requests.durations.text(),
        callDurations.text(),
        // Ours do not go missing with one of Node's.
        await ofNode.metrics().catch(() => ''),
      ].join('\n'),
  }
}

/** The counters of each kind of request are found by one key. */
function countRequests(registry: Registry) {
  const durations = new DurationsByLabel('request_duration_seconds')
  const tallies = new Map<string, Tally>()
  const durationsOf = new Map<string, Durations>()
  counter('requests_total', registry, () => tallies.values())

  function note({ endpoint = none, decision = none, error = none, status, ms }: EndedRequest) {
    const statusClass = status === undefined ? none : statusClassOf(status)
    const row = `${endpoint} ${decision}`
    const tally = needIn(tallies, `${row} ${statusClass} ${error}`, () => ({
      labels: { endpoint, decision, status: statusClass, error },
      count: 0,
    }))
    tally.count += 1
    if (ms === undefined) return
    needIn(durationsOf, row, () => durations.create({ endpoint, decision })).add(ms)
  }
  return { note, durations }
}

/** The value of a label that does not apply. */
const none = 'none'

/** Each product has its counters at hand. */
function observeCalls(bulkheads: Bulkheads, registry: Registry): DurationsByLabel {
  const durations = new DurationsByLabel('upstream_duration_seconds')
  const all: Tally[] = []
  counter('upstream_calls_total', registry, () => all)
  for (const product of products) {
    const tallies = new Map(
      Object.keys(callOutcomes).map((outcome): [string, Tally] => [
        outcome,
        { labels: { product, outcome }, count: 0 },
      ]),
    )
    all.push(...tallies.values())
    const ofProduct = durations.create({ product })
    bulkheads[product].observe({
      ended: (outcome, headMs) => {
        const tally = tallies.get(outcome)
        if (tally !== undefined) tally.count += 1
        if (headMs !== undefined) ofProduct.add(headMs)
      },
    })
  }
  return durations
}

const breakerStates = { closed: 0, 'half-open': 1, open: 2 } as const

function readPlaces(bulkheads: Bulkheads, registry: Registry): void {
  const ofEachPlace = (read: (bulkhead: Bulkhead, load: Load) => number) => (set: SetValue) => {
    for (const product of products) {
      for (const load of loads) set({ product, load }, read(bulkheads[product], load))
    }
  }
  gauge(
    'upstream_in_use',
    registry,
    ofEachPlace((bulkhead, load) => bulkhead.inUse(load)),
  )
  gauge(
    'upstream_waiting',
    registry,
    ofEachPlace((bulkhead, load) => bulkhead.waiting(load)),
  )
  gauge('breaker_state', registry, (set) => {
    for (const product of products) {
      set({ product }, breakerStates[bulkheads[product].breaker.state])
    }
  })
}

function readSubmissions(open: MetricsSources['openSubmissions'], registry: Registry): void {
  gauge('detached_in_progress', registry, (set) => set({}, open.inProgress()))
  gauge('submissions_open', registry, (set) => {
    for (const [step, count] of Object.entries(open.countByStep())) set({ step }, count)
  })
  gauge('submissions_oldest_seconds', registry, (set) => set({}, open.oldestSeconds()))
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

/** A counter that is read at each scrape. */
function counter(name: MetricName, registry: Registry, read: () => Iterable<Tally>): void {
  new Counter({
    ...describedFor(name, registry),
    collect() {
      this.reset()
      for (const { labels, count } of read()) this.inc(labels, count)
    },
  })
}

type SetValue = (labels: Record<string, string>, value: number) => void

/** A gauge whose values are read at each scrape. */
function gauge(name: MetricName, registry: Registry, read: (set: SetValue) => void): void {
  new Gauge({
    ...describedFor(name, registry),
    collect() {
      read((labels, value) => this.set(labels, value))
    },
  })
}

function needIn<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const created = create()
  map.set(key, created)
  return created
}
