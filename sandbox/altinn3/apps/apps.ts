import { Readable } from 'node:stream'
import type { JWTPayload } from 'jose'
import { findParty, type AccessState } from '../access-management/state.ts'
import { postInstance } from './create/instances.ts'
import { postSimplified } from './create/simplified.ts'
import type { AppAsked } from './data.ts'
import { answerElements } from './elements/route.ts'
import { plain } from './elements/answer.ts'
import { getFileScan } from './file-scan.ts'
import { toChanged } from './links.ts'
import { answerProcessFile } from './flow/bpmn.ts'
import { putNext } from './flow/next.ts'
import { postResume } from './flow/resume.ts'
import { getProcess } from './process.ts'
import { answerSchema } from './schemas.ts'
import { refusalOfScope } from './scopes.ts'
import { refusalOfStorage, validate } from './validate.ts'
import { knowsSystemUsers, versionOf } from './version.ts'
import { toMetadata, toResponse } from './view.ts'
import { aspNetProblem } from '../problem.ts'
import { may, toCaller } from '../storage/access.ts'
import { unauthorized } from '../storage/answer.ts'
import { isDeployed } from '../storage/applications.ts'
import { deleteInstance } from '../storage/writing/delete.ts'
import { withFault } from '../storage/fault.ts'
import { setReadStatus } from '../storage/reading/instance.ts'
import { findSeen, seenElements } from '../storage/reading/late.ts'
import { lookAtScans } from '../storage/contents/scan.ts'
import { toPdf } from '../storage/contents/ondemand.ts'
import type { Application } from '../storage/model.ts'
import type { Row, StorageState } from '../storage/state.ts'
import { inTheirOrder, isGone } from '../storage/reading/view.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

const appRoute = /^\/(?<id>(?:ttd|nab)\/[^/]+)(?<below>\/.*)$/
const schemaRoute = /^\/api\/(?<kind>xsd|json)schema\/(?<id>[^/]+)$/
const guid = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'
const instanceRoute = new RegExp(
  `^/instances/(?<party>\\d+)/(?<guid>${guid})(?<action>/validate|/pdf/preview|/process(?:/next|/resume)?|/filescanresult|/data(?:/.*)?)?$`,
)

/** Of the test agency's apps, each a server of its own in real life. */
export const isOfAnApp = (path: string): boolean => appRoute.test(path)

/** Altinn/app-lib-dotnet: what it gives to read, and drafts that it takes. */
export async function answerApps(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  const answered = await withFault(asked, state, () => route(asked, authenticate, state, access))
  // SecurityHeadersMiddleware and the attributes of the controllers.
  const headers = { 'Cache-Control': 'no-store, no-cache', 'X-Content-Type-Options': 'nosniff' }
  return { ...answered, headers: { ...headers, ...answered.headers } }
}

async function route(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  const { id = '', below = '' } = appRoute.exec(asked.path)?.groups ?? {}
  const application = isDeployed(id) ? state.applications[id] : undefined
  // Traefik's, which stands before the apps.
  if (application === undefined) return plain(404, '404 page not found\n')
  const open = answerAnybody(asked, below, application, state)
  if (open !== undefined) return open
  const claims = await authenticate(asked)
  if (claims === undefined) return unauthorized
  const app = { application, caller: toCaller(claims, access), state }
  return refusalOfCaller(asked, app) ?? answerOfInstances(asked, below, app)
}

/** What asks for no token. */
function answerAnybody(
  asked: Asked,
  below: string,
  application: Application,
  state: StorageState,
): Answered | undefined {
  if (asked.method !== 'GET') return undefined
  if (below === '/api/v1/applicationmetadata') {
    onlyQuery(asked, 'checkOrgApp')
    const headers = { 'Cache-Control': 'public,max-age=60' }
    const body = toMetadata(application, versionOf(state, application.id))
    return { status: 200, headers, body }
  }
  if (below === '/api/v1/meta/process') return answerProcessFile(asked, application.id, state)
  const { kind, id = '' } = schemaRoute.exec(below)?.groups ?? {}
  return kind === 'xsd' || kind === 'json'
    ? answerSchema(asked, { kind, id }, application, state)
    : undefined
}

/**
 * Before version 8.6 an app asks the decision point without the system user, which denies that; the
 * app's own scopes are asked for as well.
 */
function refusalOfCaller(asked: Asked, app: AppAsked): Answered | undefined {
  const isSystemUser = app.caller.subject.kind === 'systemUser'
  if (isSystemUser && !knowsSystemUsers(app)) return { status: 403 }
  return refusalOfScope(asked, app)
}

function answerOfInstances(
  asked: Asked,
  below: string,
  app: AppAsked,
): Answered | Promise<Answered> {
  const call = `${asked.method} ${below}`
  if (call === 'POST /instances') return postInstance(asked, app)
  if (call === 'POST /instances/create') return postSimplified(asked, app)
  const { party, guid: id = '', action = '' } = instanceRoute.exec(below)?.groups ?? {}
  if (party === undefined) throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  return answerOfOne(asked, { party, id, action }, app)
}

interface Target {
  readonly party: string
  readonly id: string
  readonly action: string
}

function answerOfOne(
  asked: Asked,
  { party, id, action }: Target,
  app: AppAsked,
): Answered | Promise<Answered> {
  const row = findSeen(app.state, id.toLowerCase())
  // The decision is about an instance of this app and party, and what there is not is denied.
  const isIts = row?.instance.appId === app.application.id
  const isOwners = row?.instance.instanceOwner.partyId === party
  const own = row !== undefined && isIts && isOwners ? row : undefined
  const mayRead = own !== undefined && may(app.caller, own)
  switch (`${asked.method} ${action.replace(/^\/data.*/, '/data')}`) {
    case 'GET /validate':
      return validate(asked, id, row, app)
    case 'GET /pdf/preview':
      return preview(asked, row, app)
    case 'GET /filescanresult':
      return getFileScan(asked, row, app)
    case 'GET /process':
      return mayRead ? getProcess(asked, own, app) : { status: 403 }
    case 'PUT /process/next':
      return putNext(asked, row, app)
    case 'POST /process/resume':
      return postResume(asked, row, app)
    case 'GET ':
      return mayRead ? getInstance(asked, own, app) : emptyResult(403)
    case 'DELETE ':
      return removeInstance(asked, own, app)
    case 'GET /data':
    case 'POST /data':
    case 'PUT /data':
    case 'DELETE /data':
      return answerElements(asked, own, action.slice('/data'.length), app)
    default:
      throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
}

/** InstancesController.DeleteInstance: Storage's answer, with the app's links. */
function removeInstance(asked: Asked, row: Row | undefined, app: AppAsked): Answered {
  onlyQuery(asked, 'hard')
  if (row === undefined || !may(app.caller, row, 'delete')) return { status: 403 }
  const target = { partyId: undefined, guid: row.instance.id }
  const answered = deleteInstance(asked, target, app.caller, app.state)
  return answered.status === 200 ? { ...answered, body: toChanged(asked, row, app) } : answered
}

/** `StatusCode(403)`, which the attributes of the controller turn into a problem of plain JSON. */
function emptyResult(status: 403): Answered {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return { ...aspNetProblem(status), headers }
}

/** InstancesController.Get: what it was before this made it read. */
function getInstance(asked: Asked, row: Row, { application, caller, state }: AppAsked): Answered {
  onlyQuery(asked)
  const host = asked.headers.host ?? ''
  const apps = `https://${host}/${application.id}/instances`
  const party = findParty(caller.access, 'partyId', row.instance.instanceOwner.partyId)
  lookAtScans(state, row)
  const elements = inTheirOrder(seenElements(state, row)).filter((element) => {
    const type = application.dataTypes.find(({ id }) => id === element.dataType)
    const action = type?.actionRequiredToRead
    const isSeen = caller.org === row.instance.org || !isGone(element)
    return isSeen && (action === undefined || may(caller, row, action))
  })
  const body = toResponse(row, elements, party, { apps, hostname: state.hostname })
  if (caller.org !== row.instance.org) setReadStatus(row, 'Read')
  return { status: 200, body }
}

/** PdfController.cs catches nothing of what Storage refuses. */
function preview(asked: Asked, row: Row | undefined, app: AppAsked): Answered {
  onlyQuery(asked, 'language', 'lang')
  if (row === undefined || refusalOfStorage('', row, app) !== undefined) return { status: 500 }
  const { currentTask } = row.instance.process ?? {}
  if (currentTask === undefined) return plain(404, 'Did not find instance or task')
  const body = Readable.from([toPdf([app.application.title.nb, currentTask.name])])
  return { status: 200, headers: { 'Content-Type': 'application/pdf' }, body }
}
