import type { AppAsked } from './data.ts'
import type { Answered, Asked } from '../../strict.ts'

/** ScopeAuthorizationMiddleware: what an app asks for of its own, on all that is about instances. */
export function refusalOfScope(
  { method, path }: Asked,
  { application, caller }: AppAsked,
): Answered | undefined {
  const kind = method === 'GET' ? 'read' : 'write'
  const isOwner = caller.org !== undefined
  const wanted = (isOwner ? application.apiScopes?.serviceOwners : application.apiScopes?.users)?.[
    kind
  ]
  if (wanted === undefined) return undefined
  const scope = wanted.replace('[app]', application.id.split('/')[1] ?? '')
  const enough = isOwner ? [scope] : [scope, 'altinn:portal/enduser']
  if (caller.scopes.split(' ').some((one) => enough.includes(one))) return undefined
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  const problem = { title: 'Forbidden', status: 403, detail: 'Insufficient scope', instance: path }
  return { status: 403, headers, body: JSON.stringify(problem) }
}
