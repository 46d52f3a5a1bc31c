import { randomUUID } from 'node:crypto'
import { sizeOf, type Received } from '../contents/big-file.ts'
import type { Caller } from '../access.ts'
import { hide } from '../reading/late.ts'
import type { Application, DataElement, DataType, Instance, InstanceStatus } from '../model.ts'
import { beginScan } from '../contents/scan.ts'
import { addInstance, changeInstance, type Row, type StorageState } from '../state.ts'
import { toMoment } from '../time.ts'
import type { Write } from './writes.ts'

/** What Storage takes over of an instance that is posted (CreateInstanceFromTemplate). */
export type Template = Pick<
  Instance,
  'instanceOwner' | 'dueBefore' | 'visibleAfter' | 'dataValues' | 'process'
> & { readonly status?: Partial<InstanceStatus> }

export const momentOf = ({ modes }: StorageState): string => toMoment(modes.now() * 1_000)

/** InstancesController.Post: everything that it does not know of is dropped. */
export function createInstance(
  state: StorageState,
  { id: appId, org }: Application,
  template: Template,
  { actor = '' }: Caller,
): Row {
  const now = momentOf(state)
  const { instanceOwner, dueBefore, visibleAfter = now, dataValues, process, status } = template
  const instance: Instance = {
    id: randomUUID(),
    ...{ instanceOwner, appId, org, visibleAfter },
    ...(dueBefore === undefined ? {} : { dueBefore }),
    ...(process === undefined ? {} : { process }),
    status: {
      isArchived: false,
      isSoftDeleted: false,
      isHardDeleted: false,
      readStatus: 'Unread',
      ...status,
    },
    ...(dataValues === undefined ? {} : { dataValues }),
    ...{ created: now, createdBy: actor, lastChanged: now, lastChangedBy: actor },
  }
  const row = addInstance(state, { instance, owner: instanceOwner })
  hide(state, instance.id, state.modes.lateInstances)
  note(state, row, { kind: 'instance created' })
  return row
}

export function note(
  state: StorageState,
  { instance }: Row,
  write: Omit<Write, 'app' | 'instance'>,
): void {
  state.writes.push({ ...write, app: instance.appId, instance: instance.id })
}

export interface Content {
  readonly contentType: string
  readonly filename: string | undefined
  readonly received: Received
}

/** DataController.Create */
export function addElement(
  state: StorageState,
  row: Row,
  type: DataType,
  content: Content,
  caller: Caller,
): DataElement {
  const now = momentOf(state)
  const { id: instanceGuid, appId, org } = row.instance
  const id = randomUUID()
  const { actor = '' } = caller
  const element: DataElement = {
    ...{ id, instanceGuid, dataType: type.id },
    ...describe(content),
    blobStoragePath: `${appId}/${instanceGuid}/data/${id}`,
    ...{ locked: false, refs: [], isRead: caller.org !== org, tags: [] },
    fileScanResult: type.enableFileScan ? 'Pending' : 'NotApplicable',
    ...{ created: now, createdBy: actor, lastChanged: now, lastChangedBy: actor },
  }
  store(state, element, type, content)
  row.elements = [...row.elements, element]
  hide(state, id, state.modes.lateElements)
  touch(state, row, caller)
  note(state, row, { kind: 'element created', element: id, dataType: type.id })
  return element
}

/** DataController.OverwriteData: the last writer's bytes replace the others'. */
export function replaceElement(
  state: StorageState,
  row: Row,
  { element, type }: { readonly element: DataElement; readonly type: DataType },
  content: Content,
  caller: Caller,
): DataElement {
  const replaced: DataElement = {
    ...withoutName(element),
    ...describe(content),
    isRead: caller.org === row.instance.org ? false : element.isRead,
    fileScanResult: type.enableFileScan ? 'Pending' : 'NotApplicable',
    ...{ lastChanged: momentOf(state), lastChangedBy: caller.actor ?? '' },
  }
  store(state, replaced, type, content)
  row.elements = row.elements.map((one) => (one.id === element.id ? replaced : one))
  touch(state, row, caller)
  note(state, row, { kind: 'element replaced', element: element.id, dataType: type.id })
  return replaced
}

function withoutName(element: DataElement): DataElement {
  const entries = Object.entries(element).filter(([name]) => name !== 'filename')
  return Object.fromEntries(entries) as unknown as DataElement
}

export function removeElement(
  state: StorageState,
  row: Row,
  { id, dataType }: DataElement,
  caller: Caller,
): void {
  row.elements = row.elements.filter((one) => one.id !== id)
  for (const kept of [state.contents, state.bigFiles, state.scans, state.hidden]) kept.delete(id)
  touch(state, row, caller)
  note(state, row, { kind: 'element deleted', element: id, dataType })
}

function describe({
  contentType,
  filename,
  received,
}: Content): Pick<DataElement, 'contentType' | 'filename' | 'size'> {
  const name = filename === undefined || filename === '' ? undefined : decodeTwice(filename)
  return {
    ...(name === undefined ? {} : { filename: name }),
    contentType,
    size: sizeOf(received),
  }
}

/**
 * HttpUtility.UrlDecode, once as the stream is read (DataElementHelper.GetStream) and once more as
 * the element is made: a plus becomes a space, and what looks like a code becomes its letter.
 */
function decodeTwice(name: string): string {
  return urlDecode(urlDecode(name))
}

function urlDecode(text: string): string {
  return text.replaceAll('+', ' ').replace(/(?:%[\da-f]{2})+/gi, (codes) => {
    return Buffer.from(codes.replaceAll('%', ''), 'hex').toString()
  })
}

function store(
  state: StorageState,
  { id, filename }: DataElement,
  type: DataType,
  { received }: Content,
): void {
  if ('bytes' in received) {
    state.contents.set(id, received.bytes)
    state.bigFiles.delete(id)
  } else {
    state.bigFiles.set(id, received.file)
    state.contents.delete(id)
  }
  if (type.enableFileScan) beginScan(state, id, filename, received)
}

/** A change of an element is one of its instance, too (insertdataelement.sql). */
function touch(state: StorageState, row: Row, { actor = '' }: Caller): void {
  changeInstance(state, row.instance.id, {
    lastChanged: momentOf(state),
    lastChangedBy: actor,
  })
}
