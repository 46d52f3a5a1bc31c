import { Readable } from 'node:stream'
import { GatewayError } from '../../../errors.ts'
import { needElement } from '../../../message-box/element.ts'
import type { Translation } from '../../../translation.ts'

/**
 * What the sender told systems beside the text for people. Altinn 2 had a field for it whose contents
 * each service agreed upon; Altinn 3 has names and values, which are one JSON object here.
 */
export const getCustomMessageData: Translation = async (request, ports) => {
  const found = await needElement(request, ports)
  if (found.kind !== 'correspondence') throw new GatewayError('NOT_FOUND')
  const properties = found.correspondence.correspondence?.propertyList ?? {}
  if (Object.keys(properties).length === 0) throw new GatewayError('NOT_FOUND')
  const bytes = Buffer.from(JSON.stringify(properties))
  const file = {
    kind: 'bytes',
    type: 'application/json',
    fileName: 'custommessagedata.json',
  } as const
  const stream = request.isHead ? {} : { stream: Readable.from([bytes]) }
  return { status: 200, body: { ...file, length: bytes.length, ...stream } }
}
