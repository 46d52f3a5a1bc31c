import { rolesIn } from '../access-management/roles.ts'
import { policyOf, type AccessState, type Policy } from '../access-management/state.ts'
import { aspNetProblem } from '../problem.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const ruleOf = /^\/resourceregistry\/api\/v1\/resource\/([^/]+)\/policy\/rules$/

export function isPolicyRules(path: string): boolean {
  return ruleOf.test(path)
}

/** UrnJsonTypeValue: an attribute's id and its value. */
interface Attribute {
  readonly type: string
  readonly value: string
}

/**
 * Altinn/altinn-resource-registry ResourceController.cs `GetFlattenRules`, for everybody: one row for each
 * subject, action and resource that PolicyHelper.cs finds in a rule. An app needs no entry of its own in
 * the registry. Without a policy it is 404.
 */
export function answerPolicyRules(asked: Asked, access: AccessState): Answered {
  onlyQuery(asked)
  const [, id = ''] = ruleOf.exec(asked.path) ?? []
  const policy = policyOf(access, id)
  if (policy === undefined) return aspNetProblem(404)
  const resources = resourcesOf(id)
  const body = subjectsOf(policy).flatMap((subject) =>
    policy.actions.flatMap((action) =>
      resources.map((resource) => ({
        subject: [subject],
        action: { type: 'urn:oasis:names:tc:xacml:1.0:action:action-id', value: action },
        resource,
      })),
    ),
  )
  return { status: 200, body }
}

function subjectsOf({ roles, packages, owner, organizations }: Policy): readonly Attribute[] {
  return [
    ...roles.map(toRole),
    ...packages.map((value) => ({ type: 'urn:altinn:accesspackage', value })),
    ...(owner === undefined ? [] : [{ type: 'urn:altinn:org', value: owner }]),
    ...organizations.map((value) => ({ type: 'urn:altinn:organization:identifier-no', value })),
  ]
}

/** By its own code as its urn says it; a code of Altinn 2's as policies write it, in upper case. */
function toRole(code: string): Attribute {
  const urn = rolesIn('nob').find((role) => role.code === code)?.urn
  if (urn === undefined || urn.startsWith('urn:altinn:rolecode:')) {
    return { type: 'urn:altinn:rolecode', value: code.toUpperCase() }
  }
  const end = urn.lastIndexOf(':')
  return { type: urn.slice(0, end), value: urn.slice(end + 1) }
}

/** An app's rules are for the app, for a task and for its end. */
function resourcesOf(id: string): readonly (readonly Attribute[])[] {
  const [, org, app] = /^app_([^_]+)_(.+)$/.exec(id) ?? []
  if (org === undefined || app === undefined) return [[{ type: 'urn:altinn:resource', value: id }]]
  const whole = [
    { type: 'urn:altinn:org', value: org },
    { type: 'urn:altinn:app', value: app },
  ]
  return [
    whole,
    [...whole, { type: 'urn:altinn:task', value: 'Task_1' }],
    [...whole, { type: 'urn:altinn:end-event', value: 'EndEvent_1' }],
  ]
}
