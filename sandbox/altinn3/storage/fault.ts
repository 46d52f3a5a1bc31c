import { problem } from './answer.ts'
import type { StorageState } from './state.ts'
import { hang, type Answered, type Asked } from '../../strict.ts'

/** The first fault that a test has set for this call, with one time less to come. */
export function faultOf(
  { method, path }: Asked,
  { faults }: StorageState,
): Answered | Promise<never> | undefined {
  const call = `${method} ${path}`
  const place = faults.findIndex(({ on, times }) => times !== 0 && (on?.test(call) ?? true))
  const fault = faults[place]
  if (fault === undefined) return undefined
  if (fault.times !== undefined) fault.times -= 1
  switch (fault.kind) {
    case 'hang':
      return hang()
    case 'error':
      return problem(500)
    case 'busy':
      return tooMany(fault.retryAfter ?? 1)
  }
}

/** As Azure's API Management says it (learn.microsoft.com, policy rate-limit). */
function tooMany(seconds: number): Answered {
  const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`
  return {
    status: 429,
    headers: { 'Retry-After': String(seconds) },
    body: { statusCode: 429, message },
  }
}
