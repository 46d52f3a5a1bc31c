import type { Translation } from '../../../translation.ts'
import { needOutboxFile, toOutboxResource } from './outbox-file.ts'

/** One file that the party sent. */
export const getOutboxFile: Translation = async (question, ports) => {
  const file = await needOutboxFile(question, ports)
  const resource = toOutboxResource(file, question.params.who ?? 'my')
  return { status: 200, body: { kind: 'resource', resource } }
}
