import type { Translation } from '../../../translation.ts'
import { needInboxFile, toInboxResource } from './inbox-file.ts'

/** One file that was sent to the party. */
export const getInboxFile: Translation = async (request, ports) => {
  const file = await needInboxFile(request, ports)
  const resource = toInboxResource(file, request.params.who ?? 'my')
  return { status: 200, body: { kind: 'resource', resource } }
}
