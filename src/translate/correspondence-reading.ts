import { markCorrespondenceRead } from '../altinn3/correspondence.ts'
import { seeDialog } from '../altinn3/dialogporten.ts'
import { GatewayError } from '../errors.ts'
import type { CorrespondenceElement } from './correspondence-element.ts'
import { hasLabel } from './correspondence-view.ts'
import { isRead } from './correspondence-whole.ts'
import type { Ports } from './translation.ts'

/**
 * Notes that a message was read, in Correspondence for its sender and in Dialogporten for lists,
 * each unless it knows already. Where the first fails the second is not tried, so that both still
 * say unread; whatever is left undone is done by the next look. The message is there to be shown
 * all the same: to keep it back would not make it unread, and would make the caller ask again.
 */
export async function markRead(
  { dialog, correspondence }: CorrespondenceElement,
  { ask }: Pick<Ports, 'ask'>,
): Promise<void> {
  try {
    if (!isRead(correspondence)) {
      await ask(markCorrespondenceRead, { id: correspondence.correspondenceId })
    }
    const isSeen = dialog.isContentSeen === true && !hasLabel(dialog, 'MarkedAsUnopened')
    if (!isSeen) await ask(seeDialog, { id: dialog.id })
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
  }
}
