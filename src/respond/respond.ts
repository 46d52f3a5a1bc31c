import type { FastifyReply } from 'fastify'
import type { Altinn2Response } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { lingerAfter, hasUnreadBody } from '../http/server/lingering-close.ts'
import { contentTypes, negotiate } from '../receive/negotiate.ts'
import { toWireReason } from '../http/wire-reason.ts'
import { writeFile } from './write-file.ts'
import { writeInSlices } from './write-long.ts'
import type { Shares } from '../runtime/shares.ts'
import { yieldToOthers } from '../runtime/yield-to-others.ts'

export interface ResponseSettings {
  /** Base of every link, without a trailing slash. */
  readonly publicUrl: string
  /** Milliseconds that a caller may leave an answer unread. */
  readonly betweenBytes: number
  /** Bytes of long answers that callers have not read yet, by owner. */
  readonly unread: Pick<Shares, 'take' | 'giveBack'>
}

/** Bytes of all long answers that are on their way; the longest list has about 10 MB. */
export const maxUnread = 128 * 1024 * 1024
/** Bytes: a shorter answer mostly fits into what the operating system holds of a connection. */
const shortAnswer = 64 * 1024

/** Writes a translated answer in the format that the caller asked for. */
export async function respond(
  reply: FastifyReply,
  answer: Altinn2Response,
  { publicUrl, betweenBytes, unread }: ResponseSettings,
): Promise<void> {
  const { body, reason, location } = answer
  if (reason !== undefined) reply.raw.statusMessage = toWireReason(reason)
  void reply.code(answer.status).headers({ 'Cache-Control': 'no-store', ...answer.headers })
  if (location !== undefined) void reply.header('Location', publicUrl + location)
  endAfter(reply)
  if (body === undefined) {
    void reply.send()
  } else if (body.kind === 'bytes') {
    await writeFile(reply, body, betweenBytes)
  } else {
    const format = negotiate(reply.request.headers.accept)
    const letOthersGoOn = (): Promise<void> => yieldToOthers(reply.request.actsFor ?? '')
    const written = await writeInSlices(body, format, publicUrl, letOthersGoOn)
    holdUntilRead(reply, Buffer.byteLength(written), unread)
    vary(reply, 'Accept')
    void reply.type(contentTypes[format]).send(written)
  }
}

/**
 * A caller that reads nothing keeps a long answer in memory until its connection ends for silence. Throws
 * `BUSY` where too much is held already.
 */
function holdUntilRead(
  { raw, request }: FastifyReply,
  bytes: number,
  unread: ResponseSettings['unread'],
): void {
  if (bytes < shortAnswer || raw.closed) return
  const owner = request.actsFor ?? ''
  if (!unread.take(owner, bytes)) throw new GatewayError('BUSY')
  raw.once('close', () => unread.giveBack(owner, bytes))
}

/** An answer that overtakes its request's body ends the connection, without being lost with it. */
export function endAfter(reply: FastifyReply): void {
  const { raw } = reply.request
  if (!hasUnreadBody(raw)) return
  void reply.header('Connection', 'close')
  lingerAfter(raw)
}

export function vary(reply: FastifyReply, name: string): void {
  const others = reply.getHeader('Vary')
  void reply.header('Vary', others === undefined ? name : `${String(others)}, ${name}`)
}
