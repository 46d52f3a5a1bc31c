import { hasServiceOwnerScope, isSyncAdapter, may, type Caller } from '../access.ts'
import { text } from '../answer.ts'
import { BadQuery, conditionsOf, type Condition } from './filter.ts'
import { isSeen, seenElements, settleMoves } from '../reading/late.ts'
import type { DataElement } from '../model.ts'
import { readPage, type PageQuery } from './page.ts'
import type { Parameters } from './parameters.ts'
import { lookAtScans } from '../contents/scan.ts'
import type { Row, StorageState } from '../state.ts'
import { isGone, toInstance } from '../reading/view.ts'
import type { Answered, Asked } from '../../../strict.ts'

export interface Search {
  readonly asked: Asked
  readonly caller: Caller
  readonly state: StorageState
  readonly parameters: Parameters
  readonly partyId: string | undefined
}

/** InstancesController.GetInstances from where it is clear who asks and whose they are. */
export function search(query: Search): Answered {
  const { asked, caller, state, parameters } = query
  const self = toLink(asked, state, parameters.text('continuationToken'))
  if (!seesAll(caller) && parameters.flag('status.isHardDeleted') === true) {
    return { status: 200, body: { count: 0, self, next: null, instances: [] } }
  }
  const reference = parameters.text('A3Ref')
  if (reference !== undefined && reference.length !== 12) {
    return text(400, 'The A3 reference needs to be exactly 12 characters long.')
  }
  try {
    return answerPage(query, self)
  } catch (error) {
    if (error instanceof BadQuery) return text(500, error.message)
    throw error
  }
}

const seesAll = (caller: Caller): boolean => isSyncAdapter(caller) || hasServiceOwnerScope(caller)

function answerPage(query: Search, self: string): Answered {
  const { asked, caller, state } = query
  settleMoves(state)
  const page = readPage(state, toPageQuery(query))
  // After the page has been read, so that it may end up short or empty.
  const rows = seesAll(caller) ? page.rows : page.rows.filter((row) => may(caller, row))
  const next = page.token === undefined ? null : toLink(asked, state, encode(page.token))
  const instances = rows.map((row) => toInstance(row, elementsOf(row, query), state))
  state.pagesRead += 1
  state.afterPage?.(state.pagesRead)
  return { status: 200, body: { count: instances.length, self, next, instances } }
}

function toPageQuery({ caller, state, parameters, partyId }: Search): PageQuery {
  const { text: textOf, integer, flag } = parameters
  const token = textOf('continuationToken')
  const isHardDeleted = seesAll(caller) ? flag('status.isHardDeleted') : false
  return {
    partyId,
    isAscending: !/^desc:/i.test(textOf('order') ?? 'desc:lastChanged'),
    size: integer('size') ?? 100,
    token: token === undefined ? undefined : decodeURIComponent(token.replaceAll('+', ' ')),
    conditions: [
      ...versionsOf(parameters),
      ...(isHardDeleted === undefined ? [] : [isHardDeletedOrNot(isHardDeleted)]),
      ...ofOwnersApps(caller, parameters),
      ...conditionsOf(parameters),
      // The last, since it counts looks at what was looked for.
      ({ instance }) => isSeen(state, instance.id),
    ],
  }
}

const isHardDeletedOrNot =
  (is: boolean): Condition =>
  ({ instance }) =>
    instance.status.isHardDeleted === is

/** `ApplyQueryDefaults`: what was migrated is hidden from whoever does not ask for it. */
function versionsOf({ text: textOf, integer }: Parameters): readonly Condition[] {
  if (textOf('A3Ref') !== undefined) return [isOfVersion(3)]
  if (textOf('dataValues.A2ArchRef') !== undefined) return [isOfVersion(2)]
  const included = integer('mainVersionInclude')
  const excluded = integer('mainVersionExclude')
  if (included === undefined && excluded === undefined) return [isOfVersion(3)]
  return [
    ...(included === undefined ? [] : [isOfVersion(included)]),
    ({ mainVersion }) => mainVersion !== excluded,
  ]
}

const isOfVersion =
  (version: number): Condition =>
  ({ mainVersion }) =>
    mainVersion === version

/** A service owner who names nothing but an app asks for the instances of the app's owner. */
function ofOwnersApps({ org }: Caller, { text: textOf }: Parameters): readonly Condition[] {
  const named = textOf('org') ?? textOf('appId')?.split('/')[0]
  return org === undefined ? [] : [({ instance }) => instance.org === named]
}

function elementsOf(row: Row, { caller, parameters, state }: Search): readonly DataElement[] {
  if (parameters.flag('includeDataElements') === false) return []
  lookAtScans(state, row)
  const seen = seenElements(state, row)
  return seesAll(caller) ? seen : seen.filter((element) => !isGone(element))
}

/** `HttpUtility.UrlEncode`; the link's own encoding comes on top of it. */
const encode = (token: string): string => token.replace(';', '%3b')

/** `BuildRequestLink`: to a host that only the outside world has. */
function toLink({ path, query }: Asked, { hostname }: StorageState, token?: string): string {
  const same = [...query].filter(([name]) => token === undefined || name !== 'continuationToken')
  const all = token === undefined ? same : [...same, ['continuationToken', token] as const]
  const written = all.map((pair) => pair.map(encodeURIComponent).join('='))
  return `https://platform.${hostname}${path}${written.length === 0 ? '' : `?${written.join('&')}`}`
}
