import type { IncomingMessage } from 'node:http'

/** More than any test sends; a stand-in keeps what it is sent in memory. */
const longestBody = 80 * 1024 * 1024

/** The connection ended before the body did. */
export class BodyCut extends Error {}

export class BodyTooLarge extends Error {}

export function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const cut = (): void => reject(new BodyCut())
    request
      .on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length <= longestBody) chunks.push(chunk)
        else {
          request.pause()
          reject(new BodyTooLarge())
        }
      })
      .once('end', () => resolve(Buffer.concat(chunks)))
      .once('error', cut)
      .once('close', cut)
    // Its `close` is past when the connection ended while the caller's token was being checked.
    if (request.destroyed) cut()
  })
}

/** What comes, piece by piece: the reader decides how much of it is kept. */
export async function* readPieces(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const piece of request) yield piece as Buffer
  } catch {
    throw new BodyCut()
  }
  if (!request.complete) throw new BodyCut()
}
