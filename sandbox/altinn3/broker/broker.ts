import type { JWTPayload } from 'jose'
import type { AccessState } from '../access-management/state.ts'
import { mayActAsRecipient, mayActAsSender, type Caller } from './access.ts'
import { confirmDownload } from './confirm.ts'
import { download } from './download.ts'
import { initialize } from './initialize.ts'
import { listTransfers } from './list.ts'
import { invalid, problem } from './problem.ts'
import { findTransfer, type BrokerState, type Transfer } from './state.ts'
import { settle } from './time.ts'
import { upload } from './upload.ts'
import { toDetails, toOverview } from './view.ts'
import { hasScope, organizationOf, systemUserOf } from '../../bearer.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

const path = '/broker/api/v1/filetransfer'
const read = 'altinn:broker.read'
const write = 'altinn:broker.write'

interface Action {
  readonly scopes: readonly string[]
  /** `[Produces("application/json")]`, and with it the check of Accept. */
  readonly producesJson: boolean
  readonly consumes?: string
  readonly answer: (
    asked: Asked,
    id: string,
    caller: Caller,
    state: BrokerState,
  ) => Answered | Promise<Answered>
}

const json = { producesJson: true }

/** FileTransferController.cs, without its multipart and TUS uploads. */
const actions: Readonly<Record<string, Readonly<Record<string, Action>>>> = {
  '': {
    GET: {
      ...json,
      scopes: [read, write],
      answer: (asked, _, caller, state) => listTransfers(asked, caller, state),
    },
    POST: {
      ...json,
      scopes: [write],
      answer: (asked, _, caller, state) => initialize(asked, caller, state),
    },
  },
  '/{id}': { GET: { ...json, scopes: [read, write], answer: look(toOverview) } },
  '/{id}/details': { GET: { ...json, scopes: [read, write], answer: look(toDetails) } },
  '/{id}/upload': {
    POST: { ...json, scopes: [write], consumes: 'application/octet-stream', answer: upload },
  },
  '/{id}/download': { GET: { producesJson: false, scopes: [read], answer: download } },
  '/{id}/confirmdownload': { POST: { ...json, scopes: [read], answer: confirmDownload } },
}

/** Altinn 3's broker as Altinn/altinn-broker answers, its oddities included. */
export async function answerBroker(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: BrokerState,
  access: AccessState,
): Promise<Answered> {
  const answered = await answerInOrder(asked, authenticate, state, access)
  // SecurityHeadersMiddleware.cs.
  const security = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }
  return { ...answered, headers: { ...security, ...answered.headers } }
}

/** Routing, then the middlewares of Program.cs in their order, then model binding. */
async function answerInOrder(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: BrokerState,
  access: AccessState,
): Promise<Answered> {
  const { methods, id } = route(asked)
  const action = methods[asked.method]
  if (action === undefined) {
    return { status: 405, headers: { Allow: Object.keys(methods).join(', ') } }
  }
  if (action.consumes !== undefined && mediaType(asked) !== action.consumes) return { status: 415 }
  if (action.producesJson && !acceptsJson(asked)) return { status: 406 }
  const claims = await authenticate(asked)
  if (claims === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
  if (!hasScope(claims, ...action.scopes)) return { status: 403 }
  if (id !== undefined && !isGuid(id)) {
    return invalid({ fileTransferId: [`The value '${id}' is not valid.`] }, state)
  }
  settle(state, Date.now())
  const organization = organizationOf(claims) ?? ''
  const caller = { organization, systemUser: systemUserOf(claims), access }
  return action.answer(asked, id ?? '', caller, state)
}

function route(asked: Asked): {
  readonly methods: Readonly<Record<string, Action>>
  readonly id: string | undefined
} {
  const rest = asked.path.startsWith(path) ? asked.path.slice(path.length).replace(/\/$/, '') : '?'
  const { id, action = '' } = /^\/(?<id>[^/]+)(?<action>\/[a-z]+)?$/.exec(rest)?.groups ?? {}
  const methods = actions[id === undefined ? rest : `/{id}${action}`]
  if (methods === undefined) throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  return { methods, id }
}

function mediaType({ headers }: Asked): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase()
}

// AcceptHeaderValidationMiddleware.cs.
function acceptsJson({ headers }: Asked): boolean {
  const accepted = (headers.accept ?? '*/*').split(',').map((one) => one.split(';')[0]?.trim())
  return accepted.some((one) => /^(?:application\/json|\*\/\*)$/i.test(one ?? ''))
}

function isGuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}

function look(write: (transfer: Transfer) => object): Action['answer'] {
  return (asked, id, caller, state) => {
    onlyQuery(asked)
    const found = findTransfer(state, id)
    if (found === undefined) return problem(1)
    const mayLook = mayActAsSender(state, found, caller) || mayActAsRecipient(state, found, caller)
    return mayLook ? { status: 200, body: write(found) } : problem(6)
  }
}
