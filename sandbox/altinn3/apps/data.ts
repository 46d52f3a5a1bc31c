import { toForm } from './form.ts'
import { may, type Caller } from '../storage/access.ts'
import { answerStored, markAsRead } from '../storage/contents/data.ts'
import { setReadStatus } from '../storage/reading/instance.ts'
import { seenElements } from '../storage/reading/late.ts'
import type { Application, DataElement, DataType } from '../storage/model.ts'
import type { Row, StorageState } from '../storage/state.ts'
import { isGone } from '../storage/reading/view.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

export interface AppAsked {
  readonly application: Application
  readonly caller: Caller
  readonly state: StorageState
}

/** DataController.Get: a form through its class, anything else as it is, and both are read then. */
export function getAppData(asked: Asked, row: Row, id: string, app: AppAsked): Answered {
  onlyQuery(asked, 'includeRowId', 'language')
  const { application, caller, state } = app
  const { org, id: instanceId, instanceOwner } = row.instance
  const isOwner = caller.org === org
  const element = seenElements(state, row).find((one) => one.id === id && (isOwner || !isGone(one)))
  const whole = `${instanceOwner.partyId}/${instanceId}`
  if (element === undefined) {
    const detail = `Did not find data element ${id} on instance ${whole}`
    return problem(404, 'Data Element Not Found', detail)
  }
  const type = application.dataTypes.find((one) => one.id === element.dataType)
  if (type === undefined) {
    const detail = `Data element ${id} requires data type "${element.dataType}", but it was not found in applicationmetadata.json`
    return problem(500, 'Data Type Not Found', detail)
  }
  const { actionRequiredToRead: action } = type
  if (action !== undefined && !may(caller, row, action)) {
    return problem(403, 'Unauthorized', `Access denied for data element of type ${type.id}`)
  }
  const answered = answerWith(asked, row, element, type, app)
  if (!isOwner && answered.status === 200) {
    markAsRead(row, element)
    setReadStatus(row, 'Read')
  }
  return answered
}

/** A problem that the controller made itself: no type, no trace. */
function problem(status: number, title: string, detail: string): Answered {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' }
  return { status, headers, body: JSON.stringify({ title, status, detail }) }
}

function answerWith(
  asked: Asked,
  row: Row,
  element: DataElement,
  { appLogic }: DataType,
  { state }: AppAsked,
): Answered {
  const content = state.contents.get(element.id)
  if (appLogic === undefined) return withLength(answerStored(element, row, state), element, content)
  const stored = content?.toString() ?? ''
  const withRowIds = /^true$/i.test(asked.query.get('includeRowId') ?? '')
  const form = toForm(stored, appLogic.classRef, withRowIds)
  if (form === undefined) return { status: 500 }
  const type = wanted(asked)
  return {
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    body: type === 'application/json' ? form.json : form.xml,
  }
}

/** The app has read all of a file before it answers. */
function withLength(answered: Answered, { size }: DataElement, content?: Buffer): Answered {
  if (answered.status !== 200) return answered
  const headers = { ...answered.headers, 'Content-Length': String(content?.length ?? size) }
  return { ...answered, headers, ...(content === undefined ? {} : { body: content }) }
}

/** The first that an app can write; a browser's asterisk, or nothing that fits, is JSON. */
function wanted({ headers }: Asked): string {
  const accepted = (headers.accept ?? '*/*').split(',').map((one) => {
    const [type = '', ...parameters] = one
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/)
    const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    return { type, quality: Number(quality ?? 1) }
  })
  const written = ['application/json', 'text/json', 'application/xml', 'text/xml']
  if (accepted.some(({ type }) => type === '*/*')) return 'application/json'
  const [first] = accepted
    .filter(({ type, quality }) => quality > 0 && written.includes(type))
    .sort((one, other) => other.quality - one.quality)
  return first === undefined || first.type.endsWith('/json') ? 'application/json' : first.type
}
