import { purgeCorrespondence } from '../../altinn3/correspondence.ts'
import type { Dialog } from '../../altinn3/dialogporten.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { needsAttention, putLabel } from './labels.ts'
import { hasLabel } from './view.ts'

/**
 * Deletes a message as the operator has chosen. Throws `DELETION_REFUSED`, `CONFIRMATION_OUTSTANDING`,
 * `NOT_FOUND` for one that was deleted before, and as `putLabel` does.
 */
export async function deleteCorrespondence(
  dialog: Dialog,
  request: TranslationRequest,
  ports: Ports,
): Promise<void> {
  const chosen = request.settings.deleteCorrespondences
  switch (chosen) {
    case 'refuse':
      throw new GatewayError('DELETION_REFUSED')
    case 'purge':
      // What lies in the bin is deleted for good, too.
      if (!(await isPurged(dialog, ports))) await putIntoBin(dialog, request, ports)
      return
    case 'bin':
      await putIntoBin(dialog, request, ports)
      return
    default:
      chosen satisfies never
  }
}

async function putIntoBin(
  dialog: Dialog,
  request: TranslationRequest,
  ports: Ports,
): Promise<void> {
  if (hasLabel(dialog, 'Bin')) throw new GatewayError('NOT_FOUND')
  await putLabel('Bin', dialog, request, ports)
}

/** `false` where the dialog has no correspondence, and where it is part of another dialog. */
async function isPurged(dialog: Dialog, { look, ask }: Ports): Promise<boolean> {
  const id = await look.correspondenceOf(dialog.id)
  if (id === undefined) throw new GatewayError('NOT_FOUND')
  if (id === null) return false
  try {
    return (await ask(purgeCorrespondence, { id })) === true
  } catch (error) {
    throw isConfirmedLately(error, dialog) ? new GatewayError('ALTINN3_BUSY') : error
  }
}

/** Correspondence hears of a confirmation seconds after the dialog. */
function isConfirmedLately(error: unknown, { status }: Dialog): boolean {
  const isRefused = error instanceof GatewayError && error.code === 'CONFIRMATION_OUTSTANDING'
  return isRefused && status !== needsAttention
}
