import { toSafeFileName } from '../altinn2/file-name.ts'
import type { AttachmentInput } from '../altinn2/messages/submission/message-input.ts'
import type { ValidationFinding } from '../altinn2/messages/validation.ts'
import type { AppDataType } from '../altinn3/app-metadata.ts'
import { needAttachment, needAttachmentNames } from './entry.ts'
import { finding, isTooLarge, maxCountOf, type Position } from './finding.ts'
import type { Judged } from './forms.ts'
import { extensionOf, mediaTypeFor } from './media-type.ts'
import { writeList } from './texts.ts'
import type { FormPlace, WantedFile } from './wanted.ts'

/** How many there are of each data type. */
export type Counts = ReadonlyMap<string, number>

/** All attachments of a message. Throws `NEEDS_CONFIGURATION`. */
export function judgeFiles(
  inputs: readonly AttachmentInput[],
  given: FormPlace,
  { at, language }: Position,
): Judged<WantedFile> {
  if (inputs.length === 0) return { wanted: [], findings: [] }
  const names = needAttachmentNames(given)
  const counts = new Map<string, number>()
  const each = inputs.map((input, place) => {
    const judged = judgeFile(input, names, given, counts, {
      at: `${at}/Attachment[${place + 1}]`,
      language,
    })
    const { dataType } = judged
    if (dataType !== undefined) counts.set(dataType, (counts.get(dataType) ?? 0) + 1)
    return judged
  })
  return {
    wanted: each.flatMap(({ wanted }) => wanted ?? []),
    findings: each.flatMap(({ findings }) => findings),
  }
}

/** One file, and the data type that it is of, where that is known. */
interface JudgedFile {
  readonly dataType?: string
  readonly wanted?: WantedFile
  readonly findings: readonly ValidationFinding[]
}

/**
 * Throws `NEEDS_CONFIGURATION`.
 *
 * @param counts what there is before this one
 */
export function judgeFile(
  input: AttachmentInput,
  names: readonly string[],
  given: FormPlace,
  counts: Counts,
  position: Position,
): JudgedFile {
  const { attachmentType: name } = input
  const refuse = (text: 'attachmentTypeMissing' | 'attachmentTypeUnknown'): JudgedFile => {
    const values = [...(name ? [name] : []), writeList(names)]
    return { findings: [finding(position, 'AttachmentType', text, values)] }
  }
  if (!name) return refuse('attachmentTypeMissing')
  if (!names.includes(name)) return refuse('attachmentTypeUnknown')
  const type = needAttachment(name, given)
  const maxCount = maxCountOf(type.maxCount)
  const ofCount =
    (counts.get(type.id) ?? 0) >= maxCount
      ? [finding(position, 'AttachmentType', 'tooManyAttachments', [name, maxCount])]
      : []
  const { wanted, findings } = judgeContent(input, name, type, position)
  return {
    dataType: type.id,
    ...(wanted === undefined ? {} : { wanted }),
    findings: [...ofCount, ...findings],
  }
}

function judgeContent(
  { fileName: given = '', data }: AttachmentInput,
  typeName: string,
  { id: dataType, maxSize, allowedContentTypes }: AppDataType,
  position: Position,
): Pick<JudgedFile, 'wanted' | 'findings'> {
  const fileName = given.trim() === '' ? '' : toSafeFileName(given)
  const contentType = mediaTypeFor(fileName, allowedContentTypes)
  const findings: ValidationFinding[] = []
  if (fileName === '') findings.push(finding(position, 'FileName', 'fileNameMissing'))
  else if (extensionOf(fileName) === undefined) {
    findings.push(finding(position, 'FileName', 'fileNameShort', [fileName]))
  } else if (contentType === undefined) {
    const types = writeList((allowedContentTypes ?? []).filter((type) => type !== null))
    findings.push(finding(position, 'FileName', 'fileKind', [fileName, typeName, types]))
  }
  if (data === undefined || data.size === 0) {
    findings.push(finding(position, 'Data', 'fileEmpty', [fileName]))
  } else if (isTooLarge(data.size, maxSize)) {
    findings.push(finding(position, 'Data', 'fileTooLarge', [fileName, maxSize]))
  }
  if (data === undefined || contentType === undefined) return { findings }
  return { wanted: { dataType, fileName, contentType, bytes: data }, findings }
}
