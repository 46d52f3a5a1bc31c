import type { IncomingHttpHeaders } from 'node:http'
import type { Writable } from 'node:stream'
import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Query } from '../altinn2/query.ts'
import type { Altinn2Response } from '../altinn2/response.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { AnsweredBy, Dates } from '../decide/dates.ts'
import type { ShadowAndFallback } from '../decide/shadow-and-fallback.ts'
import type { AnswerHead } from '../forward/answer-head.ts'
import type { Body } from '../http/server/body.ts'
import type { CallerConnection } from '../http/server/caller-connection.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import type { LogEntry } from '../runtime/log.ts'
import type { Route } from '../translation.ts'

/** A request that may be answered: everything checked, no platform asked yet. */
export interface RequestContext {
  readonly row: Route
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** The organisation that `{who}` stands for; absent on public rows. */
  readonly party: OrganizationNumber | undefined
  /** Absent on public rows. */
  readonly principal: Principal | undefined
  readonly body: Body | undefined
  readonly extras: ShadowAndFallback
  /** The dates that the answer's headers say, once it is known who answers. */
  readonly datesOf: (by: AnsweredBy) => Dates
  /** What calls to the platforms are made for: this request. */
  readonly calls: CallsFor
  readonly caller: CallerRequest
  readonly reply: Reply
  /** The request's line in the log, which acting adds to. */
  readonly entry: LogEntry
}

/** What the caller sent besides the body, as Node's HTTP server gives it. */
export interface CallerRequest {
  readonly method: string | undefined
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[]
  readonly connection: CallerConnection
}

/** The way to answer the caller, whatever framework serves the port. */
export interface Reply {
  /** Headers for the answer, whichever it will be. */
  readonly setHeaders: (headers: Readonly<Record<string, string>>) => void
  /** Writes an answer that was made here, in the format that the caller asked for. */
  readonly send: (answer: Altinn2Response) => Promise<void>
  /** Begins an answer with Altinn 2's head as it came; gives the stream for its body. */
  readonly begin: (head: AnswerHead) => Writable
}
