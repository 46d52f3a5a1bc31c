// Answers of the stand-in platform, in the smallest shapes that the gateway reads.
import { uuidOf } from '../../dist/sandbox/synthetic-numbers.js'

export const resource = 'bench-resource'
const moment = '2026-03-02T08:15:27.110Z'
/** The one message that is opened. */
export const dialog = { id: uuidOf('hostile dialog'), created: Date.parse(moment) }
const correspondenceId = uuidOf('hostile correspondence')

/** A broker file's reference that says how many KiB there are of it. */
export function referenceOf(kibibytes) {
  return `30000000-0000-4000-8000-${String(kibibytes).padStart(12, '0')}`
}

export function bytesOf(reference) {
  return Number(reference.slice(-12)) * 1024
}

/** Whose token it is and for whom: the stand-in writes it into the Altinn token and reads it there. */
export function callerOf({ authorization = '' }) {
  const payload = authorization.replace(/^Bearer /, '').split('.')[1] ?? ''
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString() || '{}')
  if (claims.owner !== undefined) return claims
  const numberOf = (id) => id?.ID?.slice(-9)
  const party = numberOf(claims.authorization_details?.[0]?.systemuser_org)
  return { owner: numberOf(claims.consumer), party: party ?? numberOf(claims.consumer) }
}

export function altinnToken(caller) {
  const expires = Math.floor(Date.now() / 1000) + 3_600
  return [{ alg: 'none' }, { ...caller, exp: expires }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat('unsigned')
    .join('.')
}

export function fileTransfer(reference, { party }) {
  return {
    fileTransferId: reference,
    resourceId: resource,
    fileName: 'file.zip',
    sendersFileTransferReference: 'bench',
    fileTransferSize: bytesOf(reference),
    fileTransferStatus: 'Published',
    fileTransferStatusChanged: moment,
    created: moment,
    published: moment,
    sender: `0192:${party}`,
    recipients: [
      {
        recipient: `0192:${party}`,
        currentRecipientFileTransferStatusCode: 'Initialized',
        currentRecipientFileTransferStatusChanged: moment,
      },
    ],
  }
}

export function dialogs({ party }, hasMessage) {
  const text = { value: [{ value: 'Melding', languageCode: 'nb' }] }
  const one = {
    id: dialog.id,
    org: 'ttd',
    serviceResource: `urn:altinn:resource:${resource}`,
    serviceResourceType: 'correspondenceservice',
    party: `urn:altinn:organization:identifier-no:${party}`,
    createdAt: moment,
    contentUpdatedAt: moment,
    isContentSeen: true,
    endUserContext: { systemLabels: ['Default'] },
    content: { title: text },
  }
  return { items: hasMessage ? [one] : [], hasNextPage: false, continuationToken: null }
}

export const identity = {
  dialogId: dialog.id,
  instanceRef: `urn:altinn:correspondence-id:${correspondenceId}`,
}

/** Written once: a body of several megabytes must cost the stand-in nothing. */
export function correspondence(messageBody) {
  return Buffer.from(
    JSON.stringify({
      correspondenceId,
      resourceId: resource,
      created: moment,
      published: moment,
      read: moment,
      status: 'Read',
      content: { messageTitle: 'Melding', messageSummary: '', messageBody, attachments: [] },
    }),
  )
}

/** Each is JSON already, so that a page of them is made by joining texts. */
export function forms(count) {
  return Array.from({ length: count }, (_, place) => {
    const changed = new Date(Date.parse(moment) - place * 60_000).toISOString()
    return JSON.stringify({
      id: `50001/${uuidOf(`form ${place}`)}`,
      instanceOwner: { partyId: '50001' },
      appId: 'ttd/prove-skjema',
      org: 'ttd',
      process: { currentTask: { elementId: 'Task_1', altinnTaskType: 'data' } },
      status: { isArchived: false, isSoftDeleted: false, isHardDeleted: false },
      presentationTexts: { place: String(place) },
      data: [],
      created: changed,
      lastChanged: changed,
    })
  })
}

export const application = { title: { nb: 'Prøveskjema' }, dataTypes: [] }
export const owners = { orgs: { ttd: { orgnr: '314168267', name: { nb: 'Prøveetaten' } } } }
