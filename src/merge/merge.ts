import type { RememberRows } from '../lookups/altinn2-lists.ts'
import type { Query } from '../altinn2/query.ts'
import type { Altinn2Response, Json } from '../altinn2/response.ts'
import { cut } from '../parties/odata-list.ts'
import type { Ports, Question, Translation } from '../translation.ts'

/** One list of what both sides have. */
export type Merge = (question: Question, ports: MergePorts) => Promise<Altinn2Response>

export interface MergePorts extends Ports {
  /**
   * The same question to Altinn 2, with this query, in the JSON dialect that the caller will get
   * unless told. What it answers other than 200 is thrown as `Altinn2Refused`, and is the caller's
   * answer as it comes unless somebody knows better: half a list must not pass for a whole one.
   */
  readonly askAltinn2: (query: Query, dialect?: 'json' | 'hal+json') => Promise<Altinn2Part>
  /** What Altinn 2 has told this caller of the list lately; `about` says what sets the list apart. */
  readonly remember: RememberRows
}

export interface Altinn2Part {
  readonly json: Json
  /** Altinn 2 has said that there is more than it tells. */
  readonly isCut: boolean
}

/** What Altinn 2 answered in place of its part of a list. */
export class Altinn2Refused extends Error {
  readonly status: number
  readonly reason: string
  /** Nothing of the list had come before. */
  isFirst = true

  constructor({ status, reason }: { readonly status: number; readonly reason: string }) {
    super('not a list')
    this.status = status
    this.reason = reason
  }
}

/** Both sides asked at once, each for all it has, and joined by a plain function. */
export function joined(
  translation: Translation,
  join: (altinn2: Json, altinn3: Altinn2Response) => Altinn2Response,
): Merge {
  return async (question, ports) => {
    const [fromAltinn2, fromAltinn3] = await Promise.all([
      ports.askAltinn2(question.query),
      translation(question, ports),
    ])
    const answer = join(fromAltinn2.json, fromAltinn3)
    return fromAltinn2.isCut ? { ...answer, headers: { ...answer.headers, ...cut } } : answer
  }
}
