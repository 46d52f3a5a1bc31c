import { Readable } from 'node:stream'
import type { JWTPayload } from 'jose'
import { findParty, type AccessState } from '../access-management/state.ts'
import { getAppData, type AppAsked } from './data.ts'
import { toMetadata, toResponse } from './view.ts'
import { aspNetProblem } from '../problem.ts'
import { may, toCaller } from '../storage/access.ts'
import { text as jsonText, unauthorized } from '../storage/answer.ts'
import { isDeployed } from '../storage/applications.ts'
import { faultOf } from '../storage/fault.ts'
import { setReadStatus } from '../storage/instance.ts'
import { toPdf } from '../storage/contents/ondemand.ts'
import type { Application } from '../storage/model.ts'
import type { Row, StorageState } from '../storage/state.ts'
import { inTheirOrder, isGone } from '../storage/view.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

const appRoute = /^\/(?<id>(?:ttd|nab)\/[^/]+)(?<below>\/.*)$/
const guid = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'
const instanceRoute = new RegExp(
  `^/instances/(?<party>\\d+)/(?<guid>${guid})(?<action>/validate|/pdf/preview|/data/(?<element>${guid}))?$`,
)

/** Of the test agency's apps, each a server of its own in real life. */
export const isOfAnApp = (path: string): boolean => appRoute.test(path)

/** Altinn/app-lib-dotnet, what it gives to read. */
export async function answerApps(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  const answered = await answerUnsealed(asked, authenticate, state, access)
  // SecurityHeadersMiddleware and the attributes of the controllers.
  const headers = { 'Cache-Control': 'no-store, no-cache', 'X-Content-Type-Options': 'nosniff' }
  return { ...answered, headers: { ...headers, ...answered.headers } }
}

async function answerUnsealed(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  const fault = faultOf(asked, state)
  if (fault !== undefined) return fault
  const { id = '', below = '' } = appRoute.exec(asked.path)?.groups ?? {}
  const application = isDeployed(id) ? state.applications[id] : undefined
  // Traefik's, which stands before the apps.
  if (application === undefined) return plain(404, '404 page not found\n')
  if (asked.method !== 'GET') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  if (below === '/api/v1/applicationmetadata') return metadata(asked, application)
  const found = instanceRoute.exec(below)?.groups
  if (found === undefined) throw new UnlikeTheRealOne(asked.path)
  const claims = await authenticate(asked)
  if (claims === undefined) return unauthorized
  return answerOf(asked, found, { application, caller: toCaller(claims, access), state })
}

function metadata(asked: Asked, application: Application): Answered {
  onlyQuery(asked, 'checkOrgApp')
  const headers = { 'Cache-Control': 'public,max-age=60' }
  return { status: 200, headers, body: toMetadata(application) }
}

function answerOf(
  asked: Asked,
  { party, guid: id = '', action = '', element }: Readonly<Record<string, string | undefined>>,
  app: AppAsked,
): Answered {
  const row = app.state.rows.get(id.toLowerCase())
  if (action === '/validate') return validate(asked, id, row, app)
  if (action === '/pdf/preview') return preview(asked, row, app)
  // The decision is about an instance of this app and party, and what there is not is denied.
  const isIts = row?.instance.appId === app.application.id
  const isOwners = row?.instance.instanceOwner.partyId === party
  const mayRead = row !== undefined && isIts && isOwners && may(app.caller, row)
  if (element !== undefined) {
    if (!mayRead) return { status: 403 }
    return getAppData(asked, row, element.toLowerCase(), app)
  }
  return mayRead ? getInstance(asked, row, app) : emptyResult(403)
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
  const elements = inTheirOrder(row.elements).filter((element) => {
    const type = application.dataTypes.find(({ id }) => id === element.dataType)
    const action = type?.actionRequiredToRead
    const isSeen = caller.org === row.instance.org || !isGone(element)
    return isSeen && (action === undefined || may(caller, row, action))
  })
  const body = toResponse(row, elements, party, { apps, hostname: state.hostname })
  if (caller.org !== row.instance.org) setReadStatus(row, 'Read')
  return { status: 200, body }
}

/** What Storage said to the app, under the caller's own token. */
function refusalOfStorage(
  id: string,
  row: Row | undefined,
  { caller }: AppAsked,
): Answered | undefined {
  if (row === undefined) return jsonText(404, `Unable to find instance ${id}`)
  return may(caller, row) ? undefined : { status: 403 }
}

/** ValidateController.cs: issues, or why there are none to find. */
function validate(asked: Asked, id: string, row: Row | undefined, app: AppAsked): Answered {
  onlyQuery(asked, 'ignoredValidators', 'onlyIncrementalValidators', 'language')
  const refused = refusalOfStorage(id, row, app)
  if (refused !== undefined || row === undefined) {
    const { status = 404, body = '' } = refused ?? {}
    const detail = `${status} - ${status === 404 ? 'Not Found' : 'Forbidden'} - ${body as string}`
    return aspNetProblem(status === 404 ? 404 : 403, { title: 'Something went wrong.', detail })
  }
  if (row.instance.process?.currentTask === undefined) {
    const detail = 'Unable to validate instance without a started process.'
    return aspNetProblem(409, { title: 'Validation error', detail })
  }
  return { status: 200, body: app.state.issues.get(row.instance.id) ?? [] }
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

function plain(status: number, body: string): Answered {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body }
}
