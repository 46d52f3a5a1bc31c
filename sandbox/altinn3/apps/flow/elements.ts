import type { AppAsked } from '../data.ts'
import { addForm, newForm } from '../elements/form-data.ts'
import type { DataElement, DataType } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import {
  addElement,
  removeElement,
  replaceElement,
  type Content,
} from '../../storage/writing/write.ts'

const typesOf = ({ application }: AppAsked, task: string): readonly DataType[] =>
  application.dataTypes.filter(({ taskId }) => taskId === task)

const isOf = (types: readonly DataType[], { dataType }: DataElement): boolean =>
  types.some(({ id }) => id === dataType)

/** ProcessTaskDataLocker.cs: the elements of the types that belong to a task. */
export function setLocked(row: Row, task: string, locked: boolean, app: AppAsked): void {
  const types = typesOf(app, task)
  row.elements = row.elements.map((one) => (isOf(types, one) ? { ...one, locked } : one))
}

/** ProcessTaskFinalizer.cs: a form loses the ids of its rows, and so its bytes change. */
export function dropRowIds(row: Row, task: string, app: AppAsked): void {
  for (const type of typesOf(app, task)) {
    if (type.appLogic === undefined) continue
    for (const element of row.elements.filter(({ dataType }) => dataType === type.id)) {
      const before = app.state.contents.get(element.id)?.toString() ?? ''
      const after = before.replaceAll(/ altinnRowId="[^"]*"/g, '')
      if (after === before) continue
      const received = { bytes: Buffer.from(after) }
      const content = { contentType: element.contentType, filename: undefined, received }
      replaceElement(app.state, row, { element, type }, content, app.caller)
    }
  }
}

/** ProcessTaskInitializer.cs: forms that the app makes itself when a task begins. */
export function createForms(row: Row, task: string, app: AppAsked): void {
  for (const type of typesOf(app, task)) {
    const isThere = row.elements.some(({ dataType }) => dataType === type.id)
    if (type.appLogic?.autoCreate === true && !isThere) {
      addForm(row, type, newForm(type, app), app)
    }
  }
}

/** PdfServiceTaskLegacy.cs: whether the end of a task makes a PDF. */
export function hasPdf(row: Row, task: string, app: AppAsked): boolean {
  const types = typesOf(app, task).filter(
    ({ appLogic, enablePdfCreation }) => appLogic !== undefined && enablePdfCreation,
  )
  return row.elements.some((element) => isOf(types, element))
}

/** An element that tells from which task it was generated. */
export function addGenerated(
  row: Row,
  dataType: string,
  content: Content,
  { task, locked = false }: { readonly task: string; readonly locked?: boolean },
  app: AppAsked,
): DataElement {
  const type = app.application.dataTypes.find(({ id }) => id === dataType)
  if (type === undefined) throw new Error(`no data type ${dataType} in ${app.application.id}`)
  const added = addElement(app.state, row, type, content, app.caller)
  const references = [{ value: task, relation: 'GeneratedFrom', valueType: 'Task' }]
  const element = { ...added, locked, references }
  row.elements = row.elements.map((one) => (one.id === added.id ? element : one))
  return element
}

/** ProcessDataCleanupService.cs of Storage: what earlier visits to a task have generated. */
export function removeGenerated(row: Row, task: string, app: AppAsked): void {
  const stale = row.elements.filter(({ references = [] }) =>
    references.some((one) => (one as { readonly value?: string }).value === task),
  )
  for (const element of stale) removeElement(app.state, row, element, app.caller)
}

/** DefaultAppEvents.cs: elements of the types that do not outlive the process. */
export function removeShortLived(row: Row, app: AppAsked): void {
  const types = app.application.dataTypes.filter(
    ({ appLogic }) => appLogic?.autoDeleteOnProcessEnd === true,
  )
  for (const element of row.elements.filter((one) => isOf(types, one))) {
    removeElement(app.state, row, element, app.caller)
  }
}
