import type { JWTPayload } from 'jose'
import type { AccessState } from '../access-management/state.ts'
import { toCaller, type Caller } from './access.ts'
import { confirm, markAsRead, purge } from './change.ts'
import { downloadAttachment } from './download.ts'
import { listCorrespondences } from './list.ts'
import { lookAtDetails, lookAtOverview } from './look.ts'
import { invalid, problem } from './problem.ts'
import { writeConfirmations, type Correspondence, type CorrespondenceState } from './state.ts'
import { answerFault, type Fault } from '../fault.ts'
import { hasScope, type CheckBearer } from '../../bearer.ts'
import { UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const correspondencePath = '/correspondence/api/v1/correspondence'
const read = 'altinn:correspondence.read'
const write = 'altinn:correspondence.write'

export interface Correspondences {
  /** Altinn's own tokens. */
  readonly checkAltinn: CheckBearer
  /** To tell those who have not exchanged theirs. */
  readonly checkMaskinporten: CheckBearer
  readonly state: CorrespondenceState
  readonly access: AccessState
  readonly fault: Fault | undefined
}

interface Action {
  readonly scopes: readonly string[]
  readonly producesJson: boolean
  readonly answer: (
    asked: Asked,
    found: Correspondence,
    caller: Caller,
    state: CorrespondenceState,
    attachmentId: string,
  ) => Answered
}

const either = { scopes: [read, write], producesJson: true }
const recipient = { scopes: [read], producesJson: true }

/** CorrespondenceController.cs, the recipient's side. */
const actions: Readonly<Record<string, Action>> = {
  'GET /{id}': { ...either, answer: lookAtOverview },
  'GET /{id}/details': { ...either, answer: lookAtDetails },
  'POST /{id}/markasread': { ...recipient, answer: markAsRead },
  'POST /{id}/confirm': { ...recipient, answer: confirm },
  'DELETE /{id}/purge': { ...either, answer: purge },
  'GET /{id}/attachment/{id}/download': {
    scopes: [read, 'altinn:portal/enduser'],
    producesJson: false,
    answer: downloadAttachment,
  },
}

/** Altinn 3's Correspondence as Altinn/altinn-correspondence answers a recipient. */
export async function answerCorrespondence(
  asked: Asked,
  { checkAltinn, checkMaskinporten, state, access, fault }: Correspondences,
): Promise<Answered> {
  const { action, ids } = route(asked)
  const failed = answerFault(fault)
  if (failed !== undefined) return failed
  const claims = await checkAltinn(asked)
  if (claims === undefined) {
    return (await checkMaskinporten(asked)) === undefined ? unauthorized : notExchanged
  }
  if (!hasScope(claims, ...action.scopes)) return { status: 403 }
  writeConfirmations(state)
  const answered = accepts(asked, action)
    ? answerKnown(asked, action, ids, claims, { state, access })
    : { status: 406 }
  // SecurityHeadersMiddleware.cs comes after authorization.
  const security = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' }
  return { ...answered, headers: { ...security, ...answered.headers } }
}

function answerKnown(
  asked: Asked,
  action: Action | typeof list,
  [id, attachmentId = '']: readonly string[],
  claims: JWTPayload,
  { state, access }: Pick<Correspondences, 'state' | 'access'>,
): Answered {
  const wrong = [id, attachmentId].find((one) => Boolean(one) && !isGuid(one ?? ''))
  if (wrong !== undefined) {
    const name = wrong === id ? 'correspondenceId' : 'attachmentId'
    return invalid({ [name]: [`The value '${wrong}' is not valid.`] })
  }
  const caller = toCaller(claims, access)
  if (caller === undefined) return problem(4006)
  if (!('answer' in action)) return listCorrespondences(asked, caller, state)
  const found = state.byId.get(id?.toLowerCase() ?? '')
  if (found === undefined) return problem(1001)
  return action.answer(asked, found, caller, state, attachmentId.toLowerCase())
}

const list = { ...either, isList: true }

function route(asked: Asked): {
  readonly action: Action | typeof list
  readonly ids: readonly string[]
} {
  const rest = asked.path.slice(correspondencePath.length).replace(/\/$/, '')
  if (rest === '' && asked.method === 'GET') return { action: list, ids: [] }
  const match = /^\/([^/]+)(\/(?:[a-z]+))?(?:\/([^/]+)(\/download))?$/.exec(rest)
  const [, id = '', step = '', attachmentId, download] = match ?? []
  const name = `${asked.method} /{id}${step}${download === undefined ? '' : '/{id}/download'}`
  const action = match === null ? undefined : actions[name]
  if (action === undefined) throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  return { action, ids: attachmentId === undefined ? [id] : [id, attachmentId] }
}

// AcceptHeaderValidationMiddleware.cs
function accepts(
  { headers }: Asked,
  { producesJson }: { readonly producesJson: boolean },
): boolean {
  const accepted = (headers.accept ?? '*/*').split(',').map((one) => one.split(';')[0]?.trim())
  return !producesJson || accepted.some((one) => /^(?:application\/json|\*\/\*)$/i.test(one ?? ''))
}

function isGuid(text: string): boolean {
  return /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)
}

const unauthorized: Answered = { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }

/** AltinnTokenEventsHelper.cs. The real one lets such a token look at lists and overviews. */
const notExchanged: Answered = {
  status: 403,
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
  body: {
    title: 'IDX10205: Issuer validation failed',
    status: 403,
    detail:
      'Maskinporten token is not valid. Exchange to Altinn token and try again. Read more at https://docs.altinn.studio/api/scenarios/authentication/#maskinporten-jwt-access-token-input',
  },
}
