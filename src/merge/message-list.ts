import type { Resource } from '../altinn2/response.ts'
import type { Listing } from '../message-box/list/element-rows.ts'
import {
  needMessageListRequest,
  toMessagePage,
  wantedFor,
} from '../message-box/list/message-list.ts'
import { byServiceOnly } from '../message-box/list/narrowing.ts'
import type { TranslationRequest, Merge } from '../translation.ts'
import {
  collectFromAltinn3,
  isPlatformsFailure,
  settle,
  together,
} from '../message-box/list/sources.ts'
import { readAltinn2Messages } from './altinn2-messages.ts'
import { Altinn2Refused } from './merge.ts'
import { withoutTwins } from './message-twins.ts'

/**
 * Both sides' message boxes, or bins, as one. Altinn 3's is read whole, since any of Altinn 2's
 * elements may be there, too, with another date or status; it is then shown as Altinn 3 has it.
 */
export function mergedMessages(isBin: boolean): Merge {
  return async (request, ports) => {
    const asked = needMessageListRequest(request, isBin)
    const { count, isKept } = wantedFor(asked)
    const part = { ...asked, narrowing: byServiceOnly(asked.options.filter, request.targets) }
    // What is in Altinn 3's bin is not in the box, nor the other way round, whatever Altinn 2 says:
    // both in one answer, since something may go from the one to the other between two.
    const all = { ...part, isBin: undefined }
    const ours = collectFromAltinn3(everything, all, request, ports)
    const known = ours.then(propertiesOf, () => [])
    const shown = async <Row extends Pick<Resource, 'properties'>>(rows: readonly Row[]) =>
      withoutTwins(rows, await known)
    const kept = ours.then((found) => ({
      ...found,
      elements: found.elements.filter((one) => one.isBinned === isBin && isKept(one)),
    }))
    // Of a page that Altinn 3 fills, nothing of Altinn 2's is wanted that is older.
    const countAfter = async (until: number): Promise<number> => {
      const { elements } = await kept.catch(() => nothing)
      return count - elements.filter(({ changed }) => changed > until).length
    }
    const { query } = request
    const { language } = asked
    const theirs = readAltinn2Messages({ query, language, countAfter, shown }, ports)
    const both = await settle(
      [
        ['altinn3', kept],
        ['altinn2', theirs],
      ],
      request,
      forgivableFor(request),
    )
    return toMessagePage(together(both), asked, request)
  }
}

const nothing: Pick<Listing, 'elements'> = { elements: [] }
const everything = { count: Infinity, isKept: () => true }

function propertiesOf({ elements }: Listing): readonly Resource['properties'][] {
  return elements.map(({ show }) => show().properties)
}

function forgivableFor({ party, caller }: TranslationRequest): (error: unknown) => error is Error {
  const isClients = party !== caller
  return (error): error is Error =>
    isPlatformsFailure(error) ||
    (error instanceof Altinn2Refused &&
      (error.status >= 500 || error.status === 429 || (isClients && isUnknownParty(error))))
}

/**
 * Delegations made in Altinn 3 and parties that are new are unknown to Altinn 2. What it says of the
 * caller's own box, token (401) or API key the caller must learn of, and can mend.
 */
function isUnknownParty({ status, reason }: Altinn2Refused): boolean {
  return status === 404 || (status === 403 && !/api key/i.test(reason))
}
