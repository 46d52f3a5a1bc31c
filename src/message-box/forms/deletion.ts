import { deleteInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import type { FormElement } from './element.ts'

/**
 * Puts a form into the bin. Throws `NOT_FOUND` for one that lies there, `DELETION_PREVENTED` while its
 * app protects it, and `ALTINN3_ACCESS_REFUSED`.
 */
export async function deleteForm({ instance }: FormElement, ports: Ports): Promise<void> {
  if (instance.status?.isSoftDeleted === true) throw new GatewayError('NOT_FOUND')
  try {
    const deleted = await ports.ask(deleteInstance, { instance: instance.id })
    if (deleted === undefined) throw new GatewayError('NOT_FOUND')
  } catch (error) {
    const isRefused = error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED'
    if (!isRefused || !(await isProtected(instance, ports))) throw error
    throw new GatewayError('DELETION_PREVENTED', { cause: error })
  }
}

/** Altinn/altinn-storage InstanceHelper.cs, IsPreventedFromDeletion: 403, as for a missing right. */
async function isProtected({ appId, status }: Instance, { look, now }: Ports): Promise<boolean> {
  const { preventInstanceDeletionForDays: days } = await look.application(appId)
  const archived = Date.parse(status?.archived ?? '')
  return typeof days === 'number' && now() < archived + days * day
}

/** Milliseconds. */
const day = 24 * 60 * 60 * 1_000
