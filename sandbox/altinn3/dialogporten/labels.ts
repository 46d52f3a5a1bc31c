import { randomUUID } from 'node:crypto'
import { mayList, type Caller } from './access.ts'
import { correspondenceLabel } from './from-correspondence.ts'
import { forbidden, gone, notFound, problem } from './problem.ts'
import { systemLabels, type Dialog, type DialogportenState, type SystemLabel } from './state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const exclusive: readonly SystemLabel[] = ['Default', 'Bin', 'Archive']

/** SystemLabelService.cs: of three one holds, always; the others come and go by themselves. */
export function changeLabels(
  dialog: Dialog,
  add: readonly SystemLabel[],
  remove: readonly SystemLabel[],
): void {
  const before = dialog.labels
  const left = before.filter((label) => !remove.includes(label) || label === 'Sent')
  const isReset = before.some((label) => exclusive.includes(label) && remove.includes(label))
  const one = add.findLast((label) => exclusive.includes(label))
  const kept = isReset ? 'Default' : left.find((label) => exclusive.includes(label))
  const others = [...left, ...add].filter((label) => !exclusive.includes(label))
  const next = [...new Set([one ?? kept ?? 'Default', ...others])]
  const isSame = next.length === before.length && next.every((label) => before.includes(label))
  dialog.labels = next
  if (!isSame) dialog.contextRevision = randomUUID()
}

/** What Correspondence tells of a correspondence's dialog. */
export function labelOf({ byLabel }: DialogportenState, correspondenceId: string): SystemLabel {
  const dialog = byLabel.get(correspondenceLabel(correspondenceId))
  return dialog?.labels.find((label) => exclusive.includes(label)) ?? 'Default'
}

/** PUT /enduser/dialogs/{id}/context/systemlabels: SetSystemLabelCommand.cs. */
export async function setLabels(
  asked: Asked,
  id: string,
  caller: Caller,
  state: DialogportenState,
): Promise<Answered> {
  onlyQuery(asked)
  const wish = parseWish((await asked.body()).toString())
  if (wish === undefined) {
    return problem(asked, 400, { serializerErrors: ['The JSON value could not be converted.'] })
  }
  const { add, remove } = wish
  if (add.includes('Sent') || remove.includes('Sent')) {
    const name = add.includes('Sent') ? 'AddLabels[0]' : 'RemoveLabels[0]'
    return problem(asked, 400, { [name]: ["Cannot manually add/remove 'Sent' system label."] })
  }
  const dialog = state.byId.get(id)
  if (dialog === undefined) return notFound(asked, id)
  if (dialog.isDeleted) return gone(asked, id)
  if (!mayList(caller, dialog)) return forbidden(asked)
  const revision = asked.headers['if-match']
  if (revision !== undefined && revision.toLowerCase() !== dialog.contextRevision) {
    return problem(asked, 412)
  }
  changeLabels(dialog, add, remove)
  return { status: 204, headers: { ETag: dialog.contextRevision } }
}

interface Wish {
  readonly add: readonly SystemLabel[]
  readonly remove: readonly SystemLabel[]
}

/** Names have no case, and an unknown one is passed over; a label that does not exist is not. */
function parseWish(text: string): Wish | undefined {
  try {
    const given = JSON.parse(text) as unknown
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return undefined
    const read = (...names: readonly string[]): readonly SystemLabel[] =>
      Object.entries(given).flatMap(([name, value]) =>
        names.includes(name.toLowerCase()) ? toLabels(value) : [],
      )
    return { add: read('addlabels', 'systemlabels'), remove: read('removelabels') }
  } catch {
    return undefined
  }
}

function toLabels(value: unknown): readonly SystemLabel[] {
  if (!Array.isArray(value)) throw new TypeError('no list')
  return value.map((one: unknown) => {
    const found = systemLabels.find((label) => label.toLowerCase() === String(one).toLowerCase())
    if (found === undefined) throw new TypeError('no label')
    return found
  })
}
