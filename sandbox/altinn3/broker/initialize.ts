import { randomUUID } from 'node:crypto'
import { mayAct, withoutPrefix, type Caller } from './access.ts'
import { errorsIn, readInitialize, type Initialize } from './initialize-model.ts'
import { invalid, plainProblem, problem } from './problem.ts'
import { findResource, setRecipientStatus, setStatus, toMoment, type BrokerState } from './state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

/** POST /: InitializeFileTransferHandler.cs, in its order. */
export async function initialize(
  asked: Asked,
  caller: Caller,
  state: BrokerState,
): Promise<Answered> {
  onlyQuery(asked)
  if (!/^application\/json\s*(?:;|$)/i.test(asked.headers['content-type'] ?? '')) {
    return plainProblem(415)
  }
  const read = readInitialize((await asked.body()).toString())
  const errors = 'errors' in read ? read.errors : errorsIn(read)
  return 'errors' in read || Object.keys(errors).length > 0
    ? invalid(errors, state)
    : begin(read, caller, state)
}

function begin(read: Initialize, caller: Caller, state: BrokerState): Answered {
  const resource = findResource(state, withoutPrefix(read.resourceId))
  const sender = withoutPrefix(read.sender)
  // What the broker does not know is no access, before anything says that it is not configured.
  if (resource === undefined || !mayAct(state, withoutPrefix(read.resourceId), caller, sender)) {
    return problem(6)
  }
  if (read.disableVirusScan === true && resource.virusScan) return problem(20)
  const { accessList } = resource
  const isListed = (recipient: string): boolean =>
    accessList?.includes(withoutPrefix(recipient)) ?? true
  if (!read.recipients.every(isListed)) return problem(28)
  const expires = Date.now() + resource.timeToLiveMs
  return { status: 200, body: { fileTransferId: add(read, state, resource.virusScan, expires) } }
}

function add(read: Initialize, state: BrokerState, useVirusScan: boolean, expires: number): string {
  const transfer = {
    fileTransferId: randomUUID(),
    resourceId: withoutPrefix(read.resourceId),
    fileName: read.fileName,
    sendersFileTransferReference: read.sendersFileTransferReference,
    sender: read.sender,
    created: toMoment(Date.now()),
    expirationTime: toMoment(expires),
    propertyList: read.propertyList,
    useVirusScan,
    checksum: read.checksum,
    fileTransferSize: 0,
    isStored: false,
    content: undefined,
    history: [],
    recipientHistory: [],
  }
  setStatus(transfer, 'Initialized')
  for (const recipient of read.recipients) {
    setRecipientStatus(transfer, withoutPrefix(recipient), 'Initialized')
  }
  state.transfers.push(transfer)
  return transfer.fileTransferId
}
