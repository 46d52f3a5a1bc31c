import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Query } from '../altinn2/query.ts'
import type { Altinn2Response } from '../altinn2/response.ts'
import type { Operation } from '../altinn3/operation.ts'
import type { Clock } from '../clock.ts'
import type { Target } from '../decide/register.ts'

/** What was asked, with everything checked that can be checked without asking Altinn 3. */
export interface Question {
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  /** Whom `{who}` stands for. */
  readonly party: OrganizationNumber
  /** The places in Altinn 3 that may answer. */
  readonly targets: readonly Target[]
}

/** The only way out of a translation. */
export interface Ports extends Clock {
  /** Performs one operation with the caller's rights; `undefined` when Altinn 3 has no such thing. */
  readonly ask: <Sent, Read>(
    operation: Operation<Sent, Read>,
    sent: Sent,
  ) => Promise<Read | undefined>
}

export type Translation = (question: Question, ports: Ports) => Promise<Altinn2Response>
