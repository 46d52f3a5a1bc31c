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
  letOthersGoOn: () => Promise<void>,
): Promise<Buffer> {
  const texts = longTextsOf(model)
  if (texts.length === 0 || model.kind !== 'resource') {
    return Buffer.from(writeModel(model, format, publicUrl))
  }
  const { resource } = model
  // Stand-ins, which no sender can guess, are written first, and then replaced by the texts.
  const standIns = Object.fromEntries(texts.map(({ name, standIn }) => [name, standIn]))
  const properties = { ...resource.properties, ...standIns }
  let rest = writeModel({ ...model, resource: { ...resource, properties } }, format, publicUrl)
  const inOrder = texts.sort(
    (one, other) => rest.indexOf(one.standIn) - rest.indexOf(other.standIn),
  )
  const escape = format === 'json' || format === 'hal+json' ? escapeJson : escapeText
  const written: Buffer[] = []
  for (const { text, standIn } of inOrder) {
    const at = rest.indexOf(standIn)
    written.push(Buffer.from(rest.slice(0, at)))
    for (const slice of slicesOf(text)) {
      await letOthersGoOn()
      written.push(Buffer.from(escape(slice)))
    }
    rest = rest.slice(at + standIn.length)
  }
  return Buffer.concat([...written, Buffer.from(rest)])
}

interface LongText {
  readonly name: string
  readonly text: string
  readonly standIn: string
}

/** Lists have none: what they show of each element is bounded by Altinn 3. */
function longTextsOf(model: Model): LongText[] {
  if (model.kind !== 'resource') return []
  return Object.entries(model.resource.properties).flatMap(([name, text]) =>
    typeof text === 'string' && text.length > maxSliceLength
      ? [{ name, text, standIn: randomUUID() }]
      : [],
  )
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
