import { keptOf } from '../../altinn3/operation.ts'
import { deleteInstance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import type { FormElement } from './element.ts'

/**
 * Puts a form into the bin. Throws `NOT_FOUND` for one that lies there, `DELETION_PREVENTED` while its
 * app protects it, and `ALTINN3_ACCESS_REFUSED`.
 */
export async function deleteForm(
  { instance }: FormElement,
  { ask }: Pick<Ports, 'ask'>,
): Promise<void> {
  if (instance.status?.isSoftDeleted === true) throw new GatewayError('NOT_FOUND')
  let deleted: true | undefined
  try {
    deleted = await ask(deleteInstance, { instance: instance.id })
  } catch (error) {
    const isProtected = keptOf(deleteInstance, error)?.isProtected === true
    throw isProtected ? new GatewayError('DELETION_PREVENTED', { cause: error }) : error
  }
  if (deleted === undefined) throw new GatewayError('NOT_FOUND')
}
