import { causeOf } from './failure-causes.ts'

/** What can come of a call to a product, in words that metrics may use: a closed list. */
export const callOutcomes = {
  '2xx': 'the whole answer came, with such a status',
  '3xx': 'likewise',
  '4xx': 'likewise',
  '5xx': 'likewise',
  BULKHEAD_FULL: 'no call was made: the product had no place',
  BREAKER_OPEN: 'no call was made: the product fails for most callers',
  DEADLINE: 'the product was too late',
  CONNECT: 'there was no connection: refused, unreachable, no such host, too late',
  PROXY: 'the proxy gave no connection: the log has the code',
  TLS: 'the certificate or the handshake failed',
  RESET: 'the connection broke',
  UNREADABLE: 'the answer was not HTTP, too large, or in an unknown coding',
  STOPPED: 'the gateway ended the call, for example because its caller had left',
  OTHER: 'anything else: the log has the code',
} as const satisfies Readonly<Record<string, string>>

export type CallOutcome = keyof typeof callOutcomes

/** Hears of every call to one product, once, when it has ended. */
export interface CallObserver {
  /** @param headMs milliseconds to the answer's head, or to the failure; absent when no call was made */
  readonly ended: (outcome: CallOutcome, headMs?: number) => void
}

/** The class of a final status: `2xx` for 200. */
export function statusClassOf(status: number): '2xx' | '3xx' | '4xx' | '5xx' {
  if (status < 300) return '2xx'
  if (status < 400) return '3xx'
  return status < 500 ? '4xx' : '5xx'
}

/** What to call the error that ended a call. */
export function outcomeOf(error: unknown): CallOutcome {
  const cause = causeOf(error)
  const known = outcomes.get(cause)
  if (known !== undefined) return known
  return /CERT|SELF_SIGNED|^ERR_(?:SSL|TLS)_|^EPROTO$/.test(cause) ? 'TLS' : 'OTHER'
}

const outcomes: ReadonlyMap<string, CallOutcome> = new Map(
  (
    [
      // `ALTINN3_SILENT` is what a deadline of ours says when it ends a call.
      ['DEADLINE', ['DEADLINE', 'ALTINN3_SILENT']],
      [
        'CONNECT',
        [
          'ECONNREFUSED',
          'EHOSTUNREACH',
          'ENETUNREACH',
          'ENOTFOUND',
          'EAI_AGAIN',
          'ETIMEDOUT',
          'UND_ERR_CONNECT_TIMEOUT',
        ],
      ],
      ['PROXY', ['PROXY_CREDENTIALS', 'PROXY_REFUSED', 'PROXY_UNREACHABLE', 'PROXY_SILENT']],
      ['RESET', ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']],
      [
        'UNREADABLE',
        [
          'NOT_HTTP',
          'INTERIM_ANSWERS',
          'TOO_LARGE',
          'CONTENT_CODING',
          'ALTINN2_UNREADABLE',
          'UND_ERR_HEADERS_OVERFLOW',
          'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
        ],
      ],
      // An end that was made here has an error without a code, or a body that was not read on.
      [
        'STOPPED',
        ['UNKNOWN', 'TIMED_OUT', 'UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED'],
      ],
    ] as const
  ).flatMap(([outcome, causes]) => causes.map((cause) => [cause, outcome])),
)
