import { parseBrokerServiceDescription } from '../../../altinn2/broker/broker-service-description.ts'
import type { BrokerServiceDescription } from '../../../altinn2/broker/broker-service-description.ts'
import { toBrokerFile } from '../../../altinn2/broker/broker-file.ts'
import {
  fileTransferLimits as limits,
  initializeFileTransfer,
  type NewFileTransfer,
} from '../../../altinn3/broker.ts'
import type { Query } from '../../../altinn2/query.ts'
import { parseOrganizationNumber } from '../../../altinn2/organization-number.ts'
import type { Target } from '../../../decide/register.ts'
import { GatewayError } from '../../../errors.ts'
import type { Ports, TranslationRequest, Translation } from '../../../translation.ts'
import { outboxPath } from './outbox-file.ts'
import { upload } from './upload.ts'

/**
 * One call of Altinn 2's becomes two: room is made, then filled. What Altinn 3's validation would
 * refuse is refused before, and room is made for a body that has begun to arrive only.
 */
export const sendFile: Translation = async (request, ports) => {
  const description = needDescription(request)
  const transfer = toTransfer(description, request, ports)
  const { body, params } = request
  // Altinn 2 took the body for the file (Altinn/docs content/api/rest/formidling/outbox.md), and so does
  // Altinn 3: recipients would be sent the parts' boundaries and headers with it.
  if (isMultipart(body)) throw new GatewayError('BODY_MULTIPART')
  if (body === undefined || !(await body.hasBytes())) throw new GatewayError('BODY_MISSING')
  const initialized = await ports.ask(initializeFileTransfer, transfer)
  if (initialized === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  const reference = initialized.fileTransferId
  await upload(reference, body, ports)
  const self = outboxPath(params.who ?? 'my', reference)
  const file = {
    service: description.service,
    reference,
    name: transfer.fileName,
    size: body.length(),
    // It is scanned before anybody can fetch it.
    status: 'Initialized',
    sender: request.party,
    sendersReference: transfer.sendersFileTransferReference,
    sent: new Date(ports.now()).toISOString(),
  } as const
  const resource = toBrokerFile(file, { self, receipt: `${self}/receipt` })
  return { status: 201, location: self, body: { kind: 'resource', resource } }
}

function isMultipart(body: TranslationRequest['body']): boolean {
  return /^\s*multipart\//i.test(body?.type ?? '')
}

function needDescription({ query }: TranslationRequest): BrokerServiceDescription {
  const description = parseBrokerServiceDescription(query.one('brokerServiceDescription'))
  if ('malformed' in description) throw malformed(description.malformed)
  return description
}

function toTransfer(
  description: BrokerServiceDescription,
  { query, party, targets }: TranslationRequest,
  { createId }: Ports,
): NewFileTransfer {
  const { recipients, properties, sendersReference } = description
  checkRecipients(recipients)
  checkProperties(properties)
  const isTooLong = sendersReference.length > limits.sendersFileTransferReference
  if (isTooLong || !isStorable(sendersReference)) throw malformed('SendersReference')
  return {
    fileName: needFileName(query) ?? `${createId()}.zip`,
    resourceId: needResource(targets),
    // Altinn 2 took none; Altinn 3 insists.
    sendersFileTransferReference: sendersReference === '' ? createId() : sendersReference,
    sender: party,
    recipients: [...new Set(recipients)],
    propertyList: properties,
  }
}

/** Of several places the one that is the default for writing. */
function needResource(targets: readonly Target[]): string {
  const places = targets.flatMap(({ moved }) => (moved.to === 'broker' ? [moved] : []))
  const place = places.find((moved) => moved.default === true) ?? places[0]
  if (place === undefined) throw new GatewayError('SERVICE_NOT_MOVED')
  return place.resource
}

/** Cut at what Altinn 3 takes, and never within a character. */
function needFileName(query: Query): string | undefined {
  const name = query.one('fileName')
  if (name === undefined) return undefined
  if (name.trim() === '' || !isStorable(name)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'fileName' })
  }
  const cut = name.slice(0, limits.fileName)
  return isStorable(cut) ? cut : cut.slice(0, -1)
}

/** Neither half a character nor the one that ends strings elsewhere: no JSON or database has them. */
function isStorable(text: string): boolean {
  return !/\p{Surrogate}|\0/u.test(text)
}

function checkRecipients(recipients: readonly string[]): void {
  if (recipients.length === 0) throw malformed('Recipients')
  if (recipients.some((recipient) => /^\d{11}$/.test(recipient))) {
    throw malformed('Recipients (in Altinn 3 a person cannot receive files)')
  }
  if (recipients.some((recipient) => parseOrganizationNumber(recipient) === undefined)) {
    throw malformed('Recipients')
  }
}

function checkProperties(properties: BrokerServiceDescription['properties']): void {
  const pairs = Object.entries(properties)
  if (!pairs.flat().every(isStorable)) throw malformed('Properties')
  const isTooLong = ([key, value]: [string, string]): boolean =>
    key.length > limits.propertyKey || value.length > limits.propertyValue
  if (pairs.length <= limits.properties && !pairs.some(isTooLong)) return
  const { properties: most, propertyKey, propertyValue } = limits
  throw malformed(
    `Properties (${most} at most, ${propertyKey} characters a name, ${propertyValue} a value)`,
  )
}

function malformed(member: string): GatewayError {
  const detail = ['brokerServiceDescription', member].filter(Boolean).join(': ')
  return new GatewayError('PARAMETER_MALFORMED', { detail })
}
