/** A body is longer than anybody would send in earnest. */
export class TooLargeError extends Error {
  readonly code = 'TOO_LARGE'

  constructor() {
    super('too large')
  }
}

/** All bytes of a body. Throws a `TooLargeError` at more than `most`, so that nobody fills the memory. */
export async function readWhole(body: AsyncIterable<unknown>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > most) throw new TooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
