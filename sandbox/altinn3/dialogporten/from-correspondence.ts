import { randomUUID } from 'node:crypto'
import type { Party } from '../access-management/state.ts'
import type { Attachment, Correspondence } from '../correspondence/state.ts'
import { dialogIdOfCorrespondence } from './id.ts'
import {
  addDialog,
  startsSeen,
  tell,
  type ApiAction,
  type Dialog,
  type DialogAttachment,
  type DialogportenState,
  type GuiAction,
  type SystemLabel,
  type Texts,
} from './state.ts'
import { urnOf } from '../party-urn.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

// CorrespondenceBaseUrl of the test environment.
const base = 'https://platform.tt02.altinn.no/correspondence/api/v1/correspondence'

export const correspondenceLabel = (id: string): string => `urn:altinn:correspondence-id:${id}`

/** CreateDialogRequestMapper.cs */
export function showCorrespondence(
  state: DialogportenState,
  told: Correspondence,
  org: string,
  label: SystemLabel,
): void {
  tell(state, () => addDialog(state, toDialog(told, org, label, state.modes.now())))
}

function toDialog(told: Correspondence, org: string, label: SystemLabel, now: number): Dialog {
  const { messageTitle, messageSummary, language } = told.content
  const serviceResource = `urn:altinn:resource:${told.resourceId}`
  const times = timesOf(told, now)
  const text = (value: string): Texts => [{ value, languageCode: language }]
  return {
    ...{ id: dialogIdOfCorrespondence(told.id, told.created), org, serviceResource },
    ...{ serviceResourceType: 'correspondenceservice', party: told.recipient },
    ...{ externalReference: told.sendersReference, ...times, isApiOnly: false },
    status: isUnconfirmed(told) ? 'RequiresAttention' : 'NotApplicable',
    title: text(messageTitle),
    ...(messageSummary === '' ? {} : { summary: text(messageSummary) }),
    ...(told.messageSender === null ? {} : { senderName: text(told.messageSender) }),
    mainContentReference: text(`${base}/${told.id}/content`),
    attachments: told.attachments.map((one) => toAttachment(told, one)),
    ...{ apiActions: toApiActions(told), guiActions: toGuiActions(told) },
    ...{ transmissions: [], activities: [], seenLog: [], labels: [label] },
    ...{ revision: randomUUID(), contextRevision: randomUUID() },
    isSeen: startsSeen(times.createdAt, org, serviceResource),
    hasUnopenedContent: false,
    ...{ ownerLabels: [correspondenceLabel(told.id)], isDeleted: false },
  }
}

/** What is to come is dated by its coming, and what migrated has no due date in the past. */
function timesOf(
  told: Correspondence,
  now: number,
): Pick<Dialog, 'createdAt' | 'updatedAt' | 'contentUpdatedAt' | 'dueAt' | 'visibleFrom'> {
  const { created, dueDateTime, requestedPublishTime: visibleFrom } = told
  const isOverdue = told.altinn2CorrespondenceId !== null && (dueDateTime ?? now) < now
  const isUnset = dueDateTime === null || dueDateTime === Date.parse('0001-01-01T00:00:00Z')
  const due = isUnset || isOverdue ? {} : { dueAt: dueDateTime }
  if (visibleFrom > now) {
    const at = { createdAt: visibleFrom, updatedAt: visibleFrom, contentUpdatedAt: visibleFrom }
    return { ...at, ...due, visibleFrom }
  }
  const published = told.statuses.find(({ status }) => status === 'Published')?.at ?? created
  const createdAt = Math.min(created, published)
  return { createdAt, updatedAt: published, contentUpdatedAt: published, ...due }
}

function isUnconfirmed({ isConfirmationNeeded, statuses }: Correspondence): boolean {
  return isConfirmationNeeded && !statuses.some(({ status }) => status === 'Confirmed')
}

/** Only for the portal, and with its address; how big it is, nobody says. */
function toAttachment(told: Correspondence, attachment: Attachment): DialogAttachment {
  const { id, fileName, displayName, expirationTime } = attachment
  return {
    id: uuidOf(`dialog attachment ${id}`),
    displayName: [{ value: displayName ?? fileName, languageCode: told.content.language }],
    mediaType: /\.pdf$/i.test(fileName) ? 'application/pdf' : 'application/octet-stream',
    url: downloadUrl(told, id),
    ...(expirationTime === null ? {} : { expiresAt: expirationTime }),
  }
}

function downloadUrl({ id }: Correspondence, attachmentId: string): string {
  return `${base}/${id}/attachment/${attachmentId}/download`
}

function toApiActions(told: Correspondence): readonly ApiAction[] {
  const action = (name: string, does: string, httpMethod: string, url: string): ApiAction => ({
    id: uuidOf(`${told.id} ${name} ${url}`),
    ...{ action: does, name, httpMethod, url },
  })
  const own = `${base}/${told.id}`
  return [
    action('getCorrespondence', 'read', 'GET', own),
    action('purgeCorrespondence', 'write', 'DELETE', `${own}/purge`),
    // The patch that confirms takes it away again.
    ...(isUnconfirmed(told)
      ? [action('confirmCorrespondence', 'write', 'POST', `${own}/confirm`)]
      : []),
    ...told.attachments.map(({ id }) =>
      action('downloadCorrespondenceAttachment', 'read', 'GET', downloadUrl(told, id)),
    ),
  ]
}

function toGuiActions(told: Correspondence): readonly GuiAction[] {
  if (told.replyOptions.length > 3) return []
  return told.replyOptions.map(({ linkURL, linkText }) => ({
    id: uuidOf(`${told.id} ${linkURL}`),
    ...{ action: 'read', httpMethod: 'GET', url: linkURL, priority: 'Tertiary' },
    title: [
      { value: linkText ?? 'Gå til tjeneste', languageCode: 'nb' },
      { value: linkText ?? 'Gå til teneste', languageCode: 'nn' },
      { value: linkText ?? 'Go to service', languageCode: 'en' },
    ],
  }))
}

/** DialogportenService.cs patches silently: no time moves, and nobody has to look again. */
export function confirmDialog(state: DialogportenState, correspondenceId: string): void {
  change(state, correspondenceId, (dialog) => {
    if (dialog.status === 'RequiresAttention') dialog.status = 'NotApplicable'
    dialog.apiActions = dialog.apiActions.filter(({ name }) => name !== 'confirmCorrespondence')
    dialog.revision = randomUUID()
  })
}

export function removeDialog(state: DialogportenState, correspondenceId: string): void {
  change(state, correspondenceId, (dialog) => {
    dialog.isDeleted = true
    dialog.revision = randomUUID()
  })
}

/** Noted once for each attachment, whoever takes it. An activity is no content, and moves no date. */
export function noteDownload(
  state: DialogportenState,
  correspondenceId: string,
  by: Party,
  { id: attachmentId, fileName, displayName }: Attachment,
): void {
  change(state, correspondenceId, (dialog) => {
    const id = uuidOf(`download ${attachmentId}`)
    if (dialog.activities.some((one) => one.id === id)) return
    const value = `Startet nedlastning av vedlegg ${displayName ?? fileName}`
    dialog.activities.push({
      ...{ id, type: 'Information', at: state.modes.now() },
      performedBy: { actorType: 'PartyRepresentative', actorName: by.name, actorId: urnOf(by) },
      description: [{ value, languageCode: 'nb' }],
    })
  })
}

function change(
  state: DialogportenState,
  correspondenceId: string,
  apply: (dialog: Dialog) => void,
): void {
  tell(state, () => {
    const dialog = state.byLabel.get(correspondenceLabel(correspondenceId))
    if (dialog !== undefined) apply(dialog)
  })
}
