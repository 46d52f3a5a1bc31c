import { randomUUID } from 'node:crypto'
import { brokerError, json, parameter } from '../answer.ts'
import { nextReceipt, type Altinn2Broker, type BrokerFile, type Caller } from './state.ts'
import { outboxAddress, toOutboxFile, toSenderReceipt } from './view.ts'
import { services } from '../../services.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

/** The three operations of Altinn/docs content/api/rest/formidling/outbox.md. */
export async function answerOutbox(
  asked: Asked,
  rest: string,
  caller: Caller,
  broker: Altinn2Broker,
): Promise<Answered> {
  if (rest === '' && asked.method === 'POST') return send(asked, caller, broker)
  const { reference, receipt } =
    /^\/(?<reference>[^/]+)(?<receipt>\/receipt)?$/.exec(rest)?.groups ?? {}
  if (reference === undefined || !['GET', 'HEAD'].includes(asked.method)) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  const file = broker.files.find((one) => one.reference === reference)
  if (file?.sender !== caller.organization) return { status: 404 }
  onlyQuery(asked)
  return json(
    asked,
    receipt === undefined ? toOutboxFile(file, asked, caller) : toSenderReceipt(file),
  )
}

async function send(asked: Asked, caller: Caller, broker: Altinn2Broker): Promise<Answered> {
  onlyQuery(asked, 'fileName', 'brokerServiceDescription')
  const description = parseDescription(parameter(asked, 'brokerServiceDescription'))
  if (description === undefined) {
    return brokerError(400, 51_010, 'The broker service description is not valid')
  }
  const { ServiceCode: code, ServiceEditionCode: edition } = description
  if (!isBrokerService(code, edition)) {
    return brokerError(400, 51_002, 'Invalid service code or edition')
  }
  const content = await asked.body()
  if (content.length === 0) return brokerError(400, 51_011, 'The file is empty')
  const file = toFile(description, content, parameter(asked, 'fileName'), caller, broker)
  broker.files.push(file)
  const answered = json(asked, toOutboxFile(file, asked, caller), 201)
  return { ...answered, headers: { ...answered.headers, Location: outboxAddress(file, caller) } }
}

function isBrokerService(code: string, edition: number): boolean {
  return services.some(
    (service) => service.type === 'Broker' && service.code === code && service.edition === edition,
  )
}

function toFile(
  description: Description,
  content: Buffer,
  fileName: string | undefined,
  { organization }: Caller,
  broker: Altinn2Broker,
): BrokerFile {
  const receiptId = nextReceipt(broker)
  return {
    reference: randomUUID(),
    serviceCode: description.ServiceCode,
    serviceEditionCode: description.ServiceEditionCode,
    fileName: fileName ?? `${randomUUID()}.zip`,
    sender: organization,
    sendersReference: description.SendersReference,
    sent: Date.now(),
    receiptId,
    content,
    recipients: description.Recipients.map((party, place) => ({
      party,
      receiptId: receiptId + 1 + place,
      downloaded: undefined,
    })),
  }
}

interface Description {
  readonly ServiceCode: string
  readonly ServiceEditionCode: number
  readonly SendersReference: string
  readonly Recipients: readonly string[]
}

// What altinn-enduser-brokerservice-v0.json requires; Properties and FileList are optional.
function parseDescription(text: string | undefined): Description | undefined {
  const given = tryParse(text ?? '') as Partial<Record<string, unknown>> | null | undefined
  const recipients: unknown = given?.Recipients
  const isValid =
    typeof given?.ServiceCode === 'string' &&
    Number.isInteger(given.ServiceEditionCode) &&
    typeof given.SendersReference === 'string' &&
    Array.isArray(recipients) &&
    recipients.length > 0 &&
    recipients.every((party) => typeof party === 'string' && isParty(party)) &&
    isPropertyList(given.Properties ?? {}) &&
    Array.isArray(given.FileList ?? [])
  return isValid ? (given as unknown as Description) : undefined
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** An organisation number, or a person's. */
export function isParty(text: string): boolean {
  return /^(?:\d{9}|\d{11})$/.test(text)
}

function isPropertyList(value: unknown): boolean {
  return typeof value === 'object' && !Array.isArray(value)
}
