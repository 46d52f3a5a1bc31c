import type { Readable } from 'node:stream'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { File } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { beginningOf } from '../http/upstreams/upstream.ts'
import type { CallerConnection } from '../http/server/caller-connection.ts'
import { toDisposition } from './file-name.ts'

/**
 * Hands a file through as it comes. A file that breaks off breaks the connection with it, so that
 * half of it is never taken for the whole.
 */
export async function writeFile(
  reply: FastifyReply,
  { type, fileName, length, stream }: File,
  betweenBytes: number,
): Promise<void> {
  const { raw, request } = reply
  try {
    // Begins with the first bytes: what fails before is answered with a status.
    if (stream !== undefined) await beginningOf(stream)
    if (length !== undefined && (stream?.readableLength ?? 0) > length) throw new LengthError()
    void reply.headers({
      'Content-Type': type,
      'Content-Disposition': toDisposition(fileName),
      // A sender chose these bytes: a browser must not run them as a page or a script.
      'X-Content-Type-Options': 'nosniff',
      ...(length === undefined ? {} : { 'Content-Length': length }),
    })
    raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
    reply.hijack()
    if (stream !== undefined)
      await pump(stream, raw, request.callerConnection, { length, betweenBytes })
    raw.end()
  } catch (error) {
    stream?.destroy()
    if (!raw.headersSent) throw toGatewayError(error)
    raw.destroy(error as Error)
  }
}

/** There are other bytes than were announced. */
class LengthError extends Error {}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  return new GatewayError('ALTINN3_UNREADABLE', { cause: error })
}

interface Pumping {
  readonly length: number | undefined
  readonly betweenBytes: number
}

async function pump(
  stream: Readable,
  raw: ServerResponse,
  connection: CallerConnection,
  { length = Infinity, betweenBytes }: Pumping,
): Promise<void> {
  let goOn: (() => void) | undefined
  let sent = 0
  raw.on('drain', () => goOn?.())
  connection.onEnd(() => goOn?.())
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (connection.hasGone()) throw new Error('the caller hung up')
    sent += chunk.length
    if (sent > length) throw new LengthError()
    if (raw.write(chunk)) continue
    // A caller who does not read must not hold a call to Altinn 3 for as long as they like.
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the caller does not read')), betweenBytes)
      goOn = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
  if (length !== Infinity && sent < length) throw new LengthError()
}
