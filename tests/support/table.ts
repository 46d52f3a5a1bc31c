import type { Pattern } from '../../src/altinn2/parameters.ts'
import type { Endpoint } from '../../src/endpoint.ts'

const samples = [
  '313876144',
  '1',
  'a1',
  'r1',
  'RequestSchema',
  'ttd',
  '00000000-0000-4000-8000-000000000000',
]

/** Something that fits a pattern. */
function sampleOf(pattern: Pattern | undefined): string {
  return samples.find((sample) => pattern?.test(sample) === true) ?? ''
}

/** An address of the row, every parameter filled in, with those that are given. */
export function targetOf(row: Endpoint, given: Readonly<Record<string, string>> = {}): string {
  const path = row.path.replace(
    /\{(\w+)\}/g,
    (_, name: string) => given[name] ?? sampleOf(row.params[name]),
  )
  const query = (row.whenQuery ?? []).map((name) => `${name}=1`).join('&')
  return query === '' ? path : `${path}?${query}`
}
