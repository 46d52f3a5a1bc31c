import { createHash } from 'node:crypto'
import type { MessageInput } from '../altinn2/messages/submission/message-input.ts'
import type { Instance } from '../altinn3/storage.ts'

/** The value of an instance's own by which a retry finds it; Storage keeps it with the instance. */
const name = 'altinn2.submission'

/** Who sends what for whom: the same again is the same submission. */
export interface Sender {
  /** The organisation that the caller's token stands for. */
  readonly caller: string
  readonly party: string
  /** The caller's `Idempotency-Key`, where one came. */
  readonly idempotencyKey?: string
}

/** With a key, that alone tells one submission from another; without one, what is sent does. */
export function markerOf(sender: Sender, message: MessageInput): string {
  const { caller, party, idempotencyKey: key } = sender
  const told = key === undefined ? ['message', payloadOf(message)] : ['key', key]
  return hashOf([caller, party, ...told])
}

export function toDataValues(marker: string): Readonly<Record<string, string>> {
  return { [name]: marker }
}

export function isMarked({ dataValues }: Instance, marker: string): boolean {
  return dataValues?.[name] === marker
}

/** Everything that was sent, whatever its format. */
function payloadOf({ serviceCode, serviceEdition, forms, attachments }: MessageInput): string {
  return hashOf([
    serviceCode?.toLowerCase(),
    serviceEdition,
    forms.map(({ type, dataFormatId, dataFormatVersion, data }) => [
      ...[type, dataFormatId, dataFormatVersion, data?.hash],
    ]),
    attachments.map(({ fileName, attachmentType, data }) => [fileName, attachmentType, data?.hash]),
  ])
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
