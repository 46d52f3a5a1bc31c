import { markCorrespondenceRead } from '../../altinn3/correspondence.ts'
import { seeDialog } from '../../altinn3/dialogporten.ts'
import type { CorrespondenceElement } from './element.ts'
import { isRead } from './full-message.ts'
import type { Ports } from '../../translation.ts'

/**
 * Notes that a message was read, in Correspondence for its sender and in Dialogporten for lists,
 * each unless it knows already. Where the first fails the second is not tried, so that both still
 * say unread.
 */
export async function markRead(
  { dialog, correspondence }: CorrespondenceElement,
  { ask }: Pick<Ports, 'ask'>,
): Promise<void> {
  if (correspondence !== undefined && !isRead(correspondence)) {
    await ask(markCorrespondenceRead, { id: correspondence.correspondenceId })
  }
  // What people marked as unopened is not seen, either.
  if (dialog.isContentSeen !== true) await ask(seeDialog, { id: dialog.id })
}
