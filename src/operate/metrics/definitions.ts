/** Begins the name of each metric but Node's own. */
export const prefix = 'gateway_'

/**
 * The metrics: what each means and which labels it has. A label's value is an endpoint's id, a
 * product, a plan, a class of status, an error's code or another word from a closed list. It is
 * never a person, an organisation, a path or anything else that a caller has chosen.
 */
export const definitions = {
  requests_total: {
    type: 'counter',
    labels: ['endpoint', 'decision', 'status', 'error'],
    help: 'Requests that have ended. `none` stands for no endpoint, decision, answer or error; status is a class like `2xx`.',
  },
  request_duration_seconds: {
    type: 'histogram',
    labels: ['endpoint', 'decision'],
    // Seconds: a kept answer, one call, several calls, and the waits at which calls are given up.
    buckets: [0.02, 0.1, 0.3, 1, 3, 10, 30, 90],
    help: 'Seconds from the head of a request to the end of its answer, what the caller takes to read it included.',
  },
  upstream_calls_total: {
    type: 'counter',
    labels: ['product', 'outcome'],
    help: 'Calls to a product that have ended, repeats included, and calls that were refused a place.',
  },
  upstream_duration_seconds: {
    type: 'histogram',
    labels: ['product'],
    buckets: [0.05, 0.1, 0.3, 1, 3, 10, 30],
    help: 'Seconds from the beginning of a call to the head of its answer, or to its failure.',
  },
  upstream_in_use: {
    type: 'gauge',
    labels: ['product', 'load'],
    help: 'Places of a product that calls (load `calls`) or calls with bytes of any length (`bytes`) have taken.',
  },
  upstream_waiting: {
    type: 'gauge',
    labels: ['product', 'load'],
    help: 'Calls that wait for a place of a product.',
  },
  detached_in_progress: {
    type: 'gauge',
    labels: [],
    help: 'Sequences of writes that go on by themselves, also when their caller has left. A process that stops waits for them.',
  },
  submissions_open: {
    type: 'gauge',
    labels: ['step'],
    help: 'The same sequences by step, as `/submissions` has it; `unlisted`: those that have no line there.',
  },
  submissions_oldest_seconds: {
    type: 'gauge',
    labels: [],
    help: 'Seconds since the oldest of them began; 0 where there is none. Uploads apart, none takes longer than 130.',
  },
  breaker_state: {
    type: 'gauge',
    labels: ['product'],
    help: '0: closed, calls are made; 1: half-open, the next call is a probe; 2: open, calls are refused.',
  },
  shed_total: {
    type: 'counter',
    labels: ['reason'],
    help: 'Requests that were refused to protect the others.',
  },
  exchange_total: {
    type: 'counter',
    labels: ['outcome'],
    help: 'Requests that needed an Altinn token in exchange for theirs.',
  },
  register_refused: {
    type: 'counter',
    labels: [],
    help: 'Services files that were refused: the one before is still in use. `/register` has the problems.',
  },
  keys_age_seconds: {
    type: 'gauge',
    labels: ['issuer'],
    help: 'Seconds since an issuer’s keys were fetched; `+Inf` before the first time. After a day no token is accepted.',
  },
} as const satisfies Readonly<Record<string, Definition>>

export interface Definition {
  readonly type: 'counter' | 'histogram' | 'gauge'
  readonly labels: readonly string[]
  /** Upper bounds, in seconds. */
  readonly buckets?: readonly number[]
  /** One line of Markdown; Prometheus gets the text without its marks. */
  readonly help: string
}

export type MetricName = keyof typeof definitions

/** Why a request was refused to protect the others: codes that the log has, too. */
export const shedReasons = {
  LOOP_DELAY: 'the event loop was late (`limits.maxLoopDelayMs`)',
  BULKHEAD_FULL: 'a product had no place',
  SPOOL_FULL: 'the temporary folder had no room for a body',
  RATE_LIMITED: 'the organisation had used its rate',
  CONNECTIONS: 'there were too many connections: closed, without an answer or a log line',
} as const satisfies Readonly<Record<string, string>>

export type ShedReason = keyof typeof shedReasons
