import type { Altinn2Response, Json } from '../altinn2/response.ts'
import type { Merge, Translation } from '../translation.ts'
import { cut } from '../altinn2/list-rows.ts'

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
  return async (request, ports) => {
    const [fromAltinn2, fromAltinn3] = await Promise.all([
      ports.askAltinn2(request.query),
      translation(request, ports),
    ])
    const answer = join(fromAltinn2.json, fromAltinn3)
    return fromAltinn2.isCut ? { ...answer, headers: { ...answer.headers, ...cut } } : answer
  }
}
