import { definitions, prefix, type MetricName } from './definitions.ts'

type Labels = Readonly<Record<string, string>>

/** A count of one set of labels. `prom-client` would look its labels up at each addition. */
export interface Tally {
  readonly labels: Labels
  count: number
}

type HistogramName = {
  [Name in MetricName]: (typeof definitions)[Name] extends { type: 'histogram' } ? Name : never
}[MetricName]

/** The durations of one set of labels, in the buckets of their metric. */
export class Durations {
  readonly labels: Labels
  readonly #bounds: readonly number[]
  /** By bucket; the last one has no bound. */
  readonly #counts: number[]
  #sum = 0

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels
    this.#bounds = bounds
    this.#counts = [...bounds.map(() => 0), 0]
  }

  add(milliseconds: number): void {
    const seconds = milliseconds / 1_000
    let bucket = 0
    while (seconds > (this.#bounds[bucket] ?? Infinity)) bucket += 1
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1
    this.#sum += seconds
  }

  /** Each bucket counts those before it, too. */
  lines(name: string): readonly string[] {
    const labels = Object.entries(this.labels).map(([label, value]) => `${label}="${value}"`)
    let count = 0
    const buckets = this.#counts.map((own, bucket) => {
      count += own
      const bound = this.#bounds[bucket] ?? '+Inf'
      return `${name}_bucket{${[`le="${bound}"`, ...labels].join(',')}} ${count}`
    })
    const own = `{${labels.join(',')}}`
    return [...buckets, `${name}_sum${own} ${this.#sum}`, `${name}_count${own} ${count}`]
  }
}

/**
 * A histogram that finds the durations of a set of labels once, and writes Prometheus' text format
 * itself: a label's value is a word of ours, in which nothing needs to be escaped.
 */
export class DurationsByLabel {
  readonly #name: HistogramName
  readonly #all: Durations[] = []

  constructor(name: HistogramName) {
    this.#name = name
  }

  create(labels: Labels): Durations {
    const durations = new Durations(labels, definitions[this.#name].buckets)
    this.#all.push(durations)
    return durations
  }

  text(): string {
    const { help, type } = definitions[this.#name]
    const name = prefix + this.#name
    const head = [`# HELP ${name} ${help.replaceAll('`', '')}`, `# TYPE ${name} ${type}`]
    return [...head, ...this.#all.flatMap((one) => one.lines(name)), ''].join('\n')
  }
}
