import { guid, who } from '../../src/altinn2/parameters.ts'
import { translated, type Endpoint } from '../../src/endpoint.ts'
import { getOutboxFile } from '../../src/translate/end-user/broker-outbox/get-outbox-file.ts'
import { getOutboxReceipt } from '../../src/translate/end-user/broker-outbox/get-outbox-receipt.ts'
import { sendFile } from '../../src/translate/end-user/broker-outbox/send-file.ts'
import {
  brokerFile,
  endUser,
  fileReference,
  migration,
  reads,
  serviceInDescription,
  studio,
  submits,
} from '../shared.ts'

const sendFiles = {
  advice: "Send files through Altinn 3's broker: initialise a file transfer, then upload",
  successor: `${studio}/nb/broker/getting-started/developer-guides/send-files/`,
  guide: `${migration}/rest-sbs/sende-motta-filer/#brokerservice`,
} as const

const shared = {
  group: 'end-user/broker-outbox',
  strategy: 2,
  callers: ['systemuser', 'organisation'],
  finds: fileReference,
} as const

const mayRead = endUser(
  ['altinn:brokerservice.read'],
  ['altinn:broker.write', 'altinn:broker.read'],
)

/** Files that a reportee sends to others. */
export const brokerOutbox = [
  {
    ...shared,
    id: 'end-user/broker-outbox/send-file',
    catalogue: 'BRK-08',
    method: 'POST',
    path: '/api/{who}/brokerservice/outbox',
    params: { who },
    ...submits,
    body: brokerFile,
    scopes: endUser(['altinn:brokerservice.write'], ['altinn:broker.write']),
    finds: serviceInDescription,
    whenMoved: translated('broker', sendFile, sendFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-outbox/get-outbox-file',
    catalogue: 'BRK-09',
    method: 'GET',
    path: '/api/{who}/brokerservice/outbox/{reference}',
    params: { who, reference: guid },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('broker', getOutboxFile, sendFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-outbox/get-outbox-receipt',
    catalogue: 'BRK-10',
    method: 'GET',
    path: '/api/{who}/brokerservice/outbox/{reference}/receipt',
    params: { who, reference: guid },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('broker', getOutboxReceipt, sendFiles),
  },
] as const satisfies readonly Endpoint[]
