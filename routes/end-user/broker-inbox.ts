import { guid, who } from '../../src/altinn2/parameters.ts'
import { merged, translated, type Endpoint } from '../../src/endpoint.ts'
import { mergeHasAvailableFiles } from '../../src/merge/end-user/broker-inbox/has-available-files.ts'
import { mergeInboxFiles } from '../../src/merge/end-user/broker-inbox/list-inbox-files.ts'
import { confirmDownloaded } from '../../src/translate/end-user/broker-inbox/confirm-downloaded.ts'
import { downloadFile } from '../../src/translate/end-user/broker-inbox/download-file.ts'
import { downloadInboxFile } from '../../src/translate/end-user/broker-inbox/download-inbox-file.ts'
import { getInboxFile } from '../../src/translate/end-user/broker-inbox/get-inbox-file.ts'
import { getInboxReceipt } from '../../src/translate/end-user/broker-inbox/get-inbox-receipt.ts'
import { hasAvailableFiles } from '../../src/translate/end-user/broker-inbox/has-available-files.ts'
import { listInboxFiles } from '../../src/translate/end-user/broker-inbox/list-inbox-files.ts'
import {
  endUser,
  fileReference,
  megabyte,
  reads,
  readsDocument,
  serviceInQuery,
  studio,
} from '../shared.ts'

const receiveFiles = {
  advice: "Receive files through Altinn 3's broker, by file transfer id",
  successor: `${studio}/nb/broker/getting-started/developer-guides/receive-files/`,
  guide: `${studio}/en/broker/broker-transition/`,
} as const

const shared = {
  group: 'end-user/broker-inbox',
  strategy: 2,
  callers: ['systemuser', 'organisation'],
  finds: fileReference,
} as const

const mayRead = endUser(['altinn:brokerservice.read'], ['altinn:broker.read'])

/** Files that others have sent to a reportee. */
export const brokerInbox = [
  {
    ...shared,
    id: 'end-user/broker-inbox/has-available-files',
    catalogue: 'BRK-02',
    method: 'GET',
    path: '/api/brokerservice/inbox/hasavailablefiles',
    params: {},
    partiesInQuery: ['recipients'],
    ...reads,
    scopes: { altinn2: [], altinn3: ['altinn:broker.read'] },
    finds: serviceInQuery,
    whenMoved: merged('broker', hasAvailableFiles, mergeHasAvailableFiles, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/list-inbox-files',
    catalogue: 'BRK-03',
    method: 'GET',
    path: '/api/{who}/brokerservice/inbox',
    params: { who },
    ...reads,
    scopes: mayRead,
    finds: serviceInQuery,
    whenMoved: merged('broker', listInboxFiles, mergeInboxFiles, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/get-inbox-file',
    catalogue: 'BRK-04',
    method: 'GET',
    path: '/api/{who}/brokerservice/inbox/{reference}',
    params: { who, reference: guid },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('broker', getInboxFile, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/download-inbox-file',
    catalogue: 'BRK-05',
    method: 'GET',
    path: '/api/{who}/brokerservice/inbox/{reference}/download',
    params: { who, reference: guid },
    ...readsDocument,
    scopes: mayRead,
    whenMoved: translated('broker', downloadInboxFile, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/download-file',
    catalogue: 'BRK-01',
    method: 'GET',
    path: '/api/{who}/BrokerService/files/{reference}',
    params: { who, reference: guid },
    ...readsDocument,
    scopes: mayRead,
    whenMoved: translated('broker', downloadFile, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/get-inbox-receipt',
    catalogue: 'BRK-06',
    method: 'GET',
    path: '/api/{who}/brokerservice/inbox/{reference}/receipt',
    params: { who, reference: guid },
    ...reads,
    scopes: mayRead,
    whenMoved: translated('broker', getInboxReceipt, receiveFiles),
  },
  {
    ...shared,
    id: 'end-user/broker-inbox/confirm-downloaded',
    catalogue: 'BRK-07',
    method: 'POST',
    path: '/api/{who}/brokerservice/inbox/{reference}/confirmdownloaded',
    params: { who, reference: guid },
    effect: 'write',
    body: megabyte,
    answers: 'model',
    scopes: endUser(['altinn:brokerservice.write'], ['altinn:broker.read']),
    whenMoved: translated('broker', confirmDownloaded, receiveFiles),
  },
] as const satisfies readonly Endpoint[]
