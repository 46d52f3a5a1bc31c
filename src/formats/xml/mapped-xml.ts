import { Transform } from 'node:stream'
import { XmlMapper, type XmlMapping } from './map-xml.ts'

/** Bytes that are read in one stretch: three milliseconds at most, where there is nothing but tags. */
const sliceBytes = 16 * 1024

/** Maps a document as it passes, a slice at a time; `pause` lets others go on in between. */
export function mappedXml(mapping: XmlMapping, pause: () => Promise<void>): Transform {
  const mapper = new XmlMapper(mapping)
  return new Transform({
    transform(bytes: Buffer, _, done) {
      const give = (mapped: Buffer): unknown => this.push(mapped)
      mapSlices(mapper, bytes, pause, give).then(() => done(), done)
    },
    flush: (done) => done(null, mapper.end()),
  })
}

async function mapSlices(
  mapper: XmlMapper,
  bytes: Buffer,
  pause: () => Promise<void>,
  give: (mapped: Buffer) => unknown,
): Promise<void> {
  for (let from = 0; from < bytes.length; from += sliceBytes) {
    await pause()
    give(mapper.push(bytes.subarray(from, from + sliceBytes)))
  }
}
