import { GatewayError } from '../errors.ts'
import { adviceOf } from '../pointer.ts'
import type { Refusal } from './plan.ts'

/** The error that answers a caller whose request no platform is asked about. */
export function toError({ code, pointer, setting, since, from }: Refusal): GatewayError {
  const dates = [
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(from === undefined ? [] : [`it moves at ${from}`]),
  ]
  return new GatewayError(code, {
    ...(dates.length === 0 ? {} : { detail: dates.join(', ') }),
    ...(pointer === undefined ? {} : { advice: adviceOf(pointer), pointer }),
    ...(setting === undefined ? {} : { setting }),
  })
}
