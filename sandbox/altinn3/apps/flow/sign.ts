import { createHash } from 'node:crypto'
import { AppException, processProblem } from './answers.ts'
import { addGenerated } from './elements.ts'
import { taskOf } from './flows.ts'
import type { AppAsked } from '../data.ts'
import type { DataElement } from '../../storage/model.ts'
import type { Row } from '../../storage/state.ts'
import { momentOf, removeElement } from '../../storage/writing/write.ts'
import type { Answered } from '../../../strict.ts'

/** SigningUserAction.cs and Storage's SigningService.cs; undefined when the document is written. */
export function sign(row: Row, app: AppAsked): Answered | undefined {
  const { subject } = app.caller
  if (subject.kind === 'organization') return failedAction('sign')
  const task = taskOf(row, app)
  if (task?.signature === undefined) {
    const why = 'Check that the task has a signature configuration'
    throw new AppException(
      `Missing configuration for signing. ${why} and that the data types to sign are defined.`,
    )
  }
  const { dataTypesToSign, signatureDataType } = task.signature
  for (const old of documentsOf(row, signatureDataType, app)) {
    removeElement(app.state, row, old, app.caller)
  }
  const signed = row.elements.filter(({ dataType }) => dataTypesToSign.includes(dataType))
  const document = {
    instanceGuid: row.instance.id,
    signedTime: momentOf(app.state),
    signeeInfo: { [subject.kind === 'user' ? 'userId' : 'systemUserId']: subject.id },
    dataElementSignatures: signed.map(({ id }) => ({
      ...{ dataElementId: id, sha256Hash: hashOf(app.state.contents.get(id)), signed: true },
    })),
  }
  const content = {
    ...{ contentType: 'application/json', filename: `${signatureDataType}.json` },
    received: { bytes: Buffer.from(JSON.stringify(document)) },
  }
  const from = { task: task.elementId, locked: true }
  addGenerated(row, signatureDataType, content, from, app)
  return undefined
}

/** A second signature of one signee takes the place of the first (DeleteExistingSignDocumentForSignee). */
function documentsOf(row: Row, type: string, { caller, state }: AppAsked): readonly DataElement[] {
  return row.elements.filter(
    ({ id, dataType }) =>
      dataType === type && state.contents.get(id)?.includes(`"${caller.subject.id}"`) === true,
  )
}

const hashOf = (bytes: Buffer = Buffer.alloc(0)): string =>
  createHash('sha256').update(bytes).digest('base64')

const failedAction = (action: string): Answered =>
  processProblem(403, {
    title: 'Unauthorized',
    detail: `Action handler for action ${action} failed!`,
  })
