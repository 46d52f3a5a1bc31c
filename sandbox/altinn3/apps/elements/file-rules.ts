import type { Problem } from './form-data.ts'
import { mimeTypesOf } from './mime-types.ts'
import { asFileName, parseDisposition } from '../disposition.ts'
import type { AppAsked } from '../data.ts'
import type { DataType } from '../../storage/model.ts'
import { UnlikeTheRealOne, type Asked } from '../../../strict.ts'

interface Issue {
  readonly severity: 1
  readonly dataElementId: null
  readonly field: null
  readonly code: string
  readonly description: string
  readonly source: string
}

/** DataPostErrorResponse */
export interface UploadProblem extends Problem {
  readonly status: 400
  readonly uploadValidationIssues: readonly Issue[]
}

export function toUploadProblem(detail: string, issues: readonly Issue[]): UploadProblem {
  return { title: 'File validation failed', detail, status: 400, uploadValidationIssues: issues }
}

/** DataRestrictionValidation.CompliesWithDataRestrictions: the first rule that is broken. */
export function issueOfHeaders({ headers }: Asked, type: DataType): Issue | undefined {
  const disposition = headers['content-disposition']
  if (disposition === undefined) {
    return toIssue('ContentTypeNotAllowed', 'The request must include a Content-Disposition header')
  }
  const maxSize = (type.maxSize ?? 0) * 1024 * 1024
  if (type.maxSize !== undefined && Number(headers['content-length'] ?? 0) > maxSize) {
    return toIssue('DataElementTooLarge', `Binary attachment exceeds limit of ${maxSize}`)
  }
  const filename = fileNameOf(disposition)
  if (filename === undefined || filename === '') {
    const why = 'The Content-Disposition header must contain a valid filename'
    return toIssue('MissingFileName', why)
  }
  if (!filename.includes('.')) {
    const why = `Invalid format for filename: ${filename}. Filename is expected to end with '.{filetype}'.`
    return toIssue('InvalidFileNameFormat', why)
  }
  return issueOfType(headers['content-type'], filename, type)
}

/** DataRestrictionValidation.TryGetFileNameFromHeader */
export function fileNameOf(disposition: string): string | undefined {
  // Kestrel takes UTF-8 alone for a header and refuses the rest: nothing but ASCII is sure to pass.
  if (/[^\x20-\x7e]/.test(disposition)) throw new UnlikeTheRealOne('a header that is not ASCII')
  const { fileNameStar, fileName } = parseDisposition(disposition) ?? {}
  return asFileName(fileNameStar ?? fileName)
}

function issueOfType(
  contentType: string | undefined,
  filename: string,
  { allowedContentTypes: allowed = [] }: DataType,
): Issue | undefined {
  if (allowed.length === 0) return undefined
  const mimeTypes = mimeTypesOf(filename)
  const [mimeType = ''] = mimeTypes
  if (contentType === undefined) {
    return toIssue('InvalidFileNameFormat', 'Content-Type header must be included in request.')
  }
  const isOctets = contentType === 'application/octet-stream'
  if (!isOctets && !mimeTypes.includes(contentType.toLowerCase())) {
    const why = `Content type header ${contentType} does not match mime type ${mimeType} for uploaded file. Please fix header or upload another file.`
    return toIssue('InvalidFileNameFormat', why)
  }
  const isNamed = allowed.some((one) => one.toLowerCase() === contentType.toLowerCase())
  if (isNamed || allowed.includes('application/octet-stream')) return undefined
  const permitted = `Please try another file. Permitted content types include: ${allowed.join(', ')}`
  return toIssue('ContentTypeNotAllowed', `Invalid content type: ${mimeType}. ${permitted}`)
}

function toIssue(code: string, description: string): Issue {
  const source = 'DataRestrictionValidation'
  const whole = `Invalid data provided. Error: ${description}`
  return { severity: 1, dataElementId: null, field: null, code, description: whole, source }
}

/** FileService.RunFileAnalysisAndValidation, of an app that refuses some files itself. */
export function issuesOfAnalysis(
  filename: string | undefined,
  { state }: AppAsked,
): UploadProblem | undefined {
  if (state.modes.refusedNames?.test(filename ?? '') !== true) return undefined
  const issue: Issue = {
    ...{ severity: 1, dataElementId: null, field: null },
    code: 'InvalidMimeType',
    description: 'The file is not what its name says.',
    source: 'mimeTypeValidator',
  }
  return toUploadProblem('File validation failed', [issue])
}
