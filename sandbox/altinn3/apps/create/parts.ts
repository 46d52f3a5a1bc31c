import { asFileName, parseDisposition } from '../disposition.ts'
import { readSections, Unfinished } from './multipart.ts'
import type { Application } from '../../storage/model.ts'
import type { Asked } from '../../../strict.ts'

/** RequestPart.cs */
export interface Part {
  readonly name: string | undefined
  readonly contentType: string
  readonly filename: string | undefined
  readonly bytes: Buffer
}

/** What could not be read of a request; the detail of the answer. */
export class UnreadableParts extends Error {}

/** MultipartRequestReader.Read: parts, or one part without a name, or none. */
export async function readParts(asked: Asked): Promise<Part[]> {
  const contentType = asked.headers['content-type']
  const body = await asked.body()
  if (contentType === undefined || contentType === '') return []
  if (!/multipart\//i.test(contentType)) {
    return [{ name: undefined, contentType, filename: undefined, bytes: body }]
  }
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]*)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw new Error('Could not retrieve boundary value')
  return toParts(body, boundary)
}

function toParts(body: Buffer, boundary: string): Part[] {
  const parts: Part[] = []
  const errors: string[] = []
  let count = 0
  try {
    for (const { headers, content } of readSections(body, boundary)) {
      count += 1
      const disposition = parseDisposition(headers['content-disposition'])
      const contentType = headers['content-type']
      if (disposition === undefined) {
        errors.push(`Part number ${count} doesn't have a content disposition`)
      } else if (contentType === undefined) {
        errors.push(`Part number ${count} doesn't have a content type`)
      } else {
        const { name, fileNameStar, fileName } = disposition
        const filename = asFileName(fileNameStar ?? fileName)
        parts.push({ name, contentType, filename, bytes: content })
      }
    }
  } catch (error) {
    if (!(error instanceof Unfinished)) throw error
    const why =
      'Unexpected end of Stream, the content may have already been read by another component. '
    errors.push(`IOException while reading a section of the request: ${why}`)
  }
  if (errors.length > 0) throw new UnreadableParts(errors.join(', '))
  return parts
}

/** RequestPartValidator.ValidateParts: the first thing that is wrong, or undefined. */
export function errorOfParts(
  parts: readonly Part[],
  { dataTypes }: Application,
): string | undefined {
  for (const part of parts) {
    const error = errorOfPart(part, dataTypes)
    if (error !== undefined) return error
  }
  const many = dataTypes.find(({ id, maxCount }) => {
    return maxCount > 0 && parts.filter(({ name }) => name === id).length > maxCount
  })
  return (
    many &&
    `The list of parts contains more elements of type '${many.id}' than the element type allows.`
  )
}

function errorOfPart(part: Part, dataTypes: Application['dataTypes']): string | undefined {
  const { name = '', contentType, bytes } = part
  const type = dataTypes.find(({ id }) => id === name)
  if (type === undefined) {
    return `Multipart section named, '${name}' does not correspond to an element type in application metadata`
  }
  const { allowedContentTypes: allowed = [], maxSize = 0 } = type
  // Letter for letter, and `application/octet-stream` stands for itself alone here.
  const [plain = ''] = contentType.split(';')
  if (allowed.length > 0 && !allowed.includes(plain)) {
    return `The multipart section named ${name} has a Content-Type '${contentType}' which is invalid for element type '${type.id}'`
  }
  if (bytes.length === 0) {
    return `The multipart section named ${name} has no data. Cannot process empty part.`
  }
  return maxSize > 0 && bytes.length > maxSize * 1024 * 1024
    ? `The multipart section named ${name} exceeds the size limit of element type '${type.id}'`
    : undefined
}
