import { pipeline, type Readable } from 'node:stream'
import type { KeptBytes } from '../../altinn3/operation.ts'
import { isIdentity, type XmlMapping } from '../../formats/xml/map-xml.ts'
import { mappedXml } from '../../formats/xml/mapped-xml.ts'
import type { Part } from '../../http/server/part.ts'
import type { Ports } from '../../translation.ts'

/**
 * A form's XML as the app gets it. It is read once for its new size, and again whenever it is sent:
 * it is kept nowhere else than in the spool. What is no XML stays as it is, for the check to refuse.
 */
export async function mapForm(
  part: Part,
  mapping: XmlMapping | undefined,
  { yieldToOthers }: Pick<Ports, 'yieldToOthers'>,
): Promise<KeptBytes> {
  const isXml = part.xml !== undefined && !('fault' in part.xml)
  if (mapping === undefined || isIdentity(mapping) || !isXml) return part
  // The code that reads what comes out sees how the one or the other ended.
  const stream = (): Readable =>
    pipeline(part.stream(), mappedXml(mapping, yieldToOthers), () => undefined)
  let size = 0
  for await (const piece of stream() as AsyncIterable<Buffer>) size += piece.length
  return { size, stream }
}

/** The name of the root as the app gets it; a root is never dropped. */
export function mappedRoot(root: string, { rename = {} }: XmlMapping = {}): string {
  return Object.hasOwn(rename, root) ? (rename[root] ?? root) : root
}
