import type { Explained } from './explain/explain.ts'
import type { ExplainRequest } from './explain/question.ts'

/** A question about the register that is live in this process. */
export type Decide = (question: ExplainRequest) => Explained

const names = ['method', 'url', 'organization', 'service', 'at'] as const

/** What `gateway explain` says, for `?method=&url=`; no token comes this way. */
export function decisionsPage(
  decide: Decide,
  query: URLSearchParams,
): { readonly status: number; readonly body: object } {
  const given = [...query.keys()]
  if (given.some((name) => !names.some((known) => known === name))) {
    const hint = 'the url must be percent-encoded, its ? and & too'
    return malformed(`only ${names.join(', ')} are understood; ${hint}`)
  }
  if (new Set(given).size < given.length) return malformed('something is said twice')
  const { method, url, ...rest } = Object.fromEntries(query)
  if (!method || !url) return malformed('method and url are needed')
  const explained = decide({ ...rest, method, url })
  switch (explained.kind) {
    case 'explained':
      return { status: 200, body: explained.explanation }
    case 'unknown':
      return { status: 404, body: { status: explained.problem } }
    case 'malformed':
      return malformed(explained.problem)
    default:
      return explained satisfies never
  }
}

function malformed(problem: string): { status: number; body: object } {
  return { status: 400, body: { status: problem } }
}
