import { exchangeOutcomes } from '../../src/altinn3/calling/token.ts'
import { code, table } from '../../src/commands/markdown.ts'
import { callOutcomes } from '../../src/http/upstreams/call-outcomes.ts'
import {
  definitions,
  prefix,
  shedReasons,
  type Definition,
} from '../../src/operate/metrics/definitions.ts'

/** Each metric, with its labels. */
export function metricTable(): string {
  const rows = Object.entries(definitions).map(([name, { type, labels, help }]: Named) => [
    code(prefix + name),
    type,
    labels.map(code).join(', '),
    help,
  ])
  return table(['metric', 'kind', 'labels', 'what'], rows)
}

type Named = readonly [string, Definition]

/** The values of the labels whose words are the metrics' own. */
export function labelTable(): string {
  const rows = [
    ...toRows('upstream_calls_total', 'outcome', callOutcomes),
    ...toRows('exchange_total', 'outcome', exchangeOutcomes),
    ...toRows('shed_total', 'reason', shedReasons),
  ]
  return table(['label', 'value', 'what'], rows)
}

function toRows(
  name: keyof typeof definitions,
  label: string,
  meanings: Readonly<Record<string, string>>,
): readonly (readonly string[])[] {
  return Object.entries(meanings).map(([value, meaning], place) => [
    place === 0 ? `${code(label)} of ${code(prefix + name)}` : '',
    code(value),
    meaning,
  ])
}
