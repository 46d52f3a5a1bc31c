import { brokerError, json, parameter } from '../answer.ts'
import { answerOutbox, isParty } from './outbox.ts'
import type { Altinn2Broker, BrokerFile, Caller, Recipient } from './state.ts'
import { toInboxFile, toLocal, toRecipientReceipt } from './view.ts'
import { services } from '../../services.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

/**
 * The broker's nine operations of altinn-enduser-brokerservice-v0.json, and the older address of a
 * file. Numbers of errors are invented; which operation sends the model is written there.
 */
export function answerBroker(
  asked: Asked,
  rest: string,
  caller: Caller,
  broker: Altinn2Broker,
): Answered | Promise<Answered> {
  const [, box, below = ''] = /^brokerservice\/(inbox|outbox|files)(\/.*)?$/.exec(rest) ?? []
  if (box === 'outbox') return answerOutbox(asked, below, caller, broker)
  if (box === 'inbox') return answerInbox(asked, below, caller, broker)
  if (box === 'files') return answerInbox(asked, `${below}/download`, caller, broker)
  throw new UnlikeTheRealOne(asked.path)
}

interface Incoming {
  readonly file: BrokerFile
  readonly recipient: Recipient
}

function answerInbox(
  asked: Asked,
  below: string,
  caller: Caller,
  { files }: Altinn2Broker,
): Answered {
  const [, reference, action = ''] = /^\/([^/]+)(?:\/(\w+))?$/.exec(below) ?? []
  const method = asked.method === 'HEAD' ? 'GET' : asked.method
  const mine = files.flatMap((file) => incoming(file, caller))
  if (below === '' && method === 'GET') return listFiles(asked, mine, caller)
  const operation = `${method} ${action}`.trimEnd()
  if (reference === undefined || !isOperation(operation)) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  const found = mine.find(({ file }) => file.reference === reference)
  return found === undefined ? { status: 404 } : answerFile(asked, operation, found, caller)
}

const operations = ['GET', 'GET receipt', 'GET download', 'POST confirmdownloaded'] as const
type InboxOperation = (typeof operations)[number]

function isOperation(text: string): text is InboxOperation {
  return operations.some((operation) => operation === text)
}

function answerFile(
  asked: Asked,
  operation: InboxOperation,
  { file, recipient }: Incoming,
  caller: Caller,
): Answered {
  switch (operation) {
    case 'GET':
      return json(asked, toInboxFile(file, recipient, asked, caller))
    case 'GET receipt':
      return json(asked, toRecipientReceipt(file, recipient))
    case 'GET download':
      return sendContent(file)
    case 'POST confirmdownloaded':
      if (recipient.downloaded !== undefined) {
        return brokerError(400, 51_020, 'The file has already been downloaded')
      }
      recipient.downloaded = Date.now()
      return json(asked, toRecipientReceipt(file, recipient))
  }
}

function sendContent({ content }: BrokerFile): Answered {
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Content-Length': String(content.length),
  }
  return { status: 200, headers, body: content }
}

function incoming(file: BrokerFile, { organization }: Caller): readonly Incoming[] {
  const recipient = file.recipients.find(({ party }) => party === organization)
  return recipient === undefined ? [] : [{ file, recipient }]
}

function listFiles(asked: Asked, mine: readonly Incoming[], caller: Caller): Answered {
  onlyQuery(
    asked,
    'serviceCode',
    'serviceEditionCode',
    'fileStatus',
    'minSentDateTime',
    'maxSentDateTime',
  )
  const status = parameter(asked, 'fileStatus') ?? 'Uploaded'
  if (!['Initialized', 'Uploaded', 'Downloaded'].includes(status)) {
    return brokerError(400, 51_001, 'Invalid fileStatus')
  }
  if (!isKnownService(asked)) return brokerError(400, 51_002, 'Invalid service code or edition')
  const found = mine
    .filter(({ file }) => isOfService(file, asked) && isWithin(file, asked))
    .filter(({ recipient }) => statusOf(recipient) === status)
  return json(
    asked,
    found.map(({ file, recipient }) => toInboxFile(file, recipient, asked, caller)),
  )
}

/** GET hasavailablefiles: for anybody with an API key, about whoever is named. */
export function hasAvailableFiles(asked: Asked, { files }: Altinn2Broker): Answered {
  onlyQuery(asked, 'serviceCode', 'serviceEditionCode', 'recipients')
  // The swagger file has it as an array, inbox.md as a list with commas.
  const named = [...asked.query]
    .filter(([name]) => name.toLowerCase() === 'recipients')
    .flatMap(([, list]) => list.split(','))
  if (!named.every(isParty)) return brokerError(400, 51_003, 'Invalid recipients')
  if (!isKnownService(asked)) return brokerError(400, 51_002, 'Invalid service code or edition')
  const waits = ({ party, downloaded }: Recipient): boolean =>
    downloaded === undefined && (named.length === 0 || named.includes(party))
  return json(
    asked,
    files.some((file) => isOfService(file, asked) && file.recipients.some(waits)),
  )
}

function statusOf({ downloaded }: Recipient): string {
  return downloaded === undefined ? 'Uploaded' : 'Downloaded'
}

function isKnownService(asked: Asked): boolean {
  const code = parameter(asked, 'serviceCode')
  const edition = parameter(asked, 'serviceEditionCode')
  if (code === undefined) return edition === undefined || /^\d+$/.test(edition)
  return services.some(
    (service) => service.code === code && (edition === undefined || service.edition === +edition),
  )
}

function isOfService({ serviceCode, serviceEditionCode }: BrokerFile, asked: Asked): boolean {
  const code = parameter(asked, 'serviceCode') ?? serviceCode
  const edition = parameter(asked, 'serviceEditionCode') ?? serviceEditionCode
  return code === serviceCode && Number(edition) === serviceEditionCode
}

function isWithin({ sent }: BrokerFile, asked: Asked): boolean {
  const least = parameter(asked, 'minSentDateTime')
  const most = parameter(asked, 'maxSentDateTime')
  return (
    (least === undefined || compare(sent, least) >= 0) &&
    (most === undefined || compare(sent, most) <= 0)
  )
}

/** A bound without an offset is local time, which compares as text. */
function compare(sent: number, bound: string): number {
  if (/(?:Z|[+-]\d\d:\d\d)$/i.test(bound)) return sent - Date.parse(bound)
  return toLocal(sent) < bound ? -1 : 1
}
