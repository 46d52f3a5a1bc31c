import { GatewayError } from '../../../errors.ts'
import { pathOfCorrespondence, shownIdOf } from '../../../message-box/correspondences/element.ts'
import { putLabel, waitsToBeConfirmed } from '../../../message-box/correspondences/labels.ts'
import { needHeld, type Held } from '../../../message-box/element.ts'
import { pathOf, type FormElement } from '../../../message-box/forms/element.ts'
import { statusOf } from '../../../message-box/forms/view.ts'
import type { Ports, Translation, TranslationRequest } from '../../../translation.ts'

/** A message gets the label of the archive, out of the bin, too; a sent form has been archived. */
export const archiveMessage: Translation = async (request, ports) => {
  const held = await needHeld(request, ports)
  const location =
    held.kind === 'form'
      ? pathOfSent(held.form, request)
      : await archiveCorrespondence(held, request, ports)
  return { status: 204, reason: 'Message has been archived', location }
}

function pathOfSent(form: FormElement, { params }: TranslationRequest): string {
  const status = statusOf(form.instance)
  if (status === 'deleted') throw new GatewayError('NOT_FOUND')
  if (status !== 'submitted') throw new GatewayError('NOT_ARCHIVABLE')
  return pathOf({ ...form, isArchived: true }, params.who)
}

async function archiveCorrespondence(
  { dialog, correspondence, id: known }: Extract<Held, { readonly kind: 'message' }>,
  request: TranslationRequest,
  ports: Ports,
): Promise<string> {
  if (await waitsToBeConfirmed(dialog, correspondence, ports)) {
    throw new GatewayError('CONFIRMATION_OUTSTANDING')
  }
  // Before the write: what was done must not be answered with the failure of a look.
  const id = known ?? (await shownIdOf(dialog, request, ports))
  await putLabel('Archive', dialog, request, ports)
  return pathOfCorrespondence({ id, isArchived: true }, request.params.who)
}
