import { findParty } from '../../access-management/state.ts'
import { isSyncAdapter, mayReadAsOwner, type Caller } from '../access.ts'
import { forbidden, problem, text } from '../answer.ts'
import { queryNames, readParameters, type Parameters } from './parameters.ts'
import { search } from './search.ts'
import type { StorageState } from '../state.ts'
import { onlyQuery, type Answered, type Asked } from '../../../strict.ts'

/** InstancesController.GetInstances, step by step in its order. */
export function listInstances(asked: Asked, caller: Caller, state: StorageState): Answered {
  onlyQuery(asked, ...queryNames)
  const parameters = readParameters(asked.query)
  const { errors } = parameters
  if (Object.keys(errors).length > 0) {
    return problem(400, { title: 'One or more validation errors occurred.', errors })
  }
  const identifier = identifierIn(asked)
  const owner = parameters.integer('instanceOwner.partyId')
  if (owner !== undefined && identifier !== undefined) {
    return text(
      400,
      'Both InstanceOwner.PartyId and InstanceOwnerIdentifier cannot be present at the same time.',
    )
  }
  const isOfSomebody = owner !== undefined || identifier !== undefined
  const refusal = refusalOf(caller, parameters, isOfSomebody)
  if (refusal !== undefined) return refusal
  const party = identifier === undefined ? owner : lookUp(identifier, caller)
  if (typeof party === 'object') return party
  const partyId = party === undefined ? undefined : String(party)
  return search({ asked, caller, state, parameters, partyId })
}

function identifierIn({ headers }: Asked): string | undefined {
  const given = headers['x-ai-instanceowneridentifier']
  return typeof given === 'string' && given !== '' ? given : undefined
}

/** `AuthorizeCaller`: an owner by scope and app, an end user by naming whose instances. */
function refusalOf(
  caller: Caller,
  { text: textOf }: Parameters,
  isOfSomebody: boolean,
): Answered | undefined {
  if (caller.org !== undefined) return refusalOfOwner(caller, textOf('org'), textOf('appId'))
  if (!caller.isEndUser) return problem(400)
  if (isOfSomebody) return undefined
  return text(400, 'Either InstanceOwnerPartyId or InstanceOwnerIdentifier need to be defined.')
}

function refusalOfOwner(caller: Caller, org?: string, appId?: string): Answered | undefined {
  if (!isSyncAdapter(caller) && !mayReadAsOwner(caller)) return forbidden
  const asked = org ?? appId?.split('/')[0]
  if (asked === undefined) return text(400, 'Org or AppId must be defined.')
  if (isSyncAdapter(caller) || caller.org?.toLowerCase() === asked.toLowerCase()) return undefined
  // Nobody here has been let in to the apps of another.
  return appId === undefined ? text(400, 'AppId must be defined.') : forbidden
}

/** InstanceQueryParameters.ParseInstanceOwnerIdentifier, and the register's answer to it. */
function lookUp(identifier: string, { access }: Caller): number | Answered {
  const [kind = '', number = '', ...more] = identifier.replaceAll(' ', '').toLowerCase().split(':')
  const isKnown = kind === 'person' || kind === 'organisation'
  if (!isKnown || number === '' || more.length > 0) {
    return text(400, 'Invalid InstanceOwnerIdentifier.')
  }
  if (kind === 'person' && !/^\d{11}$/.test(number)) {
    return text(400, 'Person number needs to be exactly 11 digits.')
  }
  if (kind === 'organisation' && !/^\d{9}$/.test(number)) {
    return text(400, 'Organization number needs to be exactly 9 digits.')
  }
  const key = kind === 'person' ? 'personId' : 'organizationNumber'
  const party = findParty(access, key, number)
  const nothing = { count: 0, self: null, next: null, instances: [] }
  return party?.partyId ?? { status: 200, body: nothing }
}
