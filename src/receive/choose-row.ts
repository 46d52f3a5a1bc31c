import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'

/** Rows of one method and path, which differ by what the query must name. */
export type RowsOfPath<Row extends Endpoint> = readonly [Row, ...Row[]]

export function groupByPath<Row extends Endpoint>(
  endpoints: readonly Row[],
): readonly RowsOfPath<Row>[] {
  const paths = new Map<string, [Row, ...Row[]]>()
  for (const row of endpoints) {
    const key = `${row.method} ${row.path.toLowerCase()}`
    const others = paths.get(key)
    if (others === undefined) paths.set(key, [row])
    else others.push(row)
  }
  return [...paths.values()]
}

/**
 * Of the rows that share a method and a path, the one whose query names are all present; of several,
 * the one that asks for most.
 */
export function chooseRow<Row extends Endpoint>(
  rows: readonly Row[],
  query: Query,
): Row | undefined {
  let chosen: Row | undefined
  for (const row of rows) {
    const { whenQuery = [] } = row
    // A name without a value does not count: the translations read it as missing, too.
    if (!whenQuery.every((name) => query.all(name).some(Boolean))) continue
    if (chosen === undefined || whenQuery.length > (chosen.whenQuery?.length ?? 0)) chosen = row
  }
  return chosen
}
