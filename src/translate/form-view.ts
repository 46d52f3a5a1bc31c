import { toKnownDate } from '../altinn2/date-time.ts'
import type { Attachment } from '../altinn2/attachment.ts'
import type { Form } from '../altinn2/form.ts'
import { languageOf, languageTags, type Language } from '../altinn2/language.ts'
import { writeMessageIds } from '../altinn2/message-id.ts'
import type { Message, WholeMessage } from '../altinn2/message.ts'
import type { MessageStatus } from '../altinn2/message-status.ts'
import type { Application, Instance } from '../altinn3/storage.ts'
import type { FormElement } from './form-element.ts'
import { partsOf, namesOf, type FormParts } from './form-parts.ts'
import {
  attachmentTypeOf,
  formatOf,
  isMainForm,
  serviceOfApp,
  type FormService,
} from './form-service.ts'
import type { Look, Ports, Question } from './translation.ts'

/** A form and all that is needed to show it. */
export interface FormView {
  readonly element: FormElement
  readonly application: Application
  readonly parts: FormParts
  readonly service: FormService
  readonly language: Language
}

export async function viewOf(
  element: FormElement,
  { query, settings, targets }: Question,
  { look }: Ports,
): Promise<FormView> {
  const { instance } = element
  const application = await look.application(instance.appId)
  return {
    element,
    application,
    parts: partsOf(instance, application),
    service: serviceOfApp(instance.appId, targets),
    language: languageOf(query, settings.language),
  }
}

export function toMessage(
  view: FormView,
  question: Question,
  { look }: Pick<Ports, 'look'>,
): WholeMessage {
  const { element, application, parts, service, language } = view
  const given = { application, service, language, hasPrint: parts.prints.length > 0 }
  return {
    ...toFormMessage(element, given, question, look),
    forms: formsOf(view),
    attachments: attachmentsOf(view),
  }
}

interface Given extends Pick<FormView, 'application' | 'service' | 'language'> {
  readonly hasPrint: boolean
}

/** What a form's message says, but for what an instance holds. */
export function toFormMessage(
  element: FormElement,
  { application, service, language, hasPrint }: Given,
  question: Pick<Question, 'settings'>,
  { ownerName }: Pick<Look, 'ownerName'>,
): Message {
  const { instance, id, isArchived } = element
  const { created, lastChanged, status, dueBefore, org } = instance
  const due = toKnownDate(dueBefore)
  return {
    type: 'FormTask',
    ...writeMessageIds(id, isArchived),
    subject: subjectOf(instance, application, language),
    status: statusOf(instance),
    isUnread: isUnread(status?.readStatus),
    created,
    lastChanged,
    serviceOwner: ownerName(org, language) ?? org.toUpperCase(),
    ...(service.key === undefined ? {} : { service: service.key }),
    hasPrint,
    ...(isArchived ? ofArchive(element, question) : due === undefined ? {} : { due }),
  }
}

function ofArchive(
  element: FormElement,
  { settings }: Pick<Question, 'settings'>,
): Pick<Message, 'archiveReference' | 'portalView'> {
  return {
    archiveReference: referenceOf(element),
    portalView: `${settings.receiptUrl}/${element.instance.id}`,
  }
}

// Altinn/altinn-storage InstanceHelper.cs: the app's name and what tells this one from others.
function subjectOf(
  { presentationTexts }: Instance,
  application: Application,
  language: Language,
): string {
  return [titleOf(application, language), ...Object.values(presentationTexts ?? {})]
    .filter(Boolean)
    .join(', ')
}

function titleOf({ title }: Application, language: Language): string {
  return title?.[languageTags[language]] ?? title?.nb ?? ''
}

export function statusOf({ status, process }: Instance): MessageStatus {
  if (status?.isSoftDeleted === true) return 'deleted'
  const task = process?.currentTask?.altinnTaskType
  // Beyond the last task nothing is left to do, whether or not it has been archived yet.
  const isOver = task ? afterSubmission.has(task) : toKnownDate(process?.ended) !== undefined
  if (status?.isArchived === true || isOver) return 'submitted'
  return task === 'signing' ? 'toBeSigned' : 'beingFilledIn'
}

const afterSubmission: ReadonlySet<string> = new Set([
  'feedback',
  'pdf',
  'eFormidling',
  'fiksArkiv',
])

function isUnread(status: string | number | null | undefined): boolean {
  return status !== 'Read' && status !== 1
}

/** What Altinn 2 or the receipt in Altinn 3 calls it. */
export function referenceOf({ instance, id }: FormElement): string {
  if (id.kind !== 'genuine') return instance.id.slice(-12).toLowerCase()
  return id.letter === 'c' ? String(id.number) : `AR${id.number}`
}

export function formsOf({
  application,
  parts,
  service: { place },
  language,
}: Pick<FormView, 'application' | 'parts' | 'service' | 'language'>): readonly Form[] {
  return [...parts.forms].map(([id, { dataType }], position) => {
    const format = formatOf(dataType, place)
    return {
      id,
      isMain: isMainForm(dataType, position, place),
      name: titleOf(application, language) || dataType,
      ...(format === undefined ? {} : { format }),
    }
  })
}

export function attachmentsOf({
  parts,
  service: { place },
}: Pick<FormView, 'parts' | 'service'>): readonly Attachment[] {
  return [...parts.attachments].map(([id, element]) => {
    const attachmentType = attachmentTypeOf(element.dataType, place)
    return {
      id,
      ...namesOf(element),
      ...(typeof element.size === 'number' ? { size: element.size } : {}),
      ...(attachmentType === undefined ? {} : { attachmentType }),
    }
  })
}
