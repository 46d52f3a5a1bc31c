import { plain, problemAnswer, uncaught } from './answer.ts'
import { NoLength, readFile } from './file.ts'
import { fileNameOf, issueOfHeaders, issuesOfAnalysis, toUploadProblem } from './file-rules.ts'
import type { UploadProblem } from './file-rules.ts'
import { addForm, calculate, deserialize, isProblem, newForm, prefill } from './form-data.ts'
import type { Problem, Sent } from './form-data.ts'
import { problemOfNew } from './guards.ts'
import type { AppAsked } from '../data.ts'
import { toChanged, toLinked } from '../links.ts'
import { sizeOf, TooManyBytes, type Received } from '../../storage/contents/big-file.ts'
import type { DataElement, DataType } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import { addElement } from '../../storage/writing/write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

interface Added {
  readonly element: DataElement
  readonly model: Sent['model']
}

type Outcome = Added | Problem | 'exception'

/** DataController.Create, which is obsolete and the only one that older apps have. */
export async function postOldRoute(asked: Asked, row: Row, app: AppAsked): Promise<Answered> {
  onlyQuery(asked, 'dataType')
  const outcome = await post(asked, row, asked.query.get('dataType') ?? '', app)
  if (outcome === 'exception') return uncaught
  if ('element' in outcome) {
    const { body, location } = toLinked(asked, row, outcome.element, app)
    return { status: 201, headers: { Location: location }, body }
  }
  // GetErrorDetails: without the feature flag, texts between semicolons.
  if (isUpload(outcome)) {
    return plain(400, outcome.uploadValidationIssues.map((one) => one.description).join(';'))
  }
  return outcome.status === 400 ? plain(400, outcome.detail) : problemAnswer(outcome)
}

const isUpload = (problem: Problem): problem is UploadProblem => 'uploadValidationIssues' in problem

/** DataController.Post: said to be a 201, and is a 200. */
export async function postElement(
  asked: Asked,
  row: Row,
  dataType: string,
  app: AppAsked,
): Promise<Answered> {
  onlyQuery(asked, 'ignoredValidators', 'language')
  const outcome = await post(asked, row, dataType, app)
  if (outcome === 'exception') return uncaught
  if (!('element' in outcome)) return problemAnswer(outcome)
  const { element, model } = outcome
  const newDataModels = model === undefined ? [] : [{ dataElementId: element.id, data: model }]
  const body = {
    newDataElementId: element.id,
    instance: toChanged(asked, row, app),
    validationIssues: [],
    newDataModels,
  }
  return { status: 200, body }
}

/** PostImpl */
async function post(asked: Asked, row: Row, id: string, app: AppAsked): Promise<Outcome> {
  const type = app.application.dataTypes.find((one) => one.id === id)
  if (type === undefined) {
    const detail = `Could not find the specified data type: "${id}" in applicationmetadata.json`
    return { title: 'Data Type Not Found', detail, status: 400 }
  }
  const problem = problemOfNew(row, type, app)
  if (problem !== undefined) return problem
  if (row.instance.process?.currentTask === undefined) {
    const detail = 'Cannot create data element without a current task'
    return { title: 'No current task', detail, status: 409 }
  }
  return type.appLogic === undefined
    ? postFile(asked, row, type, app)
    : postForm(asked, row, type, app)
}

async function postForm(asked: Asked, row: Row, type: DataType, app: AppAsked): Promise<Outcome> {
  const contentType = asked.headers['content-type']
  const sent =
    contentType === undefined
      ? newForm(type, app)
      : deserialize(await asked.body(), contentType, type, app)
  if (isProblem(sent)) return sent
  const stored = calculate(prefill(sent, type, app), app)
  return { element: addForm(row, type, stored, app), model: stored.model }
}

async function postFile(asked: Asked, row: Row, type: DataType, app: AppAsked): Promise<Outcome> {
  const issue = issueOfHeaders(asked, type)
  if (issue !== undefined) return toUploadProblem('Common checks failed', [issue])
  const contentType = asked.headers['content-type']
  if (contentType === undefined) {
    const detail = 'The request is missing a content type header.'
    return { title: 'Missing content type', detail, status: 400 }
  }
  const received = await tryRead(asked, type)
  if (!isReceived(received)) return received
  if (sizeOf(received) === 0) {
    const detail = 'Invalid data provided. Error: The file is zero bytes.'
    return { title: 'Invalid data', detail, status: 400 }
  }
  const filename = fileNameOf(asked.headers['content-disposition'] ?? '')
  const refused = issuesOfAnalysis(filename, app)
  if (refused !== undefined) return refused
  // ValidateBinaryData throws at what `application/octet-stream` in the list has just let in.
  const { allowedContentTypes: allowed = [] } = type
  if (allowed.length > 0 && !allowed.includes(contentType)) return 'exception'
  const content = { contentType, filename, received }
  return { element: addElement(app.state, row, type, content, app.caller), model: undefined }
}

const isReceived = (value: Received | Problem | 'exception'): value is Received =>
  typeof value === 'object' && ('bytes' in value || 'file' in value)

async function tryRead(asked: Asked, type: DataType): Promise<Received | Problem | 'exception'> {
  try {
    return await readFile(asked, type)
  } catch (error) {
    if (error instanceof NoLength) return 'exception'
    if (!(error instanceof TooManyBytes)) throw error
    const limit = `exceeds the limit of ${type.maxSize ?? ''} MB`
    const detail = `The request body is too large. The content length is ${error.count} bytes, which ${limit}`
    return { title: 'Request too large', detail, status: 413 }
  }
}
