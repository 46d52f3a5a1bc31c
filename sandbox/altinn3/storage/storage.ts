import type { JWTPayload } from 'jose'
import type { AccessState } from '../access-management/state.ts'
import { toCaller, type Caller } from './access.ts'
import { text, unauthorized } from './answer.ts'
import { putDataValues } from './writing/data-values.ts'
import { getData, listElements } from './contents/data.ts'
import { deleteInstance } from './writing/delete.ts'
import { withFault } from './fault.ts'
import { getInstance, putReadStatus, type Target } from './reading/instance.ts'
import { listInstances } from './search/list.ts'
import type { StorageState } from './state.ts'
import { getTexts } from './texts.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const storagePath = '/storage/api/v1/'

const guid = '[\\da-fA-F]{8}(?:-[\\da-fA-F]{4}){3}-[\\da-fA-F]{12}'
const applicationRoute = /^applications\/(?<org>[^/]+)\/(?<app>[^/]+)$/
const textsRoute = /^applications\/(?<app>[^/]+\/[^/]+)\/texts\/(?<language>[^/]+)$/
const instanceRoute = new RegExp(`^instances/(?:(?<party>\\d+)/)?(?<guid>${guid})(?<below>/.*)?$`)
const dataRoute = new RegExp(`^/data/(?<element>${guid})$`)

/** Altinn/altinn-storage: what a gateway reads of it, and the mark that something was read. */
export async function answerStorage(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  return withFault(asked, state, () => answerWithoutFault(asked, authenticate, state, access))
}

async function answerWithoutFault(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: StorageState,
  access: AccessState,
): Promise<Answered> {
  const rest = asked.path.slice(storagePath.length)
  const application = applicationRoute.exec(rest)?.groups
  if (application !== undefined) return getApplication(asked, application, state)
  const answer = route(asked, rest)
  const claims = await authenticate(asked)
  if (claims === undefined) return unauthorized
  return answer(toCaller(claims, access), state)
}

type Action = (caller: Caller, state: StorageState) => Answered | Promise<Answered>

function route(asked: Asked, rest: string): Action {
  const { method } = asked
  if (rest === 'instances' && method === 'GET') {
    return (caller, state) => listInstances(asked, caller, state)
  }
  const { app, language = '' } = textsRoute.exec(rest)?.groups ?? {}
  if (app !== undefined && method === 'GET') {
    return (_, state) => getTexts(asked, app, language, state.texts)
  }
  const found = instanceRoute.exec(rest)?.groups
  if (found === undefined) throw new UnlikeTheRealOne(`${method} ${asked.path}`)
  const { party, guid: id = '', below = '' } = found
  const partyId = party === undefined ? undefined : Number(party)
  const action = actionOf(asked, below, { partyId, guid: id.toLowerCase() })
  if (action === undefined || (partyId === undefined && below !== '')) {
    throw new UnlikeTheRealOne(`${method} ${asked.path}`)
  }
  return action
}

function actionOf(asked: Asked, below: string, target: Target): Action | undefined {
  const element = dataRoute.exec(below)?.groups?.element?.toLowerCase()
  switch (`${asked.method} ${element === undefined ? below : '/data'}`) {
    case 'GET ':
      return (caller, state) => getInstance(asked, target, caller, state)
    case 'DELETE ':
      return (caller, state) => deleteInstance(asked, target, caller, state)
    case 'GET /data':
      return (caller, state) => getData(asked, { ...target, element: element ?? '' }, caller, state)
    case 'GET /dataelements':
      return (caller, state) => listElements(asked, target, caller, state)
    case 'PUT /datavalues':
      return (caller, state) => putDataValues(asked, target, caller, state)
    case 'PUT /readstatus':
      return (caller, state) => putReadStatus(asked, target, caller, state)
    default:
      return undefined
  }
}

/** ApplicationsController.GetOne, for anybody. */
function getApplication(
  asked: Asked,
  { org, app }: Readonly<Record<string, string | undefined>>,
  { applications }: StorageState,
): Answered {
  if (asked.method !== 'GET') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  onlyQuery(asked)
  const id = `${org}/${app}`
  const found = Object.hasOwn(applications, id) ? applications[id] : undefined
  if (found !== undefined) return { status: 200, body: found }
  return text(404, `Could not find an application with appId=${id}`)
}
