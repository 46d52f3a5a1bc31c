import { mayByKept, type Caller } from '../access.ts'
import { forbidden, text } from '../answer.ts'
import type { Target } from '../reading/instance.ts'
import type { StorageState } from '../state.ts'
import { inTheirOrder, toInstance } from '../reading/view.ts'
import { note } from './write.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/**
 * InstancesController.UpdateDataValues: an empty value takes one away, all that is not named stays,
 * and the time of the last change, too. Deleted instances are taken like others.
 */
export async function putDataValues(
  asked: Asked,
  { guid }: Target,
  caller: Caller,
  state: StorageState,
): Promise<Answered> {
  onlyQuery(asked)
  const values = readValues(await asked.body())
  if (values === undefined) {
    return text(400, 'Missing parameter value: dataValues is misformed or empty')
  }
  const row = state.rows.get(guid)
  // The controller does not look whether there is one.
  if (row === undefined) return { status: 500 }
  const { altinnTaskType } = row.instance.process?.currentTask ?? {}
  if (!actionsFor(altinnTaskType).some((action) => mayByKept(caller, row, action))) return forbidden
  const merged = { ...row.instance.dataValues, ...values }
  const dataValues = Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
  row.instance = { ...row.instance, dataValues }
  note(state, row, { kind: 'data values changed' })
  return { status: 200, body: toInstance(row, inTheirOrder(row.elements), state) }
}

/** ProcessAuthorizer: who may move the process on, or reject, may set values. */
function actionsFor(taskType: string | undefined): readonly string[] {
  switch (taskType) {
    case undefined:
    case 'data':
    case 'feedback':
      return ['write', 'reject']
    case 'payment':
      return ['pay', 'write', 'reject']
    case 'confirmation':
      return ['confirm', 'reject']
    case 'signing':
      return ['sign', 'write', 'reject']
    default:
      return [taskType, 'reject']
  }
}

function readValues(body: Buffer): Readonly<Record<string, string | null>> | undefined {
  let read: unknown
  try {
    read = JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
  if (typeof read !== 'object' || read === null || !('values' in read)) return undefined
  const { values } = read
  if (typeof values !== 'object' || values === null) return undefined
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string | null] => entry[1] === null || typeof entry[1] === 'string',
  )
  return Object.fromEntries(texts)
}
