import { pino, type DestinationStream, type Logger } from 'pino'
import type { Product } from './products.ts'
import { redactLine } from './redact.ts'

/** What one request's log line holds. No URL, no query, no body, no token, no identity number. */
export interface LogEntry {
  requestId: string
  endpoint?: string
  group?: string
  /** `code/edition`, as far as the request named it. */
  service?: string
  decision?: string
  organisation?: string
  client?: string
  missingScopes?: readonly string[]
  register: string
  error?: string
  /** What is behind the error: why a token was refused, why a call to a platform failed. */
  cause?: string
  /** The product whose call failed, whether or not the request could be answered without it. */
  upstream?: Product
  upstreamStatus?: number
  /** The product's own id of the call. */
  upstreamRequestId?: string
  /** Milliseconds of the call, and of the wait for its place. */
  upstreamMs?: number
  queuedMs?: number
  /** Sources of a list that the answer is without. */
  partial?: readonly string[]
  /** What the operator would have to set. */
  setting?: string
  /** Altinn 3's failure, which Altinn 2 made good. */
  fellBack?: string
  /** Of a submission: its instance in Altinn 3, and the caller's message id in groups of four. */
  instance?: string
  message?: string
  /** What a failed request left behind at Altinn 3, in groups of four. */
  reference?: string
}

/** Every line passes the redaction last, whatever was logged by whom. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: redactLine },
  }
  return destination === undefined ? pino(options) : pino(options, destination)
}

/** An error that nobody expected, without the other fields that it may carry. */
export function describe(error: unknown): { readonly name: string; readonly stack: string } {
  if (!(error instanceof Error)) return { name: 'unknown', stack: '' }
  return { name: error.name, stack: error.stack ?? '' }
}
