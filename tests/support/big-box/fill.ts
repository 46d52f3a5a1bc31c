import {
  addMessages,
  changeMessage,
  deleteMessage,
  emptyMessages,
} from '../../../sandbox/altinn2/messages/state.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { addCorrespondence } from '../../../sandbox/altinn3/correspondence/new.ts'
import { createCorrespondenceState } from '../../../sandbox/altinn3/correspondence/state.ts'
import { addOwnDialog } from '../../../sandbox/altinn3/dialogporten/seed.ts'
import {
  createDialogportenState,
  type Dialog,
} from '../../../sandbox/altinn3/dialogporten/state.ts'
import { organizationUrn } from '../../../sandbox/altinn3/party-urn.ts'
import type { Instance } from '../../../sandbox/altinn3/storage/model.ts'
import { addNew, type NewFile } from '../../../sandbox/altinn3/storage/seed/new.ts'
import { toPdf } from '../../../sandbox/altinn3/storage/contents/ondemand.ts'
import { changeInstance, emptyStorage } from '../../../sandbox/altinn3/storage/state.ts'
import { toMoment } from '../../../sandbox/altinn3/storage/time.ts'
import { tellOfInstances } from '../../../sandbox/altinn3/storage/told.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import type { Sandbox } from '../../../sandbox/start.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import type { BoxElement, BoxForm, BoxLetter } from './big-box.ts'
import { bigApplications, giveBigBox, otherResource } from './services.ts'

const { partyId } = mainParty
const recipient = organizations.customer.number

/** Gives the customer exactly these, on both platforms, and some that are nobody's messages. */
export function fillBox(sandbox: Sandbox, elements: readonly BoxElement[]): void {
  const { altinn2, altinn3 } = sandbox
  Object.assign(altinn2.messages, emptyMessages())
  Object.assign(altinn3.storage, emptyStorage(bigApplications))
  Object.assign(altinn3.dialogporten, createDialogportenState())
  Object.assign(altinn3.correspondence, createCorrespondenceState(altinn3.dialogporten))
  tellOfInstances(altinn3.storage, altinn3.dialogporten)
  giveBigBox(altinn3.access)
  for (const element of elements) putElement(sandbox, element)
  addOthers(sandbox)
}

/** One that nobody has had so far. */
export function putElement(sandbox: Sandbox, element: BoxElement): void {
  const { altinn2, form, letter } = element
  if (altinn2 !== undefined) {
    const contents = contentsOf(element)
    addMessages(sandbox.altinn2.messages, partyId, [{ ...altinn2, contents }])
  }
  if (form !== undefined) putForm(sandbox, element, form)
  if (letter !== undefined) putLetter(sandbox, element, letter)
}

function putForm({ altinn3: { storage } }: Sandbox, element: BoxElement, form: BoxForm): void {
  const { key, service } = element
  const { archiveReference: reference } = form
  addNew(storage, {
    ...{ seed: key, owner: mainParty, files: filesOf(element, form) },
    app: reference === undefined ? service.place : service.archive,
    created: toMoment(form.created),
    ...(form.state === 'archived' ? {} : { task: 'data' }),
    ...(reference === undefined
      ? {}
      : { migrated: { version: 2, dataValues: { A2ArchRef: String(reference) } } }),
    more: toInstance(form),
  })
}

const namespaces =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'

/** What an element holds, by what it is to whoever reads it. */
export interface BoxContents {
  readonly form?: Buffer
  readonly print?: Buffer
  /** By file name. */
  readonly attachments: Readonly<Record<string, Buffer>>
}

export function contentsOf({ key, service, form }: BoxElement): BoxContents {
  const attachment = Buffer.from(`vedlegg til ${key}`)
  if (service.type === 'Correspondence') {
    return { attachments: { [`${key}.txt`]: attachment, [`Årsmøte ${key}.pdf`]: toPdf([key]) } }
  }
  // As the stand-in's apps write it, so that whoever passes it on says the same.
  const xml = `<Skjema ${namespaces}><tittel>${key}</tittel></Skjema>`
  // A draft is printed in Altinn 2 alone.
  const isPrinted = form === undefined || form.state === 'archived'
  return {
    form: Buffer.from(xml),
    ...(isPrinted ? { print: toPdf([key, 'Kvittering']) } : {}),
    attachments: { [`Følgebrev til ${key}.txt`]: attachment },
  }
}

function filesOf(element: BoxElement, form: BoxForm): readonly NewFile[] {
  const { form: xml, print, attachments } = contentsOf(element)
  const isMigrated = form.archiveReference !== undefined
  const ofMigration = (formId: number): Pick<NewFile, 'more'> =>
    isMigrated ? { more: { metadata: [{ key: 'formid', value: String(formId) }] } } : {}
  const id = 700_000 + (form.archiveReference ?? 0)
  return [
    {
      ...{ type: isMigrated ? 'form-data' : 'model', contentType: 'application/xml' },
      ...(xml === undefined ? {} : { content: xml }),
      ...ofMigration(id),
    },
    ...Object.entries(attachments).map(([name, content]) => ({
      ...{ type: isMigrated ? 'binary-data' : 'vedlegg', contentType: 'text/plain' },
      ...{ name, content },
    })),
    ...(print === undefined
      ? []
      : [
          {
            ...{ type: 'ref-data-as-pdf', contentType: 'application/pdf' },
            ...{ name: 'Kvittering.pdf', content: print, ...ofMigration(id) },
          },
        ]),
  ]
}

function toInstance(form: BoxForm): Partial<Instance> {
  const { state, isSoftDeleted = false, isHardDeleted = false, due } = form
  const lastChanged = toMoment(form.lastChanged)
  return {
    lastChanged,
    presentationTexts: { tittel: form.title },
    ...(form.isToCome === true ? { visibleAfter: '2099-01-01T00:00:00Z' } : {}),
    ...(due === undefined ? {} : { dueBefore: new Date(due).toISOString() }),
    ...(form.archiveReference === undefined ? { process: processOf(form) } : {}),
    status: {
      ...{ isArchived: state === 'archived', isSoftDeleted, isHardDeleted },
      ...(isSoftDeleted ? { softDeleted: lastChanged } : {}),
      ...(isHardDeleted ? { hardDeleted: lastChanged } : {}),
      readStatus: form.isRead ? 'Read' : 'Unread',
    },
  }
}

function processOf({ state, created, lastChanged }: BoxForm): NonNullable<Instance['process']> {
  const beginning = { started: toMoment(created), startEvent: 'StartEvent_1' }
  if (state === 'archived') {
    return { ...beginning, ended: toMoment(lastChanged), endEvent: 'EndEvent_1' }
  }
  return {
    ...beginning,
    currentTask: {
      ...{ flow: 2, started: toMoment(created), elementId: `Task_${state}`, name: state },
      ...{ altinnTaskType: state, flowType: 'CompleteCurrentMoveToNext' },
    },
  }
}

function putLetter(sandbox: Sandbox, element: BoxElement, letter: BoxLetter): void {
  const { key, service } = element
  const { altinn2CorrespondenceId: number, sender, due } = letter
  const { dialogporten } = sandbox.altinn3
  addCorrespondence(sandbox.altinn3.correspondence, {
    ...{ key, recipient, resourceId: letter.resource, owner: service.owner, title: letter.title },
    // It was made a minute before it was published.
    published: new Date(letter.created + 60_000).toISOString(),
    body: `Innholdet i ${letter.title}`,
    attachments: attachmentsOf(contentsOf(element)),
    label: letter.label,
    ...(sender === undefined ? {} : { messageSender: sender }),
    ...(due === undefined ? {} : { dueDate: new Date(due).toISOString() }),
    ...(number === undefined ? {} : { altinn2CorrespondenceId: number }),
  })
  const dialog = dialogporten.byId.get(letter.dialogId)
  if (dialog === undefined) throw new Error(`no dialog of ${key}`)
  Object.assign(dialog, toDialog(letter))
}

function attachmentsOf({
  attachments,
}: BoxContents): readonly { readonly fileName: string; readonly content: Buffer }[] {
  return Object.entries(attachments).map(([fileName, content]) => ({ fileName, content }))
}

function toDialog(letter: BoxLetter): Partial<Dialog> {
  const { lastChanged, label, isSeen, isMarkedUnread = false, isToCome = false } = letter
  return {
    ...{ contentUpdatedAt: lastChanged, updatedAt: lastChanged, isSeen },
    labels: isMarkedUnread ? [label, 'MarkedAsUnopened'] : [label],
    ...(isToCome ? { visibleFrom: Date.UTC(2099, 0, 1) } : {}),
  }
}

/** What happens to an element that is there: on either side, to what it then is. */
export function changeElement(sandbox: Sandbox, before: BoxElement, after: BoxElement): void {
  const { altinn2, altinn3 } = sandbox
  if (before.altinn2 !== undefined) {
    if (after.altinn2 === undefined) {
      deleteMessage(altinn2.messages, partyId, before.altinn2.id, true)
    } else changeMessage(altinn2.messages, partyId, before.altinn2.id, after.altinn2)
  } else if (after.altinn2 !== undefined) addMessages(altinn2.messages, partyId, [after.altinn2])
  if (after.form !== undefined) {
    if (before.form === undefined) putForm(sandbox, after, after.form)
    else changeInstance(altinn3.storage, after.form.guid, toInstance(after.form))
  }
  if (after.letter === undefined) return
  if (before.letter === undefined) putLetter(sandbox, after, after.letter)
  else {
    const dialog = altinn3.dialogporten.byId.get(after.letter.dialogId)
    Object.assign(dialog ?? {}, toDialog(after.letter))
  }
}

/** Owners' own dialogs, one of them with messages that are told as parts of it. */
function addOthers({ altinn3 }: Sandbox): void {
  const party = organizationUrn(recipient)
  const kinds = ['NotApplicable', 'RequiresAttention', 'InProgress'] as const
  for (let place = 0; place < 90; place += 1) {
    addOwnDialog(altinn3.dialogporten, {
      ...{ id: uuidOf(`own dialog ${place}`), party, status: kinds[place % 3] ?? 'InProgress' },
      serviceResource: `urn:altinn:resource:${otherResource}`,
      ...{ createdAt: Date.UTC(2026, 8, 1, place), contentUpdatedAt: Date.UTC(2026, 9, 3, place) },
    })
    addCorrespondence(altinn3.correspondence, {
      ...{ key: `part ${place}`, recipient, resourceId: otherResource },
      transmissionOf: uuidOf('own dialog 0'),
    })
  }
}
