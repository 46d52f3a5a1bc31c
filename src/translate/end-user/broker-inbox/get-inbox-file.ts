import type { Translation } from '../../../translation.ts'
import { needInboxFile, toInboxResource } from './inbox-file.ts'

/** One file that was sent to the party. */
export const getInboxFile: Translation = async (question, ports) => {
  const file = await needInboxFile(question, ports)
  const resource = toInboxResource(file, question.params.who ?? 'my')
  return { status: 200, body: { kind: 'resource', resource } }
}
