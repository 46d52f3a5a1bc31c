import { plain, problemAnswer, uncaught } from './answer.ts'
import { NoLength, readFile } from './file.ts'
import { issueOfHeaders, issuesOfAnalysis } from './file-rules.ts'
import { calculate, deserialize, isProblem, present, toContent, type Sent } from './form-data.ts'
import { problemOfChange } from './guards.ts'
import type { AppAsked } from '../data.ts'
import { parseDisposition } from '../disposition.ts'
import { readModel } from '../form.ts'
import { toLinked } from '../links.ts'
import { aspNetProblem } from '../../problem.ts'
import { sizeOf, TooManyBytes, type Received } from '../../storage/contents/big-file.ts'
import type { DataElement, DataType } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import { replaceElement } from '../../storage/writing/write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

export interface Found {
  readonly element: DataElement
  readonly type: DataType
}

/** DataController.Put: the last writer's form or file replaces the others'. */
export async function putElement(
  asked: Asked,
  row: Row,
  found: Found,
  app: AppAsked,
): Promise<Answered> {
  onlyQuery(asked, 'language')
  const problem = problemOfChange(row, found.type, app)
  if (problem !== undefined) return problemAnswer(problem)
  return found.type.appLogic === undefined
    ? putFile(asked, row, found, app)
    : putForm(asked, row, found, app)
}

async function putForm(asked: Asked, row: Row, found: Found, app: AppAsked): Promise<Answered> {
  const { element, type } = found
  const sent = deserialize(await asked.body(), asked.headers['content-type'], type, app)
  if (isProblem(sent)) return problemAnswer(sent)
  if (row.instance.process?.currentTask === undefined) {
    const detail = 'Cannot update data element without a current task'
    return problemAnswer({ title: 'No current task', detail, status: 409 })
  }
  // The form as it was is read for the data processors' sake.
  const before = app.state.contents.get(element.id)
  const isReadable =
    app.state.modes.forms === 'as sent' ||
    (before !== undefined && readModel(before.toString(), type.appLogic?.classRef ?? ''))
  if (!isReadable) return uncaught
  const stored = calculate(sent, app)
  if (element.locked) return aspNetProblem(409)
  const content = toContent(stored, type)
  const isSame = 'bytes' in content.received && before?.equals(content.received.bytes) === true
  if (!isSame) replaceElement(app.state, row, found, content, app.caller)
  present(row, type, stored, app)
  return answerForm(asked, row, element, { sent, stored }, app)
}

/** What the app says of the element is what it knew of it before: the old size, the old times. */
function answerForm(
  asked: Asked,
  row: Row,
  element: DataElement,
  { sent, stored }: { readonly sent: Sent; readonly stored: Sent },
  app: AppAsked,
): Answered {
  const { body, location } = toLinked(asked, row, element, app)
  const changed = Object.entries(stored.model ?? {}).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(sent.model?.[name]),
  )
  if (changed.length === 0) return { status: 201, headers: { Location: location }, body }
  return { status: 200, body: { ...body, changedFields: Object.fromEntries(changed) } }
}

async function putFile(asked: Asked, row: Row, found: Found, app: AppAsked): Promise<Answered> {
  const { element, type } = found
  const issue = issueOfHeaders(asked, type)
  if (issue !== undefined) return plain(400, issue.description)
  const { 'content-type': contentType, 'content-disposition': header } = asked.headers
  const received = await tryRead(asked, type)
  if ('status' in received) return received
  // Of the header's two names, the one without an asterisk is taken here.
  const filename = parseDisposition(header)?.fileName
  const refused = issuesOfAnalysis(filename, app)
  if (refused !== undefined) return problemAnswer(refused)
  if (contentType === undefined) return uncaught
  if (element.locked) return aspNetProblem(409)
  if (sizeOf(received) === 0) {
    // Storage has written over the file before it refuses.
    app.state.contents.set(element.id, Buffer.alloc(0))
    return plain(422, '422 - Unprocessable Entity - "Could not process attached file"')
  }
  const content = { contentType, filename, received }
  const replaced = replaceElement(app.state, row, found, content, app.caller)
  const { body, location } = toLinked(asked, row, replaced, app)
  return { status: 201, headers: { Location: location }, body }
}

async function tryRead(asked: Asked, type: DataType): Promise<Received | Answered> {
  try {
    return await readFile(asked, type)
  } catch (error) {
    if (error instanceof NoLength) return uncaught
    if (!(error instanceof TooManyBytes)) throw error
    const limit = `exceeds the limit of ${type.maxSize ?? ''} MB`
    return plain(
      400,
      `The request body is too large. The content length is ${error.count} bytes, which ${limit}`,
    )
  }
}
