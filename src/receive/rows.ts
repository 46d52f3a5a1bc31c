import type { Endpoint } from '../endpoint.ts'

/** Rows of one method and path, which differ by what the query must name. */
export type Rows = readonly [Endpoint, ...Endpoint[]]

export function groupByPath(endpoints: readonly Endpoint[]): readonly Rows[] {
  const paths = new Map<string, [Endpoint, ...Endpoint[]]>()
  for (const row of endpoints) {
    const key = `${row.method} ${row.path.toLowerCase()}`
    const others = paths.get(key)
    if (others === undefined) paths.set(key, [row])
    else others.push(row)
  }
  return [...paths.values()]
}
