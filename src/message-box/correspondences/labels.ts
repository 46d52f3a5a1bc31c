import type { Correspondence } from '../../altinn3/correspondence.ts'
import { labelDialog, type Dialog, type DialogLabel } from '../../altinn3/dialogporten.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { readAgain, readCorrespondenceOf } from './element.ts'
import { hasLabel } from './view.ts'

/** Writes of one label, each after a new look: people seldom change one dialog at the same time. */
const maxAttempts = 4
/** Milliseconds, times the attempt: a list may show a change of labels somewhat later. */
const pauseBetween = 200

/**
 * Gives a message a label, unless it has it. Archive and bin take the place of each other. Throws
 * `NOT_FOUND` for a dialog that is gone meanwhile, and `ALTINN3_BUSY` where others change its labels
 * each time between the look and the write.
 */
export async function putLabel(
  label: DialogLabel,
  dialog: Dialog,
  request: TranslationRequest,
  ports: Ports,
): Promise<void> {
  let current: Dialog | undefined = dialog
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    if (hasLabel(current, label)) return
    const revision = current.endUserContext?.revision ?? undefined
    if ((await ports.ask(labelDialog, { id: dialog.id, label, revision })) === true) return
    await ports.pause(pauseBetween * attempt)
    current = await readAgain(dialog, request, ports)
    if (current === undefined) throw new GatewayError('NOT_FOUND')
  }
  if (!hasLabel(current, label)) throw new GatewayError('ALTINN3_BUSY')
}

/**
 * Does a message still wait to be confirmed? Its dialog is the first to hear of a confirmation, which
 * Correspondence writes seconds later (ConfirmCorrespondenceHandler.cs).
 */
export async function waitsToBeConfirmed(
  dialog: Dialog,
  known: Correspondence | undefined,
  ports: Pick<Ports, 'look' | 'ask'>,
): Promise<boolean> {
  if (dialog.status !== needsAttention) return false
  const found = known ?? (await readCorrespondenceOf(dialog, ports))
  // A reminder needs attention, too, and no confirmation; some that were migrated were left so.
  return found?.isConfirmationNeeded === true && found.status !== 'Confirmed'
}

/** CreateDialogRequestMapper.cs: what waits to be confirmed. */
export const needsAttention = 'RequiresAttention'
