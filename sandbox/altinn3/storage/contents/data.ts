import { Readable } from 'node:stream'
import { isAppOwner, may, mayByKept, type Caller } from '../access.ts'
import { forbidden, problem, text } from '../answer.ts'
import { findSeen, seenElements } from '../reading/late.ts'
import { renderOnDemand } from './ondemand.ts'
import type { DataElement } from '../model.ts'
import type { Target } from '../reading/instance.ts'
import { lookAtScans } from './scan.ts'
import type { Row, StorageState } from '../state.ts'
import { inTheirOrder, isGone, toElement } from '../reading/view.ts'
import { toFileName } from './file-name.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/** DataController.Get: the bytes as they were stored, and from then on the element is read. */
export function getData(
  asked: Asked,
  target: Target & { readonly element: string },
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked)
  const row = findRow(target, caller, state)
  if ('status' in row) return row
  const element = seenElements(state, row).find(({ id }) => id === target.element)
  if (element === undefined) {
    return text(404, `Unable to find any data element with id: ${target.element}.`)
  }
  const refusal = refusalByType(element, row, caller, state)
  if (refusal !== undefined) return refusal
  const isOwner = isAppOwner(caller, row)
  if (isGone(element) && !isOwner) return problem(404)
  if (!isOwner) markAsRead(row, element)
  return element.blobStoragePath.startsWith('ondemand')
    ? answerRendered(asked, element, row, state)
    : answerStored(element, row, state)
}

/** The party of the address says nothing, but must not be nought. */
function findRow({ partyId, guid }: Target, caller: Caller, state: StorageState): Row | Answered {
  if (partyId === 0) {
    return text(400, 'Missing parameter value: instanceOwnerPartyId can not be empty')
  }
  const row = findSeen(state, guid)
  if (row === undefined) {
    return text(404, `Unable to find any instance with id: ${partyId}/${guid}.`)
  }
  return mayByKept(caller, row) ? row : forbidden
}

function refusalByType(
  { dataType }: DataElement,
  row: Row,
  caller: Caller,
  { applications }: StorageState,
): Answered | undefined {
  const { appId } = row.instance
  const application = applications[appId]
  if (application === undefined) return text(404, `Cannot find application ${appId} in storage`)
  const type = application.dataTypes.find(({ id }) => id === dataType)
  if (type === undefined) {
    return text(400, 'Requested element type is not declared in application metadata')
  }
  const { actionRequiredToRead } = type
  const mayRead = actionRequiredToRead === undefined || may(caller, row, actionRequiredToRead)
  return mayRead ? undefined : forbidden
}

export function markAsRead(row: Row, read: DataElement): void {
  row.elements = row.elements.map((one) => (one.id === read.id ? { ...one, isRead: true } : one))
}

/** What comes from the store has no length before it has come. */
export function answerStored(element: DataElement, row: Row, state: StorageState): Answered {
  const { id, contentType, dataType, filename } = element
  const content = state.bigFiles.get(id)?.read() ?? state.contents.get(id)
  if (content === undefined)
    return text(404, `Unable to read data element from blob storage for ${id}`)
  const isShown = row.mainVersion === 2 && dataType === 'ref-data-as-pdf'
  const disposition = isShown && contentType === 'text/html' ? 'inline' : 'attachment'
  return {
    status: 200,
    headers: { 'Content-Type': contentType, ...toFileName(disposition, filename) },
    body: content instanceof Readable ? content : Readable.from([content]),
  }
}

function answerRendered(
  asked: Asked,
  element: DataElement,
  row: Row,
  state: StorageState,
): Answered {
  const { contentType, filename } = element
  return {
    status: 200,
    headers: { 'Content-Type': contentType, ...toFileName('inline', filename) },
    body: Readable.from([renderOnDemand(asked, element, row, state)]),
  }
}

/** DataController.GetMany: without links. */
export function listElements(
  asked: Asked,
  target: Target,
  caller: Caller,
  state: StorageState,
): Answered {
  onlyQuery(asked)
  const row = findRow(target, caller, state)
  if ('status' in row) return row
  const isOwner = isAppOwner(caller, row)
  lookAtScans(state, row)
  const elements = seenElements(state, row).filter((element) => isOwner || !isGone(element))
  const dataElements = inTheirOrder(elements).map((element) => toElement(element))
  return { status: 200, body: { dataElements } }
}
