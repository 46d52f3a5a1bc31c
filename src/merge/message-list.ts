import { mapInSlices, Work } from '../altinn2/odata/work.ts'
import type { Resource } from '../altinn2/response.ts'
import type { Listing, Wanted } from '../message-box/list/element-rows.ts'
import {
  needMessageListRequest,
  propertiesOf,
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
import { toTwin, withoutTwins, type Twin } from './message-twins.ts'

/**
 * Both sides' message boxes, or bins, as one. Altinn 3's is read whole, since any of Altinn 2's
 * elements may be there, too, with another date or status; it is then shown as Altinn 3 has it.
 */
export function mergedMessages(isBin: boolean): Merge {
  return async (request, ports) => {
    const asked = needMessageListRequest(request, isBin)
    const work = new Work(ports)
    const { count, keep } = wantedFor(asked, work)
    const narrowing = await byServiceOnly(asked.options.filter, request.targets, work)
    const part = { ...asked, narrowing }
    // What is in Altinn 3's bin is not in the box, nor the other way round, whatever Altinn 2 says:
    // both in one answer, since something may go from the one to the other between two.
    const all = { ...part, isBin: undefined }
    const ours = collectFromAltinn3(everything, all, request, ports)
    let twins: Promise<readonly Twin[]> | undefined
    const toTwins = ({ elements }: Listing): Promise<readonly Twin[]> =>
      mapInSlices(elements, (one) => toTwin(propertiesOf(one, work)), work)
    const shown = async <Row extends Pick<Resource, 'properties'>>(rows: readonly Row[]) => {
      twins ??= ours.then(toTwins, () => [])
      return withoutTwins(rows, await twins)
    }
    const kept = ours.then(async (found) => ({
      ...found,
      elements: await keep(found.elements.filter((one) => one.isBinned === isBin)),
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
    return toMessagePage(together(both), asked, request, work)
  }
}

const nothing: Pick<Listing, 'elements'> = { elements: [] }
const everything: Wanted = { count: Infinity, keep: (elements) => Promise.resolve(elements) }

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
