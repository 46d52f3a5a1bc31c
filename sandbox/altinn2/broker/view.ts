import { wantsHal } from '../answer.ts'
import type { BrokerFile, Caller, Recipient } from './state.ts'
import type { Asked } from '../../strict.ts'

const available = 'A file has been made available for download.'
const downloaded = 'File has been downloaded by the recipient.'

export function toInboxFile(
  file: BrokerFile,
  recipient: Recipient,
  asked: Asked,
  { publicOrigin, who }: Caller,
): object {
  const status = recipient.downloaded === undefined ? 'Uploaded' : 'Downloaded'
  const self = `${publicOrigin}/api/${who}/brokerservice/inbox/${file.reference}`
  const links = { self, download: `${self}/download`, receipt: `${self}/receipt` }
  return { ...toProperties(file, status), ...(wantsHal(asked) ? { _links: links } : {}) }
}

/** That the sender reads `Downloaded` once every recipient has it is inferred from the model. */
export function toOutboxFile(file: BrokerFile, asked: Asked, caller: Caller): object {
  const isDone = file.recipients.every((recipient) => recipient.downloaded !== undefined)
  const self = outboxAddress(file, caller)
  const links = { self, receipt: `${self}/receipt` }
  return {
    ...toProperties(file, isDone ? 'Downloaded' : 'Uploaded'),
    ...(wantsHal(asked) ? { _links: links } : {}),
  }
}

export function outboxAddress({ reference }: BrokerFile, { publicOrigin, who }: Caller): string {
  return `${publicOrigin}/api/${who}/brokerservice/outbox/${reference}`
}

function toProperties(file: BrokerFile, status: 'Uploaded' | 'Downloaded'): object {
  return {
    ServiceCode: file.serviceCode,
    // The swagger's spelling, and that of Digdir's examples of the same API.
    ServiceEdtionCode: file.serviceEditionCode,
    ServiceEditionCode: file.serviceEditionCode,
    FileName: file.fileName,
    FileReference: file.reference,
    FileSize: file.content.length,
    FileStatus: status,
    ReceiptID: file.receiptId,
    Sender: file.sender,
    SendersReference: file.sendersReference,
    SentDate: toLocal(file.sent),
  }
}

export function toRecipientReceipt(file: BrokerFile, recipient: Recipient): object {
  return {
    ReceiptID: recipient.receiptId,
    ParentReceiptID: file.receiptId,
    LastChanged: toLocal(recipient.downloaded ?? file.sent),
    Status: 'OK',
    Text: recipient.downloaded === undefined ? available : downloaded,
    SendersReference: file.sendersReference,
    ServiceOwnerPartyReference: null,
    PartyReference: recipient.party,
    ReceiptHistory: `${toHistoryDate(file.sent)} - OK - ${available}`,
  }
}

export function toSenderReceipt(file: BrokerFile): object {
  return {
    ReceiptID: file.receiptId,
    ParentReceiptID: 0,
    LastChanged: toLocal(file.sent),
    Status: 'OK',
    Text: `Upload of file ${file.fileName} was successful. Recipients can now download the file.`,
    SendersReference: file.sendersReference,
    OwnerPartyReference: file.sender,
    ServiceOwnerPartyReference: file.sender,
    PartyReference: file.sender,
    SubReceipts: file.recipients.map((recipient) => toRecipientReceipt(file, recipient)),
  }
}

const oslo = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Oslo',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** Norwegian local time without an offset, the zeros at its end left out. */
export function toLocal(moment: number): string {
  const decimals = String(moment % 1000)
    .padStart(3, '0')
    .replace(/0+$/, '')
  return oslo.format(moment).replace(' ', 'T') + (decimals === '' ? '' : `.${decimals}`)
}

/** SQL Server's own style, e.g. `Feb  1 2021 12:03AM`. */
function toHistoryDate(moment: number): string {
  const [date = '', time = ''] = toLocal(moment).split('T')
  const [year = '', month = '', day = ''] = date.split('-')
  const [hour = '', minute = ''] = time.split(':')
  const names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
  const name = names[Number(month) - 1] ?? ''
  const onClock = String(Number(hour) % 12 || 12).padStart(2)
  const half = Number(hour) < 12 ? 'AM' : 'PM'
  return `${name} ${String(Number(day)).padStart(2)} ${year} ${onClock}:${minute}${half}`
}
