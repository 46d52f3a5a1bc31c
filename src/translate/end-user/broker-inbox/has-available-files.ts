import {
  getFileTransfer,
  listFileTransfers,
  type RecipientStatus,
} from '../../../altinn3/broker.ts'
import { toOrganization } from '../../../altinn3/party.ts'
import { GatewayError } from '../../../errors.ts'
import { isDownloaded, resourcesOf } from '../../../broker/transfer.ts'
import type { Ports, TranslationRequest, Translation } from '../../../translation.ts'

/**
 * Is there anything to fetch? Altinn 2 asked for no token and answered for anybody; Altinn 3 shows
 * each organisation its own, and no row lets the caller name another.
 */
export const hasAvailableFiles: Translation = async ({ query, party, targets }, { ask }) => {
  const list = async (recipientStatus: RecipientStatus): Promise<readonly string[]> => {
    const lists = await Promise.all(
      resourcesOf(targets).map((resourceId) =>
        ask(listFileTransfers, { resourceId, recipientStatus, status: 'Published' }),
      ),
    )
    // As with the inbox: resources that were not named are nobody's fault.
    if (query.has('serviceCode') && lists.every((ids) => ids === undefined)) {
      throw new GatewayError('ALTINN3_ACCESS_REFUSED')
    }
    return lists.flatMap((ids) => ids ?? [])
  }
  const isThere =
    (await list('Initialized')).length > 0 ||
    (await isAnyUnconfirmed(await list('DownloadStarted'), party, ask))
  return { status: 200, body: { kind: 'value', value: isThere } }
}

/** A download that was begun may be of a file that had been confirmed before. */
async function isAnyUnconfirmed(
  ids: readonly string[],
  party: TranslationRequest['party'],
  ask: Ports['ask'],
): Promise<boolean> {
  const transfers = await Promise.all(ids.map((id) => ask(getFileTransfer, { id })))
  const recipients = transfers.flatMap((transfer) => transfer?.recipients ?? [])
  return recipients.some((one) => toOrganization(one.recipient) === party && !isDownloaded(one))
}
