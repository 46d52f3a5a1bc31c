import { createReadStream } from 'node:fs'
import {
  readMessage,
  submissionCuts,
  type MessageInput,
} from '../../altinn2/messages/submission/message-input.ts'
import { writeServiceKey } from '../../altinn2/service-key.ts'
import { GatewayError } from '../../errors.ts'
import { PartStore } from '../../http/server/part-store.ts'
import { createSpool } from '../../http/server/spool.ts'
import { takeApart } from '../../http/server/take-apart.ts'
import { noShare } from '../../runtime/shares.ts'
import { StepFailed } from './lines.ts'

export interface Payload {
  readonly message: MessageInput
  /** Gives memory and disk back. */
  readonly close: () => Promise<void>
}

/**
 * Reads a file as the gateway reads the body of a submission; its first byte says whether it is JSON
 * or XML. Throws a `StepFailed`, `BODY_MALFORMED`, `BODY_TOO_LARGE` and `SPOOL_FULL`.
 *
 * @param maxBytes of the file
 * @param spoolBytes of the temporary folder that its parts may take
 */
export async function readPayload(
  file: string,
  maxBytes: number,
  spoolBytes: number,
): Promise<Payload> {
  const store = new PartStore(createSpool(spoolBytes), noShare)
  const close = (): Promise<void> => store.close()
  try {
    const next = reading(file, maxBytes)
    const input = { next, owner: noShare.owner, type: undefined, cuts: submissionCuts }
    const { document } = await takeApart(input, store)
    return { message: readMessage(document), close }
  } catch (error) {
    await close()
    throw error
  }
}

function reading(file: string, maxBytes: number): () => Promise<Buffer | undefined> {
  const chunks = createReadStream(file)[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>
  let length = 0
  return async () => {
    const chunk = await chunks.next().catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
      throw new StepFailed(`the file cannot be read (${code})`, 'correct its path')
    })
    length += chunk.value?.length ?? 0
    if (length > maxBytes) throw new GatewayError('BODY_TOO_LARGE')
    return chunk.value
  }
}

/** A service as it is named on the command line: with its edition, or with its code alone. */
export interface NamedService {
  readonly code: string
  readonly edition?: number
}

export function parseService(text: string): NamedService | undefined {
  const [, code, edition] = /^(\w{1,20})(?:\/(\d{1,9}))?$/.exec(text) ?? []
  if (code === undefined) return undefined
  return edition === undefined ? { code } : { code, edition: Number(edition) }
}

/** Throws a `StepFailed` where the message is for no service, or for another one. */
export function needService(
  { serviceCode, serviceEdition }: MessageInput,
  { code, edition }: NamedService,
): string {
  if (serviceCode === undefined || serviceEdition === undefined) {
    const todo = 'write ServiceCode and ServiceEdition into it, callers have to'
    throw new StepFailed('it does not name its service', todo)
  }
  const isOther =
    serviceCode.toLowerCase() !== code.toLowerCase() ||
    (edition !== undefined && edition !== serviceEdition)
  const named = writeServiceKey({ code: serviceCode, edition: serviceEdition })
  if (!isOther) return named
  throw new StepFailed('it is for another service', `name the service that it is for`)
}
