import { toKnownDate } from '../../altinn2/date-time.ts'
import type { Attachment } from '../../altinn2/messages/attachment.ts'
import type { Form } from '../../altinn2/messages/form.ts'
import { languageOf, languageTags, type Language } from '../../altinn2/language.ts'
import { writeMessageIds } from '../../altinn2/messages/message-id.ts'
import type { Message, FullMessage } from '../../altinn2/messages/message.ts'
import type { MessageStatus } from '../../altinn2/messages/message-status.ts'
import type { Application, Instance } from '../../altinn3/storage.ts'
import type { FormElement } from './element.ts'
import { partsOf, namesOf, type FormParts } from './parts.ts'
import {
  attachmentTypeOf,
  formatOf,
  isMainForm,
  serviceOfApp,
  type FormService,
} from './service.ts'
import type { Look, Ports, TranslationRequest } from '../../translation.ts'

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
  { query, settings, targets }: TranslationRequest,
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
  request: TranslationRequest,
  { look }: Pick<Ports, 'look'>,
): FullMessage {
  const { element, application, parts, service, language } = view
  const given = { application, service, language, hasPrint: parts.prints.length > 0 }
  return {
    ...toFormMessage(element, given, request, look),
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
  request: Pick<TranslationRequest, 'settings'>,
  look: Pick<Look, 'ownerName' | 'ownerNumbered'>,
): Message {
  const { instance, id, isArchived } = element
  const { created, lastChanged, lastChangedBy, status, dueBefore, org } = instance
  const changer = nameOfOwner(lastChangedBy, language, look)
  const portalView = pageOf(element, request)
  const due = toKnownDate(dueBefore)
  return {
    type: 'FormTask',
    ...writeMessageIds(id, isArchived),
    subject: subjectOf(instance, application, language),
    status: statusOf(instance),
    isUnread: isUnread(status?.readStatus),
    created,
    lastChanged,
    ...(changer === undefined ? {} : { lastChangedBy: changer }),
    serviceOwner: look.ownerName(org, language) ?? org.toUpperCase(),
    ...(service.key === undefined ? {} : { service: service.key }),
    ...(service.isListed === undefined ? {} : { hasMetadata: service.isListed }),
    hasPrint,
    ...(portalView === undefined ? {} : { portalView }),
    ...(isArchived ? { archiveReference: referenceOf(element) } : due === undefined ? {} : { due }),
  }
}

/**
 * `lastChangedBy` is a user's number, which no API names, or an organisation's, of which a public
 * list names the service owners alone (Altinn/altinn-storage, `GetUserOrOrgNo`).
 */
function nameOfOwner(
  changer: string | null | undefined,
  language: Language,
  { ownerName, ownerNumbered }: Pick<Look, 'ownerName' | 'ownerNumbered'>,
): string | undefined {
  if (!changer) return undefined
  return ownerNumbered(changer, language) ?? ownerName(changer, language)
}

/** Where people go on with it: in the app, which shows nothing of what is in the bin. */
function pageOf(
  { instance, isArchived }: FormElement,
  { settings: { appsUrl, receiptUrl } }: Pick<TranslationRequest, 'settings'>,
): string | undefined {
  const { id, appId, org, status } = instance
  if (isArchived) return `${receiptUrl}/${id}`
  if (status?.isSoftDeleted === true) return undefined
  return `${appsUrl.replaceAll('{org}', org)}/${appId}/#/instance/${id}`
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
  const task = process?.currentTask?.altinnTaskType?.toLowerCase()
  // Beyond the last person's task nothing is left to do, whether or not it has been archived yet.
  const isOver = task ? !persons.has(task) : toKnownDate(process?.ended) !== undefined
  if (status?.isArchived === true || isOver) return 'submitted'
  return task === 'signing' ? 'toBeSigned' : 'beingFilledIn'
}

// Altinn/app-lib-dotnet: a person acts in these alone. All others are services' (`feedback`, `pdf`,
// `eFormidling` …), of which an app may have its own under any name.
const persons: ReadonlySet<string> = new Set(['data', 'confirmation', 'signing', 'payment'])

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
