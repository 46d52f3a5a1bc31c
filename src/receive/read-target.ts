import type { IncomingMessage } from 'node:http'
import type { Query } from '../altinn2/query.ts'
import { GatewayError } from '../errors.ts'
import { findHeadFault } from './head-fault.ts'
import { parseTarget, toOriginForm, type Target } from './target.ts'

const targets = new WeakMap<IncomingMessage, Target>()
/** Of requests whose target is in order: what else is wrong with the head. */
const faults = new WeakMap<IncomingMessage, string>()

/** Reads the raw target once, before routing; the router sees only the mended path. */
export function pathToRoute(request: IncomingMessage): string {
  const raw = toOriginForm(request.url ?? '', request.headers.host)
  const target = raw === undefined ? undefined : parseTarget(raw)
  if (target === undefined) return nowhere
  const fault = findHeadFault(request)
  if (fault === undefined) targets.set(request, target)
  else faults.set(request, fault)
  return fault === undefined ? target.path : nowhere
}

/** No row has it, so that a refused request reaches none. */
const nowhere = '/'

/** A target that was accepted. Throws `TARGET_MALFORMED`, or `REQUEST_MALFORMED` for another fault. */
export function needTarget(request: IncomingMessage): Target {
  const target = targets.get(request)
  if (target !== undefined) return target
  const detail = faults.get(request)
  if (detail === undefined) throw new GatewayError('TARGET_MALFORMED')
  throw new GatewayError('REQUEST_MALFORMED', { detail })
}

/** Its query; throws likewise. */
export function needQuery(request: IncomingMessage): Query {
  return needTarget(request).query
}
