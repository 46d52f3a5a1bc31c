import type { Translation } from '../../../translation.ts'
import { needOutboxFile, toOutboxResource } from './outbox-file.ts'

/** One file that the party sent. */
export const getOutboxFile: Translation = async (request, ports) => {
  const file = await needOutboxFile(request, ports)
  const resource = toOutboxResource(file, request.params.who ?? 'my')
  return { status: 200, body: { kind: 'resource', resource } }
}
