import type { Model } from '../altinn2/response.ts'
import type { Format } from '../receive/negotiate.ts'
import { writeHalXml } from './write-hal-xml.ts'
import { writeJson } from './write-json.ts'
import { writeXml } from './write-xml.ts'

/** An answer's body in the format that was chosen. */
export function writeModel(model: Model, format: Format, publicUrl: string): string {
  switch (format) {
    case 'json':
    case 'hal+json':
      return writeJson(model, format, publicUrl)
    case 'hal+xml':
      return writeHalXml(model, publicUrl)
    case 'xml':
      return writeXml(model, publicUrl)
    default:
      return format satisfies never
  }
}
