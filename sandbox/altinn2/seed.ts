import type { Altinn2Broker, BrokerFile } from './broker/state.ts'
import { organizations } from '../organizations.ts'

const { customer, vendor } = organizations

export function seedBroker(): Altinn2Broker {
  return {
    files: [
      file('35abb71c-7243-46aa-9e6b-f1c986b9efaa', 'lønnsdata.zip', '2026-02-10T09:30:12.37'),
      file(
        '35abb71c-7243-46aa-9e6b-f1c986b9efab',
        'kvittering.zip',
        '2026-02-11T10:05:00.1',
        '2026-02-11T13:40:00.25',
      ),
    ],
  }
}

/** From the vendor to the customer, in Norwegian winter time. */
function file(reference: string, fileName: string, sent: string, downloaded?: string): BrokerFile {
  const receiptId = 14_001 + Number.parseInt(reference.at(-1) ?? '0', 16)
  return {
    reference,
    serviceCode: '4483',
    serviceEditionCode: 1,
    fileName,
    sender: vendor.number,
    sendersReference: `ref-${receiptId}`,
    sent: Date.parse(`${sent}+01:00`),
    receiptId,
    content: Buffer.alloc(7232, `content of ${reference} `),
    recipients: [
      {
        party: customer.number,
        receiptId: receiptId + 100,
        downloaded: downloaded === undefined ? undefined : Date.parse(`${downloaded}+01:00`),
      },
    ],
  }
}
