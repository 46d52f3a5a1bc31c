import { emptyModel, readModel, rootOf, writeModel, type Model } from '../form.ts'
import type { AppAsked } from '../data.ts'
import type { DataElement, DataType } from '../../storage/model.ts'
import { changeInstance, type Row } from '../../storage/state.ts'
import { addElement, type Content } from '../../storage/writing/write.ts'
import { UnlikeTheRealOne } from '../../../strict.ts'

/** ProblemDetails that a controller makes itself. */
export interface Problem {
  readonly title: string
  readonly detail: string
  readonly status?: number
}

/** A form on its way to Storage. */
export interface Sent {
  /** Undefined where the bytes are kept as they came. */
  readonly model: Model | undefined
  readonly bytes: Buffer
}

export const isProblem = (value: Sent | Problem): value is Problem => 'detail' in value

/** ModelSerializationService.DeserializeSingleFromStream */
export function deserialize(
  bytes: Buffer,
  contentType: string | undefined,
  type: DataType,
  { state }: AppAsked,
): Sent | Problem {
  if (contentType !== undefined && !contentType.includes('application/xml')) {
    if (contentType.includes('application/json')) throw new UnlikeTheRealOne('a form in JSON')
    const detail = `Content type ${contentType} is not supported for deserialization`
    return { title: 'Unsupported content type', detail, status: 415 }
  }
  const { classRef = '' } = type.appLogic ?? {}
  const detail = errorOfXml(bytes, classRef)
  if (detail !== undefined) return { title: 'Failed to deserialize XML', detail, status: 400 }
  // A copy: what came may be a part of something larger.
  if (state.modes.forms === 'as sent') return { model: undefined, bytes: Buffer.from(bytes) }
  const model = readModel(bytes.toString(), classRef)
  if (model === undefined) {
    const why = 'There is an error in XML document (1, 1). Data at the root level is invalid.'
    return { title: 'Failed to deserialize XML', detail: why, status: 400 }
  }
  return { model, bytes }
}

// As long as the head of any form is before its root.
const maxHeadBytes = 4_096

/** The root must be the class's, which has no namespace here. */
function errorOfXml(bytes: Buffer, classRef: string): string | undefined {
  const head = bytes
    .subarray(0, maxHeadBytes)
    .toString()
    .replace(/^\uFEFF/, '')
  if (head.trim() === '') return 'No XML content read from stream'
  if (head.includes('<!DOCTYPE')) throw new UnlikeTheRealOne('a form with a DTD')
  const [, name = '', attributes = ''] = /<([\w.:-]+)([^>]*)>?/.exec(head) ?? []
  if (name === '') {
    return 'There is an error in XML document (1, 1). Data at the root level is invalid. Line 1, position 1.'
  }
  const [, own = ''] = /\sxmlns\s*=\s*["']([^"']*)/.exec(attributes) ?? []
  if (name === rootOf(classRef) && own === '') return undefined
  return `There is an error in XML document (1, 2). <${name} xmlns='${own}'> was not expected.`
}

/** PrefillDataModel: fields that have no value, or all of them where the app overwrites. */
export function prefill(sent: Sent, type: DataType, { application, state }: AppAsked): Sent {
  const given = state.modes.prefill.get(`${application.id} ${type.id}`)
  if (given === undefined || sent.model === undefined) return sent
  const model: Record<string, Model[string]> = { ...sent.model }
  for (const [name, value] of Object.entries(given.values)) {
    if (model[name] === null || given.allowOverwrite === true) model[name] = value
  }
  return { ...sent, model }
}

/** What an app calculates: here, how many rows there are. */
export function calculate(sent: Sent, { state }: AppAsked): Sent {
  if (state.modes.forms !== 'calculated' || sent.model === undefined) return sent
  const { tiltak } = sent.model
  if (!Array.isArray(tiltak)) return sent
  return { ...sent, model: { ...sent.model, antall: tiltak.length } }
}

export function toContent({ model, bytes }: Sent, { appLogic }: DataType): Content {
  const written =
    model === undefined ? bytes : Buffer.from(writeModel(model, appLogic?.classRef ?? ''))
  return { contentType: 'application/xml', filename: undefined, received: { bytes: written } }
}

/** What an app stores of a form that is new, and what its instance is called after that. */
export function addForm(row: Row, type: DataType, sent: Sent, app: AppAsked): DataElement {
  const element = addElement(app.state, row, type, toContent(sent, type), app.caller)
  present(row, type, sent, app)
  return element
}

/** UpdatePresentationTexts: fields of a form become texts of its instance. */
export function present(row: Row, type: DataType, { model }: Sent, app: AppAsked): void {
  const fields = app.application.presentationFields ?? []
  const entries = fields
    .filter(({ dataTypeId }) => dataTypeId === type.id)
    .flatMap(({ id, path }) => {
      const value = model?.[path]
      return value === null || value === undefined || typeof value === 'object'
        ? []
        : [[id, String(value)] as const]
    })
  if (entries.length === 0) return
  const presentationTexts = { ...row.instance.presentationTexts, ...Object.fromEntries(entries) }
  changeInstance(app.state, row.instance.id, { presentationTexts })
}

/** A form that the app makes itself: ProcessTaskInitializer.cs, and a post without a body. */
export function newForm(
  type: DataType,
  app: AppAsked,
  given: Readonly<Record<string, string>> = {},
): Sent {
  // What a caller gives is for all forms; a class passes over the fields that it does not have.
  const empty = emptyModel(type.appLogic?.classRef ?? '')
  const known = Object.entries(given).filter(([name]) => Object.hasOwn(empty, name))
  const model = { ...empty, ...Object.fromEntries(known) }
  const bytes = Buffer.from(writeModel(model, type.appLogic?.classRef ?? ''))
  return prefill({ model, bytes }, type, app)
}
