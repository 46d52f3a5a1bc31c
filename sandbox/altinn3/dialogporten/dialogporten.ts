import type { JWTPayload } from 'jose'
import type { AccessState } from '../access-management/state.ts'
import { toCaller, type Caller } from './access.ts'
import { lookAtDialog } from './dialog.ts'
import { setLabels } from './labels.ts'
import { lookUpDialog } from './lookup.ts'
import { limitsBody, listOwnParties, listServiceResources } from './parties.ts'
import { problem } from './problem.ts'
import { searchDialogs } from './search.ts'
import { catchUp, type DialogportenState } from './state.ts'
import { answerFault, type Fault } from '../fault.ts'
import { RightsUnavailable } from '../kept.ts'
import { hasScope } from '../../bearer.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const dialogportenPath = '/dialogporten/api/v1'
const dialogs = `${dialogportenPath}/enduser/dialogs`

export interface Dialogs {
  /** Altinn's tokens, and Maskinporten's as they are. */
  readonly authenticate: (asked: Asked) => Promise<JWTPayload | undefined>
  readonly state: DialogportenState
  readonly access: AccessState
  readonly fault: Fault | undefined
}

/** Altinn 3's Dialogporten as Altinn/dialogporten answers an end user. */
export async function answerDialogporten(
  asked: Asked,
  { authenticate, state, access, fault }: Dialogs,
): Promise<Answered> {
  const failed = answerFault(fault)
  if (failed !== undefined) return failed
  if (asked.path === `${dialogportenPath}/metadata/limits` && asked.method === 'GET') {
    onlyQuery(asked)
    return { status: 200, body: limitsBody }
  }
  const answer = route(asked)
  const claims = await authenticate(asked)
  if (claims === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
  if (!hasScope(claims, 'digdir:dialogporten')) return { status: 403 }
  const caller = toCaller(claims, access)
  if (caller === undefined) return problem(asked, 403, { Type: [nobody] })
  catchUp(state)
  try {
    return await answer(caller, state)
  } catch (error) {
    if (error instanceof RightsUnavailable) return { status: 500 }
    throw error
  }
}

const nobody =
  'The request was authenticated, but we were unable to determine valid user type in order to authorize the request. Valid user types for this endpoint are: Person, SystemUser'

type Answer = (caller: Caller, state: DialogportenState) => Answered | Promise<Answered>

function route(asked: Asked): Answer {
  const { method, path } = asked
  const [, id = '', below = ''] =
    /^\/([^/]+)(\/context\/systemlabels)?$/.exec(
      path.startsWith(dialogs) ? path.slice(dialogs.length) : '',
    ) ?? []
  switch (`${method} ${id === '' ? path : `{id}${below}`}`) {
    case `GET ${dialogs}`:
      return (caller, state) => searchDialogs(asked, caller, state)
    case 'GET {id}':
      return withId(asked, id, lookAtDialog)
    case 'PUT {id}/context/systemlabels':
      return withId(asked, id, setLabels)
    case `GET ${dialogportenPath}/enduser/dialoglookup`:
      return (caller, state) => lookUpDialog(asked, caller, state)
    case `GET ${dialogportenPath}/enduser/parties`:
      return (caller) => listOwnParties(asked, caller)
    case `GET ${dialogportenPath}/enduser/serviceresources`:
      return (caller, state) => listServiceResources(asked, caller, state)
    default:
      throw new UnlikeTheRealOne(`${method} ${path}`)
  }
}

function withId(
  asked: Asked,
  id: string,
  answer: (
    asked: Asked,
    id: string,
    caller: Caller,
    state: DialogportenState,
  ) => Answered | Promise<Answered>,
): Answer {
  const isGuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)
  const text = `Value [${id}] is not valid for a [Guid] property!`
  if (!isGuid) return () => problem(asked, 400, { dialogId: [text] })
  return (caller, state) => answer(asked, id.toLowerCase(), caller, state)
}
