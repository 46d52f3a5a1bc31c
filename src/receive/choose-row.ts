import type { IncomingMessage } from 'node:http'
import type { Query } from '../altinn2/query.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import { parseTarget, toOriginForm, type Target } from './target.ts'

const targets = new WeakMap<IncomingMessage, Target>()

/** Reads the raw target once, before routing; the router sees only the mended path. */
export function pathToRoute(request: IncomingMessage): string {
  const raw = toOriginForm(request.url ?? '', request.headers.host)
  const target = raw === undefined ? undefined : parseTarget(raw)
  if (target !== undefined) targets.set(request, target)
  return target?.path ?? '/'
}

/** A target that was accepted. Throws `TARGET_MALFORMED`, and `REQUEST_MALFORMED` without `Host`. */
export function needTarget(request: IncomingMessage): Target {
  const target = targets.get(request)
  if (target === undefined) throw new GatewayError('TARGET_MALFORMED')
  if (request.headers.host === undefined && request.httpVersionMinor > 0) {
    throw new GatewayError('REQUEST_MALFORMED', { detail: 'the header Host is missing' })
  }
  return target
}

/** Its query; throws likewise. */
export function needQuery(request: IncomingMessage): Query {
  return needTarget(request).query
}

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

/**
 * Of the rows that share a method and a path, the one whose query names are all present; of several,
 * the one that asks for most.
 */
export function chooseRow(rows: readonly Endpoint[], query: Query): Endpoint | undefined {
  let chosen: Endpoint | undefined
  for (const row of rows) {
    const { whenQuery = [] } = row
    // One without a value is as good as none, as it is to whoever reads it.
    if (!whenQuery.every((name) => query.all(name).some(Boolean))) continue
    if (chosen === undefined || whenQuery.length > (chosen.whenQuery?.length ?? 0)) chosen = row
  }
  return chosen
}

/** A body was announced and has not arrived whole: the connection can serve nothing after it. */
export function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? 0)
  return !complete && (length > 0 || headers['transfer-encoding'] !== undefined)
}
