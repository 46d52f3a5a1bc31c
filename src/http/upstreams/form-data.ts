import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'

/** As `KeptBytes` and `FormDataPart` in `src/altinn3/operation.ts`; `http/` imports nothing of Altinn. */
interface Kept {
  readonly size: number
  readonly stream: () => Readable
}

interface Part {
  /** In ASCII, without quotation marks. */
  readonly name: string
  readonly type: string
  readonly bytes: Kept
}

/** Parts as one body of `multipart/form-data` (RFC 7578), whose length is known before it is sent. */
export function writeFormData(
  parts: readonly Part[],
  boundary = `gateway-${randomUUID()}`,
): { readonly type: string; readonly bytes: Kept } {
  const heads = parts.map(({ name, type }) =>
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: ${type}\r\n\r\n`,
    ),
  )
  const lineEnd = Buffer.from('\r\n')
  const end = Buffer.from(`--${boundary}--\r\n`)
  const lengths = parts.map(({ bytes }, place) => {
    const { length = 0 } = heads[place] ?? {}
    return length + bytes.size + lineEnd.length
  })
  async function* write(): AsyncGenerator<Buffer> {
    for (const [place, { bytes }] of parts.entries()) {
      yield heads[place] ?? end
      yield* bytes.stream() as AsyncIterable<Buffer>
      yield lineEnd
    }
    yield end
  }
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    bytes: {
      size: lengths.reduce((sum, length) => sum + length, end.length),
      stream: () => Readable.from(write(), { objectMode: false }),
    },
  }
}
