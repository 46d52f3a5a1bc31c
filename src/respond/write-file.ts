import type { Readable } from 'node:stream'
import type { ServerResponse } from 'node:http'
import type { FastifyReply } from 'fastify'
import type { File } from '../altinn2/response.ts'
import type { Life } from '../receive/life.ts'
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
    void reply.headers({
      'Content-Type': type,
      'Content-Disposition': toDisposition(fileName),
      // Somebody else's bytes: a browser must not make a page or a script of them.
      'X-Content-Type-Options': 'nosniff',
      ...(length === undefined ? {} : { 'Content-Length': length }),
    })
    raw.writeHead(reply.statusCode, reply.getHeaders() as Record<string, string>)
    reply.hijack()
    if (stream !== undefined) await pump(stream, raw, request.life, betweenBytes)
    raw.end()
  } catch (error) {
    stream?.destroy()
    if (!raw.headersSent) throw error
    raw.destroy(error as Error)
  }
}

async function pump(
  stream: Readable,
  raw: ServerResponse,
  life: Life,
  betweenBytes: number,
): Promise<void> {
  let goOn: (() => void) | undefined
  raw.on('drain', () => goOn?.())
  life.onEnd(() => goOn?.())
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (life.hasGone()) throw new Error('the caller hung up')
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
}
