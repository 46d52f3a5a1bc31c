import { deleteCorrespondence } from '../../../message-box/correspondences/deletion.ts'
import { needHeld } from '../../../message-box/element.ts'
import { deleteForm } from '../../../message-box/forms/deletion.ts'
import type { Translation } from '../../../translation.ts'

/** A form goes into the bin, a draft, too; a message goes where the operator has chosen. */
export const deleteMessage: Translation = async (request, ports) => {
  const held = await needHeld(request, ports)
  if (held.kind === 'form') {
    // A change of the draft that is under way ends first.
    const { form } = held
    await ports.oneAtATime(form.instance.id, () => deleteForm(form, ports))
  } else await deleteCorrespondence(held.dialog, request, ports)
  return { status: 204 }
}
