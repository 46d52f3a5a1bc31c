import { createHash } from 'node:crypto'
import { highestStatus, type Attachment, type Correspondence, type StatusEvent } from './state.ts'
import { toOffsetMoment } from '../moment.ts'

// FileConstants.cs knows more; what it does not know has this odd name.
const mimeTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.xml': 'text/xml',
  '.html': 'text/html',
  '.json': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.csv': 'text/csv',
}

export function extensionOf(fileName: string): string {
  return /\.[^.]+$/.exec(fileName)?.[0].toLowerCase() ?? ''
}

const optional = (at: number | null | undefined): string | null =>
  at === null || at === undefined ? null : toOffsetMoment(at)

/** CorrespondenceOverviewMapper.cs; nothing that is null is left out, and no size is told. */
export function toOverview(correspondence: Correspondence, content: object): object {
  const { status, text, at } = highestStatus(correspondence)
  const { id, messageSender, altinn2CorrespondenceId, dueDateTime } = correspondence
  return {
    recipient: correspondence.recipient,
    correspondenceId: id,
    content,
    created: toOffsetMoment(correspondence.created),
    status,
    statusText: text,
    statusChanged: toOffsetMoment(at),
    notifications: [],
    altinn2CorrespondenceId,
    published: optional(firstOf(correspondence, 'Published')),
    read: optional(firstOf(correspondence, 'Read')),
    resourceId: correspondence.resourceId,
    sender: correspondence.sender,
    sendersReference: correspondence.sendersReference,
    messageSender: messageSender ?? '',
    requestedPublishTime: toOffsetMoment(correspondence.requestedPublishTime),
    dueDateTime: optional(dueDateTime),
    externalReferences: correspondence.externalReferences,
    propertyList: correspondence.propertyList,
    replyOptions: correspondence.replyOptions,
    notification: null,
    ignoreReservation: false,
    isConfirmationNeeded: correspondence.isConfirmationNeeded,
    isConfidential: false,
    allowForwarding: false,
  }
}

export function toDetails(
  correspondence: Correspondence,
  content: object,
  history: readonly StatusEvent[],
  systemLabel: string,
): object {
  const statusHistory = [...history]
    .sort((one, other) => one.at - other.at)
    .map(({ status, text, at }) => ({
      status,
      statusText: text,
      statusChanged: toOffsetMoment(at),
    }))
  return { ...toOverview(correspondence, content), statusHistory, systemLabel }
}

function firstOf({ statuses }: Correspondence, wanted: StatusEvent['status']): number | undefined {
  const times = statuses.flatMap(({ status, at }) => (status === wanted ? [at] : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

/** CorrespondenceContentMapper.cs: a sender gets an empty one once it is published. */
export const emptyContent: object = {
  attachments: [],
  language: 'no',
  messageTitle: '',
  messageSummary: '',
  messageBody: '',
}

export function toContent({ content, attachments }: Correspondence): object {
  return { attachments: attachments.map(toAttachment), ...content }
}

const replyLabels: Readonly<Record<string, string>> = { en: 'Reply options:', nn: 'Svarval:' }

/** The overview alone writes reply options into the body, when they are more than three. */
export function toContentWithReplies(correspondence: Correspondence): object {
  const { content, replyOptions } = correspondence
  if (replyOptions.length <= 3) return toContent(correspondence)
  const label = replyLabels[content.language.toLowerCase()] ?? 'Svarvalg:'
  const lines = replyOptions.map(({ linkText, linkURL }) => `${linkText ?? ''}: ${linkURL}`)
  const messageBody = `${content.messageBody}\n\n${label}\n${lines.join('\n')}`
  return { ...toContent(correspondence), messageBody }
}

function toAttachment(attachment: Attachment): object {
  return {
    id: attachment.id,
    created: toOffsetMoment(attachment.created),
    dataLocationType: 'AltinnCorrespondenceAttachment',
    status: attachment.status,
    statusText: attachment.status,
    statusChanged: toOffsetMoment(attachment.statusChanged),
    dataType: mimeTypes[extensionOf(attachment.fileName)] ?? 'binary_octet_stream',
    expirationTime: optional(attachment.expirationTime),
    fileName: attachment.fileName,
    displayName: attachment.displayName,
    isEncrypted: attachment.isEncrypted,
    checksum: createHash('md5').update(attachment.content).digest('hex'),
    sendersReference: attachment.sendersReference,
    expirationInDays: null,
  }
}
