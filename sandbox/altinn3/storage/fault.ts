import { problem } from './answer.ts'
import type { StorageFault, StorageState } from './state.ts'
import { BodyCut } from '../../body.ts'
import { hang, type Answered, type Asked } from '../../strict.ts'

/** Answers, or lets the first fault befall the call that a test has set for it: before or after. */
export async function withFault(
  asked: Asked,
  state: StorageState,
  answer: () => Answered | Promise<Answered>,
): Promise<Answered> {
  const fault = takeFault(asked, state)
  if (fault === undefined) return answer()
  if (fault.after === true) await answer()
  return befall(fault)
}

/** With one time less to come. */
function takeFault({ method, path }: Asked, { faults }: StorageState): StorageFault | undefined {
  const call = `${method} ${path}`
  const fault = faults.find(({ on, times }) => times !== 0 && (on?.test(call) ?? true))
  if (fault?.times !== undefined) fault.times -= 1
  return fault
}

function befall({ kind, retryAfter = 1 }: StorageFault): Answered | Promise<never> {
  switch (kind) {
    case 'hang':
      return hang()
    case 'error':
      return problem(500)
    case 'busy':
      return tooMany(retryAfter)
    case 'unavailable':
      return unavailable(retryAfter)
    case 'garbage':
      return { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>OK</html>' }
    case 'drop':
      // The server closes the connection without an answer.
      throw new BodyCut()
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

/** Of an ingress whose backend is not ready. */
function unavailable(seconds: number): Answered {
  const headers = { 'Content-Type': 'text/plain', 'Retry-After': String(seconds) }
  return { status: 503, headers, body: 'Service Unavailable' }
}
