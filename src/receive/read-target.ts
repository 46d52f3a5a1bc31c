import type { IncomingMessage } from 'node:http'
import type { Query } from '../altinn2/query.ts'
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
