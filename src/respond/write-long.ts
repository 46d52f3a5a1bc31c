import { randomUUID } from 'node:crypto'
import type { Model } from '../altinn2/response.ts'
import { maxSliceLength, slicesOf } from '../formats/slices.ts'
import type { Format } from '../receive/negotiate.ts'
import { writeModel } from './write-model.ts'
import { escapeText } from './xml.ts'

/**
 * An answer's body as bytes. A resource with a text of megabytes, as a message's body may be, is
 * written in slices: to escape 32 MB of it in one stretch takes two seconds.
 */
export async function writeInSlices(
  model: Model,
  format: Format,
  publicUrl: string,
  nextTurn: () => Promise<void>,
): Promise<Buffer> {
  const texts = new Map(longTextsOf(model).map((name) => [name, randomUUID() as string]))
  if (texts.size === 0 || model.kind !== 'resource') {
    return Buffer.from(writeModel(model, format, publicUrl))
  }
  const { resource } = model
  // A stand-in, which no sender can guess, is written in place of each text and then replaced by it.
  const properties = { ...resource.properties, ...Object.fromEntries(texts) }
  const around = { ...model, resource: { ...resource, properties } }
  const escape = format === 'json' || format === 'hal+json' ? escapeJson : escapeText
  const written: Buffer[] = []
  let rest = writeModel(around, format, publicUrl)
  const inOrder = [...texts].sort(([, one], [, other]) => rest.indexOf(one) - rest.indexOf(other))
  for (const [name, standIn] of inOrder) {
    const at = rest.indexOf(standIn)
    written.push(Buffer.from(rest.slice(0, at)))
    for (const slice of slicesOf(String(resource.properties[name]))) {
      await nextTurn()
      written.push(Buffer.from(escape(slice)))
    }
    rest = rest.slice(at + standIn.length)
  }
  return Buffer.concat([...written, Buffer.from(rest)])
}

/** Lists have none: what they show of each element is bounded by Altinn 3. */
function longTextsOf(model: Model): string[] {
  if (model.kind !== 'resource') return []
  return Object.entries(model.resource.properties).flatMap(([name, value]) =>
    typeof value === 'string' && value.length > maxSliceLength ? [name] : [],
  )
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
